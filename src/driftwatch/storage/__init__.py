"""What survives a restart: one SQLite file per module."""
