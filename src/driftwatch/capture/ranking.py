"""How good a frame is among those that samplers spoke for lately."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from typing import Final

_VALUES: Final = 128


class Ranking:
    """The last 128 values, whatever their reason."""

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
