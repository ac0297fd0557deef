"""Viam's app from a person's computer: what the commands of the loop call."""
