"""Simulated cameras: what a view looks like through days of light, weather, traffic and neglect."""
