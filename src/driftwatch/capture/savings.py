"""What is saved up of a budget: how picky one must be."""

from collections.abc import Mapping
from typing import Final

_SAVED: Final = 3600.0  # seconds at that pace may be saved up
_AT_FIRST: Final = 0.5
_SPARE: Final = 0.9  # of the limit's own pace: else a full window would choose, and it takes whatever comes first


class Savings:
    """Grows at the pace of the scarcest limit, so that a day's frames last a day; begins half full.

    limits: frames by the seconds for which they must last. No limit of its own: it may be overdrawn.
    """

    def __init__(self, limits: Mapping[float, int]) -> None:
        self._pace = _SPARE * min(frames / seconds for seconds, frames in limits.items())
        self._most = max(1.0, self._pace * _SAVED)
        self._saved = self._most * _AT_FIRST
        self._at: float | None = None

    def part(self, now: float) -> float:
        """In [0, 1], of the most that can be saved. now: seconds of the monotonic clock."""
        if self._at is not None:
            self._saved = min(self._most, self._saved + (now - self._at) * self._pace)
        self._at = now
        return max(0.0, self._saved / self._most)

    def spend(self, now: float) -> None:
        self.part(now)
        self._saved -= 1.0
