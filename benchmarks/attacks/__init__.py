"""What other callers wait while somebody attacks the module."""
