"""One camera seen by one vision service: what comes in is counted, judged and stored, off the reply path."""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.rollup import add_shadows
from driftwatch.monitoring.trend.trend import Trend
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.health import Notice
from driftwatch.storage.records import Batch, MinuteRecord, SampleRecord, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.decisions import OwnerDecision, decision_record
from driftwatch.watch.feeds import StreamFeeds
from driftwatch.watch.freshness import Freshness
from driftwatch.watch.inbox import FailedFrame, FrozenFrame, Inbox, InboxItem, ShadowComparison
from driftwatch.watch.model_run import ModelRun
from driftwatch.watch.monitor_state import MonitorState
from driftwatch.watch.pending_timestamps import CLOCK_WAS_SET, PendingTimestamps
from driftwatch.watch.recent import Recent
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.settings import LONGEST_WINDOW_MINUTES, WatchSettings
from driftwatch.watch.snapshot import OpenMinute, StreamSnapshot
from driftwatch.watch.stream_notices import StreamNotices
from driftwatch.watch.trend_query import TrendQuestion, query_trend, trend_known
from driftwatch.watch.windows import ClosedWindow, WindowFeed

T = TypeVar("T")

INBOX_LIMIT = 4096  # two minutes of 30 frames a second
SAMPLE_SECONDS = 12.0
_FLUSH_SECONDS = 1.0


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
        self.recent = Recent(stream.camera)
        self.doubt = ""
        self.overlooked = 0
        self.quality = QualityBoard()
        """The service's, where it is known."""
        self._store = store
        self._inbox = Inbox(INBOX_LIMIT)
        self._lock = threading.Lock()
        self._freshness = Freshness(settings.stale_seconds)
        self._undated = PendingTimestamps()
        self._recent: deque[ClosedMinute] = deque(maxlen=LONGEST_WINDOW_MINUTES)
        self._samples: list[SampleRecord] = []
        self._sampled_at = float("-inf")
        self._feeds = StreamFeeds(stream)
        self._notices = StreamNotices(stream)
        self._run = ModelRun(stream, model, settings, now)
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
            same = self._run.model.key == model.key and self._run.settings == settings and self._store is store
            if same:
                return
            self._store.submit(self._ended(self._run.counter.close(now), now) + self._run.monitor.save())
            self._store = store
            self._freshness.stale_seconds = settings.stale_seconds
            self._run = ModelRun(self.stream, model, settings, now)

    def close(self, now: Moment) -> None:
        """Hands everything to the store, the minute that is going on included."""
        with self._lock:
            batch = self._count(self._inbox.drain(), now)
            batch += self._ended(self._run.counter.close(now), now) + self._run.monitor.save()
            self._store.submit(batch)
            self.snapshot = self._snapshot_at(now)

    @contextlib.contextmanager
    def set_aside(self, now: Moment) -> Generator[None, None, None]:
        """Within, nothing is counted, and the store has everything; afterwards what the store says is loaded again."""
        with self._lock:
            batch = self._count(self._inbox.drain(), now)
            batch += self._ended(self._run.counter.close(now), now) + self._run.monitor.save()
            self._store.submit(batch)
            yield
            self._run = ModelRun(self.stream, self._run.model, self._run.settings, now)

    def decide(self, decision: OwnerDecision, now: Moment) -> None:
        """Does what a person decided about the alerts or the reference, and writes down who and when."""
        with self._lock:
            monitor = self._run.monitor
            if decision.kind == "accept":
                batch = monitor.accept(now)
            elif decision.kind == "dismiss":
                batch = monitor.dismiss(decision.alert, now)
            else:
                batch = monitor.restart_reference(now)
            record = decision_record(self.stream, self._run.model, decision, now)
            self._store.submit(batch + Batch(events=(record,)))
            self.quality.decide(self.stream.camera, decision.alert, now)
            self.snapshot = self._snapshot_at(now)

    def ask(self, question: Callable[[sqlite3.Connection, OpenMinute], T], now: Moment) -> T:
        """Gives what `question` reads from the file and the minute that is not there yet: each frame is in one of them.

        Raises StoreError as the store does.
        """
        with self._lock:
            running = OpenMinute(self._run.model.key, self._run.counter.live(now), now)
            return self._store.ask(lambda connection: question(connection, running))

    @property
    def settings(self) -> WatchSettings:
        return self._run.settings

    def trend(self, question: TrendQuestion, now: Moment) -> Trend:
        """How the stream went. Raises StoreError as the store does."""
        run = self._run
        known = trend_known(self.snapshot.monitor.condition, run.model, run.settings, run.monitor.usual)
        return self.ask(lambda connection, running: query_trend(connection, question, known, running), now)

    def work(self, now: Moment) -> Round:
        """Counts what came in, judges and stores the minutes that ended, and renews the snapshot."""
        with self._lock:
            batch = self._run.load(self._store, now)
            batch += self._count(self._inbox.drain(), now)
            batch += self._ended(self._run.counter.tick(now), now)
            self.snapshot = self._snapshot_at(now)
            self._feeds.restore(self._store, now, self.snapshot.monitor)
            self._feeds.tick(now, self.snapshot.monitor)
            batch += self._feeds.batch()
            self._store.submit(batch)
            notices, self._run.monitor.notices = self._run.monitor.notices, []
            changes = self._notices.changes(self.snapshot.monitor.condition, self._inbox.lost)
            return Round(bool(batch), (*notices, *changes))

    def _count(self, items: list[InboxItem], now: Moment) -> Batch:
        batch = Batch()
        fresh: list[Observation] = []
        compared: list[ShadowComparison] = []
        for item in items:
            if isinstance(item, ShadowComparison):
                compared.append(item)
                continue
            if isinstance(item, Observation) and not self._freshness.is_repeated(item.frame_id):
                self._freshness.new(item.at)
                if item.model.key != self._run.model.key:
                    batch += self._ended(self._run.counter.add_batch(fresh), now) + self._change_model(item, now)
                    fresh = []
                fresh.append(item)
                self.recent.add(item, self.snapshot.monitor.drift)
                self._keep_sample(item)
                continue
            closed = self._run.counter.add_batch(fresh)
            fresh = []
            self._freshness.missed(item.at)
            count = self._run.counter.failed if isinstance(item, FailedFrame) else self._run.counter.frozen
            batch += self._ended([*closed, *count(item.at)], now)
        batch += self._ended(self._run.counter.add_batch(fresh), now)
        return batch + self._compare(compared, now)

    def _compare(self, compared: list[ShadowComparison], now: Moment) -> Batch:
        """Comparisons with a model that has been replaced meanwhile are left out."""
        shadows: Mapping[ModelIdentity, Agreement] = {}
        for item in compared:
            if item.live.key == self._run.model.key:
                shadows = add_shadows(shadows, {item.candidate: item.counts})
        return self._ended(self._run.counter.compared(compared[-1].at, shadows), now) if shadows else Batch()

    def _change_model(self, first: Observation, now: Moment) -> Batch:
        """Another model speaks: it gets minutes and a reference of its own, what the old one left is kept."""
        batch = self._ended(self._run.counter.close(first.at), now) + self._run.monitor.save()
        self._run = ModelRun(self.stream, first.model, self._run.settings, now)
        return batch + self._run.load(self._store, now)

    def _keep_sample(self, observation: Observation) -> None:
        if observation.at.monotonic - self._sampled_at >= SAMPLE_SECONDS and observation.at.wall >= CLOCK_WAS_SET:
            self._sampled_at = observation.at.monotonic
            self._samples.append(SampleRecord(self.stream, observation))

    def _ended(self, minutes: list[ClosedMinute], now: Moment) -> Batch:
        """Minutes to which nothing more is added, and with them the samples that were kept meanwhile."""
        if not minutes:
            return Batch()
        batch = Batch()
        for minute in minutes:
            batch += self._run.monitor.update(minute)
            self._remember(minute)
            self._feeds.add(minute, self._run.model, self._state(now))
        dated = self._undated.date(minutes, now)
        records = tuple(MinuteRecord(self.stream, self._run.model, minute.rollup) for minute in dated)
        samples, self._samples = tuple(self._samples), []
        return batch + Batch(minutes=records, samples=samples) + self._feeds.batch()

    def _remember(self, minute: ClosedMinute) -> None:
        """Parts of one minute, as a rebuilt service leaves them, become one again: an hour stays sixty minutes."""
        last = self._recent[-1].rollup if self._recent else None
        if last and (last.start, last.model) == (minute.rollup.start, minute.rollup.model):
            minute = ClosedMinute(self._recent.pop().rollup + minute.rollup, minute.closed)
        self._recent.append(minute)

    def _state(self, now: Moment) -> MonitorState:
        found = self.quality.alerts(self.stream.camera)
        return self._run.monitor.state(self._is_stale(now)).with_alerts(found.alerts, found.seen)

    def _is_stale(self, now: Moment) -> bool:
        """Images that callers send in have no camera that could be stale."""
        return self.stream.camera != "" and self._freshness.stale_since(now) is not None

    def _snapshot_at(self, now: Moment) -> StreamSnapshot:
        run = self._run
        return StreamSnapshot(
            stream=self.stream,
            taken=now,
            settings=run.settings.statistics,
            model=run.model,
            recent=tuple(self._recent),
            open=run.counter.live(now),
            monitor=self._state(now),
            last_new_frame=self._freshness.last_new,
            doubt=self.doubt,
            overlooked=self.overlooked,
            store=self._store.health,
        )
