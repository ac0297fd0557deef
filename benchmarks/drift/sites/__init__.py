"""Simulated sites, object by object: who comes and goes, what a model makes of it, and what the monitor would count."""
