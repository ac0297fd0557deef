"""What one reason has used of the budget, and how good its frames were lately."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from typing import Final

from driftwatch.capture.windows import Window

SPANS: Final = (("per_minute", 60.0), ("per_hour", 3600.0), ("per_day", 86400.0))
_VALUES: Final = 128  # recent values that a new one is compared with


class Ledger:
    """offered: frames for which the reason spoke. kept: frames that were charged to it."""

    def __init__(self) -> None:
        self.windows = {name: Window(seconds) for name, seconds in SPANS}
        self.last: float | None = None
        self.offered = 0
        self.kept = 0
        self._values: deque[float] = deque()
        self._sorted: list[float] = []

    def offer(self, value: float) -> None:
        self.offered += 1
        self._values.append(value)
        insort(self._sorted, value)
        if len(self._values) > _VALUES:
            del self._sorted[bisect_left(self._sorted, self._values.popleft())]

    def rank(self, value: float) -> float:
        """Part of the recent values that `value` reaches or exceeds, in [0, 1]; 1 where there is none."""
        if not self._values:
            return 1.0
        return bisect_right(self._sorted, value) / len(self._sorted)

    def spend(self, now: float) -> None:
        for window in self.windows.values():
            window.add(now)
        self.kept += 1
        self.last = now
