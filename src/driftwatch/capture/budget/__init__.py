"""A limited number of frames: who may spend them, and how scarce they are."""
