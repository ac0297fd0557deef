"""Messages about a change of state, on their way to where people read them."""
