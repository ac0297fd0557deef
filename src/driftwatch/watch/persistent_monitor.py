"""Judges one stream under one model, and sees to it that a restart forgets nothing."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.calendar import Calendar
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.recount import recounted
from driftwatch.monitoring.rollup import MINUTE, RollUp
from driftwatch.monitoring.settings import MonitorSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.history import KEPT_DAYS
from driftwatch.monitoring.usual.usual import Usual
from driftwatch.observation import CLOCK_WAS_SET, ModelIdentity, Moment
from driftwatch.storage.health import Notice
from driftwatch.storage.records import Batch, EventRecord, StreamKey
from driftwatch.storage.rollups import Span
from driftwatch.storage.store import Store
from driftwatch.watch.checkpoint import (
    Checkpoint,
    day_record,
    end_of,
    read_checkpoint,
    read_rollups,
    reference_record,
    state_record,
)
from driftwatch.watch.loading_words import loading_words
from driftwatch.watch.monitor_state import MonitorState
from driftwatch.watch.settings import WatchSettings

_SAVE_MINUTES = 60  # what the detectors know is written so often; minutes since then are judged again after a kill


class PersistentMonitor:
    """A StreamMonitor with its memory in the store. For one thread.

    Nothing is judged before `load` has found what an earlier run left, so that a reference of weeks is never
    learned again because the disk was slow. While memory replaces the disk it judges for the moment only and
    writes nothing: once the disk is back, a new judge loads and judges those minutes again.
    """

    def __init__(self, stream: StreamKey, model: ModelIdentity, settings: WatchSettings) -> None:
        self._stream, self._model, self._settings = stream, model, settings
        self._calendar = Calendar(settings.reference.zone())
        self._monitor = self._new_monitor(())
        self._learning_from = -1
        self._minute = 0
        self._unsaved = 0
        self._judged = False
        self._borrowed: tuple[Day, ...] = ()
        self._raised: dict[str, float] = {}
        self.loaded = False
        self.is_provisional = False
        self.notices: list[Notice] = []

    def load(self, store: Store, now: Moment) -> Batch:
        """Takes up where an earlier run ended, judging what it stored and did not judge. Raises StoreError."""
        stream, model, settings = self._stream, self._model, self._settings
        kept = store.ask(lambda connection: read_checkpoint(connection, stream, model, settings.statistics))
        self._learning_from = kept.learning_from
        self._borrowed = kept.borrowed
        end = int(now.wall) // MINUTE * MINUTE + MINUTE
        unjudged = min(end_of(kept.minute), end) if kept.minute is not None else end
        missing = self._missing_days(store, kept, unjudged)
        days = [*kept.borrowed, *kept.days, *missing]
        monitor = self._new_monitor(days)
        if kept.minute is not None and kept.monitor is not None:
            try:
                monitor.restore(kept.monitor)
            except RecordError:
                monitor = self._new_monitor(days)
        self._monitor = monitor
        self._minute = kept.minute or 0
        self._raised = {alert.name: now.monotonic for alert in monitor.condition().alerts}
        self.is_provisional = store.stands_in
        lines = loading_words(settings, kept, len(missing), monitor.first_month)
        self.notices += [Notice("info", f'"{stream.service}": {line}') for line in lines]
        batch = self._keep(missing) + self._reference()
        return batch + self._catch_up(store, kept, unjudged, end, now)

    def update(self, minute: ClosedMinute) -> Batch:
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
        batch = self._events(events, minute.closed.monotonic)
        days = self._monitor.take_days()
        if self.is_provisional:
            return Batch()
        batch += self._keep(days)
        reference = self._monitor.reference
        if reference is not before:
            batch += self._reference()
        return batch + self.save() if batch or self._unsaved >= _SAVE_MINUTES else batch

    def _reference(self) -> Batch:
        """What is usual, as people are shown it."""
        reference = self._monitor.reference
        if reference is None or self.is_provisional:
            return Batch()
        return Batch(references=(reference_record(self._stream, self._model, reference),))

    def restart_reference(self, now: Moment) -> Batch:
        """Begins to learn again; what was learned stays in the store for comparison."""
        events = self._monitor.restart_reference(now.wall)
        self._learning_from = int(now.wall) // MINUTE * MINUTE + MINUTE
        self._borrowed = ()
        return self._events(events, now.monotonic) + self.save()

    def accept(self, now: Moment) -> Batch:
        """What the active alarms show is usual from now on."""
        events = self._monitor.accept(now.wall)
        return self._events(events, now.monotonic) + self._keep(self._monitor.take_days()) + self.save()

    def dismiss(self, name: str, now: Moment) -> Batch:
        """Ends the alert `name`, or all of them where it is ""."""
        return self._events(self._monitor.dismiss(name, now.wall), now.monotonic) + self.save()

    def save(self) -> Batch:
        """What the detectors know now."""
        if not self.loaded or self.is_provisional:
            return Batch()
        self._unsaved = 0
        kept = Checkpoint(self._learning_from, self._minute, self._monitor.record(), borrowed=self._borrowed)
        return Batch(states=(state_record(self._stream, self._model, self._settings.statistics, kept),))

    def state(self, silent: bool) -> MonitorState:
        """silent: whether the camera is stale."""
        condition = self._monitor.condition(silent)
        return MonitorState(condition, self._judged, min(self._raised.values(), default=None))

    @property
    def usual(self) -> Usual | None:
        """None until enough days were learned to judge by it. Safe to read from any thread."""
        return self._monitor.usual

    def _new_monitor(self, days: "tuple[Day, ...] | list[Day]") -> StreamMonitor:
        settings = self._settings
        every = MonitorSettings(settings.alert, settings.reference, settings.statistics, settings.reference.zone())
        return StreamMonitor(self._stream.camera, self._model.key, every, days)

    def _missing_days(self, store: Store, kept: Checkpoint, until: int) -> list[Day]:
        """Whole days whose minutes are stored and which have no record.

        Of an earlier schema, of a crash at midnight, of other thresholds.
        """
        if kept.learning_from < 0:
            return []
        today, _ = self._calendar.place(until)
        first, _ = self._calendar.place(kept.learning_from)
        known = {day.number for day in kept.days}
        made: list[Day] = []
        for number in range(max(first, today - KEPT_DAYS), today):
            if number in known:
                continue
            span = Span(max(self._calendar.midnight(number), kept.learning_from), self._calendar.midnight(number + 1))
            day = self._counted_again(
                number, read_rollups(store, self._stream, self._model, span), kept.other_thresholds
            )
            if day.minutes:
                made.append(day)
        return made

    def _counted_again(self, number: int, rollups: Iterable[RollUp], recount: bool) -> Day:
        settings = self._settings.statistics
        # Earlier versions wrote minutes without following objects, and at another floor other objects come into view.
        day = Day(number, self._model.key, settings.floor, settings.low_confidence, followed=False)
        for rollup in rollups:
            of_day, slot = self._calendar.place(rollup.start)
            if of_day == number:
                day.add(recounted(rollup, settings) if recount else rollup, slot)
        return day

    def _keep(self, days: list[Day]) -> Batch:
        own = [day for day in days if day.model == self._model.key]
        return Batch(days=tuple(day_record(self._stream, self._model, day) for day in own))

    def _catch_up(self, store: Store, kept: Checkpoint, unjudged: int, end: int, now: Moment) -> Batch:
        """Takes up the day that is going on, and judges the minutes after the last saved state."""
        if kept.learning_from >= 0:
            today, _ = self._calendar.place(unjudged)
            start = max(self._calendar.midnight(today), kept.learning_from)
            rollups = read_rollups(store, self._stream, self._model, Span(start, unjudged))
            settings = self._settings.statistics
            known = (recounted(rollup, settings) if kept.other_thresholds else rollup for rollup in rollups)
            self._monitor.relearn(known)
        batch = Batch()
        later = list(read_rollups(store, self._stream, self._model, Span(unjudged, end)))
        self.loaded = True
        for rollup in later:
            batch += self.update(_as_closed(rollup, later[-1].start, now))
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
    return ClosedMinute.stored(rollup, Moment(rollup.start + MINUTE, now.monotonic - (last - rollup.start)))
