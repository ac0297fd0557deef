"""One camera seen by one vision service: what comes in is counted, judged and stored, off the reply path."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final, TypeVar

from driftwatch.monitoring.trend.trend import Trend
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.health import Notice
from driftwatch.storage.records import Batch, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.decisions import OwnerDecision, decision_record
from driftwatch.watch.inbox import FailedFrame, FrozenFrame, Inbox, ShadowComparison
from driftwatch.watch.model_run import ModelRun
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.snapshot import OpenMinute, StreamSnapshot
from driftwatch.watch.stream_counter import StreamCounter
from driftwatch.watch.stream_notices import StreamNotices
from driftwatch.watch.trend_query import TrendQuestion, query_trend, trend_known
from driftwatch.watch.windows import ClosedWindow, WindowFeed

T = TypeVar("T")

INBOX_LIMIT: Final = 4096  # two minutes of 30 frames a second
_FLUSH_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of work did. stored: whether the store was handed something to commit."""

    stored: bool
    notices: tuple[Notice, ...] = ()


class StreamWatch:
    """Counts, monitors and stores what one camera gives.

    `record`, `frame_failed`, `frame_frozen`, `compared`, `snapshot` and `feed` may be used from any thread and return
    at once.

    `work` is called about once a second by the thread that counts; `attach`, `close` and `decide` wait for a round
    that is going on.
    """

    def __init__(
        self, stream: StreamKey, store: Store, model: ModelIdentity, settings: WatchSettings, now: Moment
    ) -> None:
        self.stream = stream
        self.doubt = ""
        self.overlooked = 0
        self.share = 1.0
        self.quality = QualityBoard()
        """The service's, where it is known."""
        self._store = store
        self._inbox = Inbox(INBOX_LIMIT)
        self._lock = threading.Lock()
        run = ModelRun(stream, model, settings, now)
        self._counter = StreamCounter(run, lambda: self.quality.alerts(stream.camera))
        self._feeds = self._counter.feeds
        self._notices = StreamNotices(stream)
        self.recent = self._counter.recent
        self.snapshot = self._snapshot_at(now)

    def record(self, observation: Observation) -> None:
        self._inbox.put(observation)

    def frame_failed(self, at: Moment, reason: str) -> None:
        self._inbox.put(FailedFrame(at, reason))

    def frame_frozen(self, at: Moment) -> None:
        self._inbox.put(FrozenFrame(at))

    def compared(self, compared: ShadowComparison) -> None:
        self._inbox.put(compared)

    def feed(self, sensor: str, window_minutes: int) -> WindowFeed:
        """The windows of one drift sensor."""
        return self._feeds.feed(sensor, window_minutes, self.snapshot.taken, self.snapshot.monitor)

    def take_window(self, sensor: str, window_minutes: int, now: Moment) -> ClosedWindow | None:
        """The oldest window that was not given away yet. May wait for the disk for a second.

        That it is given away is on disk before it is: a kill costs this one window at most, and doubles none. Where the
        disk does not take it, the window waits on, until too many do.
        """
        feed = self.feed(sensor, window_minutes)
        with self._lock:
            window = feed.take()
            if window is None or not feed.is_restored or self._store.stands_in:
                return window
            self._store.submit(self._feeds.batch())
        if self._store.flush(now, _FLUSH_SECONDS) or not self._store.is_kept:
            return window
        return None if feed.put_back(window) else window

    def attach(self, store: Store, model: ModelIdentity, settings: WatchSettings, now: Moment) -> None:
        """The vision service was built again, perhaps with another model, other settings or another state folder."""
        with self._lock:
            run = self._counter.run
            if run.model.key == model.key and run.settings == settings and self._store is store:
                return
            self._store.submit(self._counter.close(now))
            self._store = store
            self._counter.restart(model, settings, now)

    def close(self, now: Moment) -> None:
        """Hands everything to the store, the minute that is going on included."""
        with self._lock:
            self._store.submit(self._count(now) + self._counter.close(now))
            self.snapshot = self._snapshot_at(now)

    @contextlib.contextmanager
    def set_aside(self, now: Moment) -> Generator[None, None, None]:
        """Within, nothing is counted, and the store has everything; afterwards what the store says is loaded again."""
        with self._lock:
            self._store.submit(self._count(now) + self._counter.close(now))
            yield
            self._counter.restart(self._counter.run.model, self._counter.run.settings, now)

    def decide(self, decision: OwnerDecision, now: Moment) -> None:
        """Does what a person decided about the alerts or the reference, and writes down who and when."""
        with self._lock:
            run = self._counter.run
            monitor = run.monitor
            if decision.kind == "accept":
                batch = monitor.accept(now)
            elif decision.kind == "dismiss":
                batch = monitor.dismiss(decision.alert, now)
            else:
                batch = monitor.restart_reference(now)
            record = decision_record(self.stream, run.model, decision, now)
            self._store.submit(batch + Batch(events=(record,)))
            self.quality.decide(self.stream.camera, decision.alert, now)
            self.snapshot = self._snapshot_at(now)

    def ask(self, question: Callable[[sqlite3.Connection, OpenMinute], T], now: Moment) -> T:
        """Gives what `question` reads from the file and the minute that is not there yet: each frame is in one of them.

        Frames are counted meanwhile, however long the file takes. Raises StoreError as the store does.
        """
        with self._lock:
            running = OpenMinute(self._counter.run.model.key, self._counter.run.counter.live(now), now)
            wait = self._store.asked(lambda connection: question(connection, running))
        return wait()

    @property
    def settings(self) -> WatchSettings:
        return self._counter.run.settings

    def trend(self, question: TrendQuestion, now: Moment) -> Trend:
        """How the stream went. Raises StoreError as the store does."""
        run = self._counter.run
        known = trend_known(self.snapshot.monitor.condition, run.model, run.settings, run.monitor.usual)
        return self.ask(lambda connection, running: query_trend(connection, question, known, running), now)

    def work(self, now: Moment) -> Round:
        """Counts what came in, judges and stores the minutes that ended, and renews the snapshot."""
        with self._lock:
            self._counter.restore(self._store, now)
            batch = self._counter.run.load(self._store, now) + self._count(now) + self._counter.tick(now)
            self.snapshot = self._snapshot_at(now)
            self._feeds.restore(self._store, now, self.snapshot.monitor)
            self._feeds.tick(now, self.snapshot.monitor)
            batch += self._feeds.batch()
            self._store.submit(batch)
            monitor = self._counter.run.monitor
            notices, monitor.notices = monitor.notices, []
            changes = self._notices.changes(self.snapshot.monitor.condition, self._inbox.lost)
            return Round(bool(batch), (*notices, *changes))

    def _count(self, now: Moment) -> Batch:
        return self._counter.count(self._inbox.drain(), self._store, now)

    def _snapshot_at(self, now: Moment) -> StreamSnapshot:
        counter = self._counter
        state = counter.state(now)
        counter.is_drifting = state.drift
        return StreamSnapshot(
            stream=self.stream,
            taken=now,
            settings=counter.run.settings.statistics,
            model=counter.run.model,
            recent=tuple(counter.minutes),
            open=counter.run.counter.live(now),
            monitor=state,
            last_new_frame=counter.freshness.last_new,
            doubt=self.doubt,
            overlooked=self.overlooked,
            share=self.share,
            store=self._store.health,
            lifetime=counter.lifetime,
        )
