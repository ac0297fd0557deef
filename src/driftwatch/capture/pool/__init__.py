"""The random frames that reviews are drawn from, on disk, each with the chance by which it came there."""
