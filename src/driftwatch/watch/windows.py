"""Windows of some minutes for the data manager: each given away once, so that a fleet's sums do not double."""

from collections import deque
from dataclasses import dataclass

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import Totals
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.watch.monitor_state import MonitorState

QUEUE_LIMIT = 24  # four hours of ten-minute windows; some 4 kB each with a few labels, 70 kB with eighty


@dataclass(frozen=True, slots=True)
class ClosedWindow:
    """sequence: counts up by one for each window of this sensor, also for those that were dropped from a full queue."""

    sequence: int
    model: ModelIdentity
    totals: Totals
    ended: Moment
    monitor: MonitorState


@dataclass(slots=True)
class _Open:
    began: float
    model: ModelIdentity
    minutes: list[Totals]


class WindowFeed:
    """Adds minutes up to windows of `window_minutes` of the monotonic clock, and queues them until they are fetched.

    A window holds one model: a change of model ends it early. One thread adds, any thread fetches.
    """

    def __init__(self, window_minutes: int, sequence: int = 0) -> None:
        self.window_minutes = window_minutes
        self._sequence = sequence
        self._open: _Open | None = None
        self._closed: deque[ClosedWindow] = deque(maxlen=QUEUE_LIMIT)

    @property
    def sequence(self) -> int:
        """Of the window that is open, or opens next."""
        return self._sequence

    @property
    def waiting(self) -> int:
        return len(self._closed)

    def add(self, minute: ClosedMinute, model: ModelIdentity, monitor: MonitorState) -> None:
        """Adds a minute that has ended, and what was judged with it."""
        began = minute.closed.monotonic - minute.rollup.totals.frames.covered_ms / 1000
        if self._open is not None and self._open.model != model:
            self._end(minute.closed, monitor)
        if self._open is None:
            self._open = _Open(began, model, [])
        self._open.minutes.append(minute.rollup.totals)
        self.tick(minute.closed, monitor)

    def tick(self, now: Moment, monitor: MonitorState) -> None:
        """Ends the open window where its time is over, also when the stream has fallen silent."""
        # Half a minute early: the last minute of a window ends a moment before the window's own time is over.
        if self._open is not None and now.monotonic - self._open.began >= self.window_minutes * 60 - 30:
            self._end(now, monitor)

    def take(self) -> ClosedWindow | None:
        """The oldest window that was not given away yet."""
        try:
            return self._closed.popleft()
        except IndexError:
            return None

    def _end(self, now: Moment, monitor: MonitorState) -> None:
        assert self._open is not None
        window = ClosedWindow(self._sequence, self._open.model, Totals.total(self._open.minutes), now, monitor)
        self._closed.append(window)
        self._sequence += 1
        self._open = None
