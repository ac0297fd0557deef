"""A candidate next to the live model: shown the same frames, compared with it, never in its way."""
