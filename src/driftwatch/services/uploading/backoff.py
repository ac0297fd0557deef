"""How long to wait after an attempt that failed."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from `first` to `cap` seconds; of each wait at least half, the rest by chance.

    The chance keeps a fleet that lost its network together from coming back in one instant (full jitter, M. Brooker,
    "Exponential Backoff and Jitter", 2015; half of it here, so that the first wait is never next to nothing).
    """

    first: float = 2.0
    cap: float = 600.0

    def seconds(self, failures: int, chance: Callable[[], float]) -> float:
        """failures: in a row, from 1. chance: gives numbers in [0, 1)."""
        longest = min(self.cap, self.first * 2.0 ** min(failures - 1, 60))
        return longest * (0.5 + 0.5 * chance())
