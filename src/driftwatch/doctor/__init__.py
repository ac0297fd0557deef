"""What is in a model, how it is read, and what is wrong with it."""
