"""Whether a model is probably read wrong: guards that hold for every head, judged on what was read of a few images."""
