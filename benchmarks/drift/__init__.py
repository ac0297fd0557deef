"""What the drift detectors reach on simulated streams, against their targets: `python -m benchmarks.drift`."""
