"""The running time of a stream's monitor, and whether the time of day can be believed."""

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.observation import CLOCK_WAS_SET

_DAY = 86400.0
_STEP = 60.0
_SHIFT = 1800.0
_RESTART_GAP = 60.0


class RunningClock:
    """Seconds that passed while the stream was watched, on the monotonic clock; goes on after a restart.

    After a step of the wall clock that moved the time of day by more than half an hour nobody knows whether it was
    right before or is right now, so for 24 hours the time of day is not believed.
    """

    def __init__(self, now: float = 0.0, doubt_until: float = 0.0) -> None:
        self.now = now
        self.doubt_until = doubt_until
        self._monotonic: float | None = None

    def advance(self, minute: ClosedMinute) -> bool:
        """Moves on to the end of `minute`; True where the wall clock was set."""
        monotonic = minute.closed.monotonic
        passed = _RESTART_GAP if self._monotonic is None else monotonic - self._monotonic
        self.now += max(passed, 0.0)
        self._monotonic = monotonic
        was_set = abs(minute.clock_step) > _STEP
        shift = abs((minute.clock_step + _DAY / 2) % _DAY - _DAY / 2)
        if was_set and shift > _SHIFT:
            self.doubt_until = self.now + _DAY
        return was_set

    def knows_time_of_day(self, start: int) -> bool:
        """Whether `start`, a minute on the wall clock, gives the time of day."""
        return start >= CLOCK_WAS_SET and self.now >= self.doubt_until
