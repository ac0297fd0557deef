"""What one camera gives, counted minute by minute and judged: what comes in, out come records to be stored."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.rollup import add_shadows
from driftwatch.observation import CLOCK_WAS_SET, ModelIdentity, Moment, Observation
from driftwatch.storage.records import Batch, SampleRecord
from driftwatch.storage.store import Store
from driftwatch.watch.clock import machine_boot
from driftwatch.watch.feeds import StreamFeeds
from driftwatch.watch.freshness import Freshness
from driftwatch.watch.inbox import FailedFrame, InboxItem, ShadowComparison
from driftwatch.watch.lifetime import Lifetime
from driftwatch.watch.model_run import ModelRun
from driftwatch.watch.monitor_state import MonitorState
from driftwatch.watch.pending_timestamps import PendingTimestamps
from driftwatch.watch.recent import Recent
from driftwatch.watch.reviews.board import ReviewAlerts
from driftwatch.watch.settings import LONGEST_WINDOW_MINUTES, WatchSettings

SAMPLE_SECONDS: Final = 12.0
"""Between two examples that are stored."""


class StreamCounter:
    """For one thread at a time, which hands on to the store what each call gives.

    found: what reviews prove against the model.
    """

    def __init__(self, run: ModelRun, found: Callable[[], ReviewAlerts]) -> None:
        self.run = run
        self.stream = run.stream
        self.recent = Recent(self.stream.camera)
        self.minutes: deque[ClosedMinute] = deque(maxlen=LONGEST_WINDOW_MINUTES)
        """Of the longest window, the newest last."""
        self.lifetime = Lifetime()
        self.feeds = StreamFeeds(self.stream)
        self.freshness = Freshness(run.settings.stale_seconds)
        self._found = found
        self._undated = PendingTimestamps(self.stream, machine_boot())
        self._samples: list[SampleRecord] = []
        self._sampled_at = float("-inf")
        self.is_drifting = False
        """Whether an alert was active when callers last saw the state; recent frames carry it."""

    def restart(self, model: ModelIdentity, settings: WatchSettings, now: Moment) -> None:
        """From here on under these settings; the minute that is going on has to be closed before."""
        self.run = ModelRun(self.stream, model, settings, now)
        self.freshness.stale_seconds = settings.stale_seconds

    def count(self, items: Iterable[InboxItem], store: Store, now: Moment) -> Batch:
        """In their order. store: where a model that says something for the first time finds what it has learned."""
        batch = Batch()
        fresh: list[Observation] = []
        compared: list[ShadowComparison] = []
        for item in items:
            if isinstance(item, ShadowComparison):
                compared.append(item)
                continue
            if isinstance(item, Observation) and not self.freshness.is_repeated(item.frame_id):
                self.freshness.new(item.at)
                if item.model.key != self.run.model.key:
                    batch += self._ended(self.run.counter.add_batch(fresh), now) + self._change_model(item, store, now)
                    fresh = []
                fresh.append(item)
                self.recent.add(item, self.is_drifting)
                self._keep_sample(item)
                continue
            closed = self.run.counter.add_batch(fresh)
            fresh = []
            self.freshness.missed(item.at)
            add = self.run.counter.failed if isinstance(item, FailedFrame) else self.run.counter.frozen
            batch += self._ended([*closed, *add(item.at)], now)
        batch += self._ended(self.run.counter.add_batch(fresh), now)
        return batch + self._compare(compared, now)

    def restore(self, store: Store, now: Moment) -> None:
        """Finds the minutes that an earlier run could not date, once the disk can be asked."""
        self._undated.restore(store, now)

    def tick(self, now: Moment) -> Batch:
        """Minutes that time has ended."""
        return self._ended(self.run.counter.tick(now), now)

    def close(self, now: Moment, at: Moment | None = None) -> Batch:
        """The minute that is going on, which ends now or then, and what the monitor has learned."""
        return self._ended(self.run.counter.close(at or now), now) + self.run.monitor.save()

    def state(self, now: Moment) -> MonitorState:
        found = self._found()
        return self.run.monitor.state(self._is_stale(now)).with_alerts(found.alerts, found.seen)

    def _compare(self, compared: list[ShadowComparison], now: Moment) -> Batch:
        """Comparisons with a model that has been replaced meanwhile are left out."""
        shadows: Mapping[ModelIdentity, Agreement] = {}
        for item in compared:
            if item.live.key == self.run.model.key:
                shadows = add_shadows(shadows, {item.candidate: item.counts})
        return self._ended(self.run.counter.compared(compared[-1].at, shadows), now) if shadows else Batch()

    def _change_model(self, first: Observation, store: Store, now: Moment) -> Batch:
        """Another model speaks: it gets minutes and a reference of its own, what the old one left is kept."""
        batch = self.close(now, first.at)
        self.run = ModelRun(self.stream, first.model, self.run.settings, now)
        return batch + self.run.load(store, now)

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
            batch += self.run.monitor.update(minute)
            self._remember(minute)
            self.lifetime += minute.rollup.totals
            self.feeds.add(minute, self.run.model, self.state(now))
        samples, self._samples = tuple(self._samples), []
        dated = self._undated.date(minutes, self.run.model, now)
        return batch + dated + Batch(samples=samples) + self.feeds.batch()

    def _remember(self, minute: ClosedMinute) -> None:
        """Parts of one minute, as a rebuilt service leaves them, become one again: an hour stays sixty minutes."""
        last = self.minutes[-1].rollup if self.minutes else None
        if last and (last.start, last.model) == (minute.rollup.start, minute.rollup.model):
            minute = ClosedMinute(self.minutes.pop().rollup + minute.rollup, minute.closed)
        self.minutes.append(minute)

    def _is_stale(self, now: Moment) -> bool:
        """Images that callers send in have no camera that could be stale."""
        return self.stream.camera != "" and self.freshness.stale_since(now) is not None
