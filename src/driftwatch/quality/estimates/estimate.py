"""A share with its interval."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """value: a share in [0, 1]. low, high: its 95% interval, never of width 0.

    effective: as many independent draws would know as much.
    """

    value: float
    low: float
    high: float
    effective: float

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"
