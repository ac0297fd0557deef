"""What the module adds to the cost of the inference alone: `python -m benchmarks performance`."""
