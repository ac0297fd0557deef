"""Kept frames that wait for the data manager, on disk."""
