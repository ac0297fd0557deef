"""Which convention reads a model: tried, chosen, refused with a reason, and its rivals."""
