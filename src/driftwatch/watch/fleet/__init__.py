"""Many machines by the readings of their drift sensors: sums are added, never averaged."""
