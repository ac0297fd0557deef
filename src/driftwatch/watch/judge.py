"""Judges one stream under one model, and sees to it that a restart forgets nothing."""

import json
from dataclasses import asdict

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import MINUTE, RollUp
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.records import Batch, EventRecord, StreamKey
from driftwatch.storage.rolls import Span
from driftwatch.storage.store import Store
from driftwatch.watch.memory import Remembered, end_of, read_rollups, reference_record, remember, state_record
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.undated import CLOCK_WAS_SET
from driftwatch.watch.verdict import Verdict

_SAVE_MINUTES = 60  # what the detectors know is written so often; minutes since then are judged again after a kill


class Judge:
    """A StreamMonitor with its memory in the store. For one thread.

    Nothing is judged before `load` has found what an earlier run left, so that a reference of weeks is never
    begun anew because the disk was slow. While memory stands in for the disk it judges for the moment only and
    writes nothing: once the disk is back, a new judge loads and judges those minutes again.
    """

    def __init__(self, stream: StreamKey, model: ModelIdentity, settings: WatchSettings) -> None:
        self._stream, self._model, self._settings = stream, model, settings
        self._monitor = StreamMonitor(stream.camera, model.key, settings.alert, settings.reference)
        self._learning_from = -1
        self._minute = 0
        self._unsaved = 0
        self._judged = False
        self._raised: dict[str, float] = {}
        self.loaded = False
        self.for_the_moment = False

    def load(self, store: Store, now: Moment) -> Batch:
        """Takes up where an earlier run ended, judging what it stored and did not judge. Raises StoreError."""
        stream, model, settings = self._stream, self._model, self._settings
        kept = store.ask(lambda connection: remember(connection, stream, model, settings.statistics))
        self._learning_from = kept.learning_from
        monitor = StreamMonitor(stream.camera, model.key, settings.alert, settings.reference, kept.reference)
        if kept.minute is not None and kept.monitor is not None:
            try:
                monitor.restore(kept.monitor)
            except RecordError:
                monitor = StreamMonitor(stream.camera, model.key, settings.alert, settings.reference, kept.reference)
        self._monitor = monitor
        self._minute = kept.minute or 0
        self._raised = {alert.name: now.monotonic for alert in monitor.condition().alerts}
        self.for_the_moment = store.stands_in
        return self._catch_up(store, kept, int(now.wall) // MINUTE * MINUTE + MINUTE, now)

    def judge(self, minute: ClosedMinute) -> Batch:
        """Judges a minute that has ended; gives what the store must keep of it."""
        if not self.loaded:
            return Batch()
        before = self._monitor.reference
        events = self._monitor.update(minute)
        self._judged = True
        self._minute = max(self._minute, minute.rollup.start // MINUTE)
        if self._learning_from < 0 and minute.rollup.start >= CLOCK_WAS_SET:
            self._learning_from = minute.rollup.start
        self._unsaved += 1
        if self.for_the_moment:
            self._events(events, minute.closed.monotonic)
            return Batch()
        batch = self._events(events, minute.closed.monotonic)
        reference = self._monitor.reference
        if reference is not None and reference is not before:
            batch += Batch(references=(reference_record(self._stream, self._model, reference),))
        return batch + self.save() if batch or self._unsaved >= _SAVE_MINUTES else batch

    def restart_reference(self, now: Moment) -> Batch:
        """Begins to learn anew; what was learned stays in the store for comparison."""
        events = self._monitor.restart_reference(now.wall)
        self._learning_from = int(now.wall) // MINUTE * MINUTE + MINUTE
        return self._events(events, now.monotonic) + self.save()

    def save(self) -> Batch:
        """What the detectors know now."""
        if not self.loaded or self.for_the_moment:
            return Batch()
        self._unsaved = 0
        kept = Remembered(self._learning_from, None, self._minute, self._monitor.record())
        return Batch(states=(state_record(self._stream, self._model, self._settings.statistics, kept),))

    def verdict(self, silent: bool) -> Verdict:
        """silent: whether the camera is stale."""
        condition = self._monitor.condition(silent)
        return Verdict(condition, self._judged, min(self._raised.values(), default=None))

    def _catch_up(self, store: Store, kept: Remembered, end: int, now: Moment) -> Batch:
        """Learns what the reference still lacks, and judges the minutes after the last saved state."""
        unjudged = end_of(kept.minute) if kept.minute is not None else end
        complete = kept.reference is not None and kept.reference.rate is not None
        if kept.learning_from >= 0 and not complete:
            known = Span(kept.learning_from, min(unjudged, end))
            self._monitor.relearn(read_rollups(store, self._stream, self._model, known))
        batch = Batch()
        rollups = list(read_rollups(store, self._stream, self._model, Span(min(unjudged, end), end)))
        self.loaded = True
        for rollup in rollups:
            batch += self.judge(_as_closed(rollup, rollups[-1].start, now))
        return batch

    def _events(self, events: list[AlertEvent], monotonic: float) -> Batch:
        records: list[EventRecord] = []
        for event in events:
            alert = event.alert
            if event.kind == "raised":
                self._raised[alert.name] = monotonic
            else:
                self._raised.pop(alert.name, None)
            cleared = int(event.at * 1000) if event.kind == "cleared" else None
            body = json.dumps(asdict(alert))
            records.append(EventRecord(self._stream, self._model, alert.name, int(alert.raised * 1000), cleared, body))
        return Batch(events=tuple(records))


def _as_closed(rollup: RollUp, last: int, now: Moment) -> ClosedMinute:
    """A minute out of the store as if it had just ended, the last of them now."""
    return ClosedMinute(rollup, Moment(rollup.start + MINUTE, now.monotonic - (last - rollup.start)))
