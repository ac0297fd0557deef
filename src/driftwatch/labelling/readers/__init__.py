"""Corrected labels as tools write them, one format a file."""
