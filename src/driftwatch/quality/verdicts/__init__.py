"""What reviews prove: dropped, below its target, candidate worse or better."""
