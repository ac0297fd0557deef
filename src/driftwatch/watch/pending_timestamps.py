"""Minutes from before the clock was set: a board without a battery starts in 1970 and steps ahead when NTP answers."""

from collections import deque
from dataclasses import replace

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import MINUTE
from driftwatch.observation import Moment

CLOCK_WAS_SET = 1_600_000_000  # September 2020; no wall clock that was ever set is behind it
_LIMIT = 1440  # a day


class PendingTimestamps:
    """Holds minutes whose wall clock was never set, and dates them by the monotonic clock once it is."""

    def __init__(self) -> None:
        self._held: deque[ClosedMinute] = deque(maxlen=_LIMIT)

    def date(self, minutes: list[ClosedMinute], now: Moment) -> list[ClosedMinute]:
        """Gives what can be dated: `minutes`, or all that was held with them, in their order."""
        if now.wall < CLOCK_WAS_SET:
            self._held.extend(minute for minute in minutes if minute.rollup.start < CLOCK_WAS_SET)
            return [minute for minute in minutes if minute.rollup.start >= CLOCK_WAS_SET]
        undated = [*self._held, *(minute for minute in minutes if minute.rollup.start < CLOCK_WAS_SET)]
        self._held.clear()
        dated = [_dated(minute, now) for minute in undated]
        return dated + [minute for minute in minutes if minute.rollup.start >= CLOCK_WAS_SET]


def _dated(minute: ClosedMinute, now: Moment) -> ClosedMinute:
    began = minute.closed.monotonic - minute.rollup.totals.frames.covered_ms / 1000
    wall = now.wall - (now.monotonic - began)
    return replace(minute, rollup=replace(minute.rollup, start=int(wall // MINUTE) * MINUTE))
