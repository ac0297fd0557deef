"""Slow ramps on simulated sites: what a comparison with the first month finds of them, and how often it is wrong."""
