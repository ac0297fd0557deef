"""The reader that turns JSON attributes into frozen dataclasses."""
