"""Which frames a person is shown, and with what chance."""
