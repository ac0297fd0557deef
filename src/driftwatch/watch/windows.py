"""Windows of some minutes for the data manager: each given away once, so that a fleet's sums do not double."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import Totals
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.watch.monitor_state import MonitorState
from driftwatch.watch.window_record import KeptWindow, pack_windows

QUEUE_LIMIT = 24  # four hours of ten-minute windows; some 4 kB each with a few labels, 70 kB with eighty


@dataclass(frozen=True, slots=True)
class ClosedWindow:
    """One window that is over."""

    sequence: int
    """Counts up by one for each window of this sensor, also for those that were dropped from a full queue."""
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

    is_restored: whether what an earlier run left is in it; before that nothing of it is written.
    """

    def __init__(self, window_minutes: int, sequence: int = 0) -> None:
        self.window_minutes = window_minutes
        self._sequence = sequence
        self._open: _Open | None = None
        self._closed: deque[ClosedWindow] = deque(maxlen=QUEUE_LIMIT)
        self._lock = threading.RLock()
        self._is_news = False
        self.is_restored = False

    @property
    def sequence(self) -> int:
        """Number of the window that is open, or opens next."""
        return self._sequence

    @property
    def waiting(self) -> int:
        return len(self._closed)

    def add(self, minute: ClosedMinute, model: ModelIdentity, monitor: MonitorState) -> None:
        """Adds a minute that has ended, and what was judged with it."""
        began = minute.closed.monotonic - minute.rollup.totals.frames.covered_ms / 1000
        with self._lock:
            if self._open is not None and self._open.model != model:
                self._end(minute.closed, monitor)
            if self._open is None:
                self._open = _Open(began, model, [])
            self._open.minutes.append(minute.rollup.totals)
            self._is_news = True
            self.tick(minute.closed, monitor)

    def tick(self, now: Moment, monitor: MonitorState) -> None:
        """Ends the open window where its time is over, also when the stream has fallen silent."""
        # Half a minute early: the last minute of a window ends a moment before the window's own time is over.
        with self._lock:
            if self._open is not None and now.monotonic - self._open.began >= self.window_minutes * 60 - 30:
                self._end(now, monitor)

    def take(self) -> ClosedWindow | None:
        """The oldest window that was not given away yet."""
        with self._lock:
            if not self._closed:
                return None
            self._is_news = True
            return self._closed.popleft()

    def put_back(self, window: ClosedWindow) -> bool:
        """That it was given away cannot be written: it waits on, unless the queue is full by now."""
        with self._lock:
            if len(self._closed) == QUEUE_LIMIT:
                return False
            self._closed.appendleft(window)
            return True

    def restore(self, kept: Iterable[KeptWindow], now: Moment, monitor: MonitorState) -> None:
        """Takes over what an earlier run has not given away, with what is judged now. Once."""
        with self._lock:
            for one in kept:
                self._closed.append(ClosedWindow(self._sequence, one.model, one.totals, now, monitor))
                self._sequence += 1
            self.is_restored = self._is_news = True

    def left(self) -> list[KeptWindow]:
        """What was not given away yet, the open window included."""
        with self._lock:
            kept = [KeptWindow(one.model, one.totals) for one in self._closed]
            if self._open is not None:
                kept.append(KeptWindow(self._open.model, Totals.total(self._open.minutes)))
            return kept

    def news(self) -> bytes | None:
        """What is left, for the next run, where that has changed; None where not."""
        with self._lock:
            if not self._is_news or not self.is_restored:
                return None
            self._is_news = False
            return pack_windows(self.left())

    def _end(self, now: Moment, monitor: MonitorState) -> None:
        assert self._open is not None
        window = ClosedWindow(self._sequence, self._open.model, Totals.total(self._open.minutes), now, monitor)
        self._closed.append(window)
        self._sequence += 1
        self._open = None
