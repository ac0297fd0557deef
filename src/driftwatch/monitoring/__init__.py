"""Observations in, "is the model still good?" out. Time is an argument."""
