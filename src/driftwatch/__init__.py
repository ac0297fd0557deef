"""Driftwatch runs a vision model on a Viam machine and notices when the model goes bad."""

__version__ = "0.1.0"
