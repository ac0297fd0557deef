"""Replays simulated sites through monitors and judges what they say against the truth."""
