"""How much was used in the last minute, hour or day, in little memory and never undercounted."""

import math
from collections import deque
from typing import Final

BUCKETS: Final = 60
SPANS: Final = (("per_minute", 60.0), ("per_hour", 3600.0), ("per_day", 86400.0))


class SlidingWindowCounter:
    """Adds up amounts over the last `seconds` of the monotonic clock.

    Amounts lie in buckets of a sixtieth of the window; a bucket that is only partly inside counts whole. So
    `used` is never below what truly happened in the last `seconds`, and above it for at most two sixtieths longer.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._width = seconds / BUCKETS
        self._buckets: deque[tuple[int, int]] = deque()
        self._total = 0

    def used(self, now: float) -> int:
        """now: seconds of the monotonic clock; never earlier than in the call before."""
        # One bucket more than the window has, for the rounding of the division.
        oldest = math.floor(now / self._width) - BUCKETS - 1
        while self._buckets and self._buckets[0][0] < oldest:
            self._total -= self._buckets.popleft()[1]
        return self._total

    def add(self, now: float, amount: int = 1) -> None:
        self.used(now)
        index = math.floor(now / self._width)
        if self._buckets and self._buckets[-1][0] >= index:
            index, before = self._buckets.pop()
            self._buckets.append((index, before + amount))
        else:
            self._buckets.append((index, amount))
        self._total += amount

    def ages(self, now: float) -> tuple[tuple[float, int], ...]:
        """(seconds ago, amount) of each bucket, as young as it can be: what `restore` takes after a restart."""
        self.used(now)
        return tuple((max(0.0, now - (index + 1) * self._width), amount) for index, amount in self._buckets)

    def restore(self, ages: tuple[tuple[float, int], ...], now: float) -> None:
        """Takes over what happened `seconds ago` as seen at `now`, in place of what it holds."""
        self._buckets.clear()
        self._total = 0
        for age, amount in sorted(ages, reverse=True):
            self.add(now - age, amount)
        self.used(now)


class Usage:
    """Of one reason, or of all. offered: frames that the reason voted for. kept: frames that were charged to it."""

    def __init__(self) -> None:
        self.windows = {name: SlidingWindowCounter(seconds) for name, seconds in SPANS}
        self.last: float | None = None
        self.offered = 0
        self.kept = 0

    def spend(self, now: float) -> None:
        for window in self.windows.values():
            window.add(now)
        self.kept += 1
        self.last = now
