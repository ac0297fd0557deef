"""Data sets with true boxes, one format a file."""
