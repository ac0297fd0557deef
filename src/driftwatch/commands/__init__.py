"""The DoCommands of the vision service and the drift sensor, one a file; `registry.py` lists them."""
