"""The front of this room: takes the minutes of one stream and says whether its model is still good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timezone, tzinfo
from typing import Any, Literal

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import Alert, AlertBook, AlertEvent
from driftwatch.monitoring.calendar import MINUTES_A_DAY, Calendar
from driftwatch.monitoring.clocks import RunningClock
from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, Detector
from driftwatch.monitoring.detectors.picture import Picture
from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.explained import Circumstances, explained
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.progress import Progress, progress_of
from driftwatch.monitoring.record import SCHEMA, RecordError
from driftwatch.monitoring.reference import Reference, summary
from driftwatch.monitoring.rollup import MINUTE, RollUp
from driftwatch.monitoring.settings import AlertSettings, ReferenceSettings, StatisticsSettings
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.day import BLOCK, Day
from driftwatch.monitoring.usual.eras import carried_over
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.other_kind import mark_kind
from driftwatch.monitoring.usual.usual import LEARNING_DAYS, Usual, learn

State = Literal["learning", "ok", "warning", "drift", "stale"]
CODES: Mapping[State, int] = {"learning": 0, "ok": 1, "warning": 2, "drift": 3, "stale": 4}
WARN_ABOVE = 0.75
_TEACHES_SECONDS = 86_400.0
_TEACHES_SCORE = 2.0


@dataclass(frozen=True, slots=True)
class Condition:
    """What a person or a sensor is told.

    state: `learning` until there is a reference, `warning` while a warning is active, or from a score of 0.75 until it
    is below 0.5, `drift` while an alarm is active, `stale` while no usable frame comes. score: the highest of all
    detectors that raise alarms; 1 is an alarm. cause: of the alerts in words, alarms first, "" without one.
    alerts: the active ones, the oldest first. progress: of learning.
    """

    state: State
    score: float
    cause: str
    alerts: tuple[Alert, ...]
    reference: Reference | None
    progress: Progress

    @property
    def first(self) -> Alert | None:
        """The gravest alert, the oldest of equals; None without one."""
        return min(self.alerts, key=lambda alert: alert.level != "drift", default=None)

    @property
    def code(self) -> int:
        """The state as a number: 0 learning, 1 ok, 2 warning, 3 drift, 4 stale."""
        return CODES[self.state]


class StreamMonitor:
    """Watches one stream and one model. Fed with every closed minute once, in order; not thread-safe.

    stream, model: as in RollUp. days: what earlier runs learned, as `take_days` gave them. zone: whose hours and
    weekdays count; None for the machine's own. A new model version gets a monitor of its own.
    """

    def __init__(
        self,
        stream: str,
        model: str,
        alert: AlertSettings | None = None,
        learning: ReferenceSettings | None = None,
        statistics: StatisticsSettings | None = None,
        days: Iterable[Day] = (),
        zone: tzinfo | None = timezone.utc,
    ) -> None:
        self.stream = stream
        self.model = model
        self._alert = alert or AlertSettings()
        self._settings = learning or ReferenceSettings()
        self._statistics = statistics or StatisticsSettings()
        self._calendar = Calendar(zone)
        self._history = History(days, model, self._settings.days)
        self._ended: list[Day] = []
        self._detectors: list[Detector] = [make(self._alert) for make in DETECTORS]
        self._book = AlertBook(stream, model)
        self._clock = RunningClock()
        self._at: tuple[int, int] | None = None
        self._score = 0.0
        self._warned = False
        self._usable = True
        self._usual: Usual | None = None
        self._reference: Reference | None = None
        self._learn()

    @property
    def reference(self) -> Reference | None:
        """None until enough good days were learned."""
        return self._reference

    def update(self, minute: ClosedMinute) -> list[AlertEvent]:
        """Takes the next minute and returns what it changed. Raises ValueError for another stream's or model's."""
        rollup = minute.rollup
        self._check(rollup)
        if self._clock.advance(minute):
            for detector in self._detectors:
                detector.clock_was_set()
        frames = rollup.totals.frames
        self._usable = frames.frames > 0 or not (frames.failed_frames or frames.frozen_frames)
        known_time = self._clock.knows_time_of_day(rollup.start)
        figures = MinuteFigures.of(rollup, self._clock.now, known_time)
        situation = self._situation(figures, minute, known_time)
        events: list[AlertEvent] = []
        self._score = 0.0
        for detector in self._detectors:
            score = detector.update(situation)
            if detector.level == "drift":
                self._score = max(self._score, score)
            events += self._book.judge(detector, score, minute.closed.wall, self._alert_of)
        if known_time:
            self._add(rollup, situation.slot)
        self._mark(events)
        self._warned = self._score >= (CLEAR_BELOW if self._warned else WARN_ABOVE)
        return events

    def condition(self, silent: bool = False) -> Condition:
        """The present state. silent: whether the camera has given nothing for too long, which the caller knows."""
        alerts = self._book.active
        by_level = sorted(alerts, key=lambda alert: alert.level != "drift")
        cause = "; ".join(alert.cause for alert in by_level)
        return Condition(self._state(silent), self._score, cause, alerts, self._reference, self._progress)

    def relearn(self, rollups: Iterable[RollUp]) -> None:
        """Adds minutes that were seen before a restart, in order, out of the store; the detectors do not see them."""
        for rollup in rollups:
            self._check(rollup)
            day, slot = self._calendar.place(rollup.start)
            self._turn_to(day)
            self._add(rollup, slot)
            self._at = (day, slot)

    def take_days(self) -> list[Day]:
        """The days that ended since the last call, to be kept: `days` of the next run."""
        ended, self._ended = self._ended, []
        return ended

    def restart_reference(self, wall: float) -> list[AlertEvent]:
        """Forgets what is usual and begins to learn again; learned alerts are cleared. `wall`: now."""
        self._history = History((), self.model, self._settings.days)
        self._at = None
        self._learn()
        cleared = [
            event for detector in self._detectors if detector.learned for event in self._book.clear(detector.name, wall)
        ]
        fresh = [make(self._alert) for make in DETECTORS]
        self._detectors = [new if new.learned else old for old, new in zip(self._detectors, fresh, strict=True)]
        self._score, self._warned = 0.0, False
        return cleared

    def accept(self, wall: float) -> list[AlertEvent]:
        """What the active alarms show is usual from now on: their days teach, the days before keep their scatter."""
        since = min((alert.since for alert in self._book.active if alert.level == "drift"), default=wall)
        first, _ = self._calendar.place(int(since))
        today = self._history.today
        era = max(self._era(), today.era if today else 0) + 1
        for day in (*self._history.days, *([today] if today else [])):
            if day.number > first or day is today:
                day.era, day.alarmed = era, False
                if day is not today:
                    self._ended.append(day)
        cleared = self.dismiss("", wall)
        self._learn()
        return cleared

    def dismiss(self, name: str, wall: float) -> list[AlertEvent]:
        """Ends the alert `name`, or all of them where it is ""; what led to it is not looked at again."""
        cleared = [
            event
            for alert in self._book.active
            if name in ("", alert.name)
            for event in self._book.clear(alert.name, wall)
        ]
        names = {event.alert.name for event in cleared}
        day, slot = self._at or self._calendar.place(int(wall))
        for detector in self._detectors:
            if detector.name in names:
                detector.dismiss(day * MINUTES_A_DAY + slot)
        self._score, self._warned = 0.0, False
        return cleared

    def record(self) -> dict[str, Any]:
        """Everything but the days, as plain JSON values: some kilobytes."""
        return {
            "schema": SCHEMA,
            "stream": self.stream,
            "model": self.model,
            "now": self._clock.now,
            "doubt_until": self._clock.doubt_until,
            "score": self._score,
            "warned": self._warned,
            "alerts": self._book.record(),
            "detectors": {detector.name: detector.record() for detector in self._detectors},
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        """What `record` gave. Raises RecordError, and is then as new, where it is not that or of another monitor."""
        try:
            if (record["schema"], record["stream"], record["model"]) != (SCHEMA, self.stream, self.model):
                raise RecordError(f"not a state of {self.stream}/{self.model}")
            for detector in self._detectors:
                if detector.name in record["detectors"]:
                    detector.restore(record["detectors"][detector.name])
            self._book.restore(record["alerts"])
            self._clock = RunningClock(float(record["now"]), float(record["doubt_until"]))
            self._score, self._warned = float(record["score"]), bool(record["warned"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._detectors = [make(self._alert) for make in DETECTORS]
            self._book = AlertBook(self.stream, self.model)
            raise RecordError(f"the saved state of {self.stream}/{self.model} cannot be read: {error}") from error

    def _check(self, rollup: RollUp) -> None:
        if (rollup.stream, rollup.model) != (self.stream, self.model):
            raise ValueError(f"a minute of {rollup.stream}/{rollup.model} is not {self.stream}/{self.model}'s")

    def _situation(self, figures: MinuteFigures, minute: ClosedMinute, known_time: bool) -> Situation:
        day, slot = self._calendar.place(figures.start)
        before = self._at
        block_ended = known_time and before is not None and (before[0], before[1] // BLOCK) != (day, slot // BLOCK)
        hour_ended = known_time and before is not None and (before[0], before[1] // 60) != (day, slot // 60)
        if known_time:
            self._turn_to(day)
            self._at = (day, slot)
        judged = self._usual is not None and len(self._usual.days) >= min(self._settings.days, LEARNING_DAYS)
        return Situation(
            minute=figures,
            wall=minute.closed.wall - MINUTE,
            day=day,
            slot=slot,
            block_ended=block_ended,
            hour_ended=hour_ended,
            judged=judged,
            alarmed=any(alert.level == "drift" for alert in self._book.active),
            scene=minute.scene,
            history=self._history,
            usual=self._usual,
        )

    def _alert_of(self, detector: Detector, score: float, wall: float) -> Alert:
        picture = next(one for one in self._detectors if isinstance(one, Picture))
        smallest = self._reference.smallest_detectable_drop if self._reference else None
        return explained(
            detector, score, wall, Circumstances(self._clock.now, picture.view, smallest, self._time_of_day)
        )

    def _time_of_day(self, wall: float) -> str:
        _, minute = self._calendar.place(int(wall))
        return f"{minute // 60:02d}:{minute % 60:02d}"

    def _turn_to(self, day: int) -> None:
        today = self._history.today
        if today is not None and today.number == day:
            return
        settings = self._statistics
        mark_kind(self._history, self._usual)
        known = self._history.day(day)
        fresh = Day(day, self.model, settings.floor, settings.low_confidence, era=today.era if today else self._era())
        ended = self._history.turn(known or fresh)
        if ended is not None:
            self._ended.append(ended)
            self._learn()

    def _era(self) -> int:
        return max((day.era for day in self._history.days), default=0)

    def _add(self, rollup: RollUp, slot: int) -> None:
        today = self._history.today
        if today is not None:
            today.add(rollup, slot)
            today.alarmed |= any(alert.level == "drift" for alert in self._book.active)

    def _mark(self, events: Iterable[AlertEvent]) -> None:
        """Days with an alarm do not teach, unless it was a small one that ended by itself within a day."""
        for event in events:
            if event.alert.level != "drift":
                continue
            first, _ = self._calendar.place(int(event.alert.since))
            last = self._history.today.number if self._history.today is not None else first
            short = event.at - event.alert.since < _TEACHES_SECONDS and event.alert.score < _TEACHES_SCORE
            alarmed = event.kind == "raised" or not short
            if not alarmed and any(alert.level == "drift" for alert in self._book.active):
                continue
            for number in range(first, last + 1):
                day = self._history.day(number)
                if day is not None and day.alarmed != alarmed:
                    day.alarmed = alarmed
                    if day is not self._history.today and day not in self._ended:
                        self._ended.append(day)

    def _learn(self) -> None:
        history = self._history
        good = history.good
        self._usual = learn(carried_over(good, history.today)) if good else None
        self._progress = progress_of(good, history.days, history.today, self._settings.days, self.model)
        enough = self._usual is not None and len(self._usual.days) >= min(self._settings.days, LEARNING_DAYS)
        self._reference = summary(self.stream, self.model, self._usual) if enough and self._usual is not None else None

    def _state(self, silent: bool) -> State:
        if silent or not self._usable:
            return "stale"
        levels = {alert.level for alert in self._book.active}
        if "drift" in levels:
            return "drift"
        if self._warned or levels:
            return "warning"
        return "ok" if self._reference else "learning"
