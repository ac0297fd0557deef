"""How scarce a budget is, and how good a frame is among the recent ones: together they say whether it is worth it."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Mapping
from typing import Final

_SAVED: Final = 3600.0  # seconds at that pace may be saved up
_AT_FIRST: Final = 0.5
_SPARE: Final = 0.9  # of the limit's own pace: else a full window would choose, and it takes whatever comes first
_VALUES: Final = 128


class TokenBucket:
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


class Ranking:
    """How good a frame is among those that samplers voted for lately: the last 128 values, whatever their reason."""

    def __init__(self) -> None:
        self._values: deque[float] = deque()
        self._sorted: list[float] = []

    def add(self, value: float) -> None:
        self._values.append(value)
        insort(self._sorted, value)
        if len(self._values) > _VALUES:
            del self._sorted[bisect_left(self._sorted, self._values.popleft())]

    def rank(self, value: float) -> float:
        """Part of the recent values that `value` reaches or exceeds, in [0, 1]; 1 where there is none."""
        if not self._values:
            return 1.0
        return bisect_right(self._sorted, value) / len(self._sorted)
