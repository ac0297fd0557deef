"""Reviews at work: the pool of random frames, who reviews which, what people said, and the figures of it."""
