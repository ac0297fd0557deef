"""The demo machine, its footage and its models."""
