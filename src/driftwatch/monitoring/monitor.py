"""The front of this room: takes the minutes of one stream and says whether its model is still good."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import Alert, AlertBook, AlertEvent
from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.clocks import RunningClock
from driftwatch.monitoring.condition import Condition, State
from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, Detector
from driftwatch.monitoring.detectors.outage import Outage
from driftwatch.monitoring.detectors.picture import Picture
from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from driftwatch.monitoring.explained import Circumstances, explained
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.learning import Accepted, Learning
from driftwatch.monitoring.record import SCHEMA, RecordError
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import MINUTE, RollUp
from driftwatch.monitoring.settings import MonitorSettings
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.day import BLOCK, Day
from driftwatch.monitoring.usual.first_month import FirstMonth
from driftwatch.monitoring.usual.usual import Usual

WARN_ABOVE = 0.75


class StreamMonitor:
    """Watches one stream and one model. Fed with every closed minute once, in order; not thread-safe.

    stream, model: as in RollUp. days: what earlier runs learned, as `take_days` gave them. A new model version gets a
    monitor of its own.
    """

    def __init__(
        self, stream: str, model: str, settings: MonitorSettings | None = None, days: Iterable[Day] = ()
    ) -> None:
        self.stream = stream
        self.model = model
        settings = settings or MonitorSettings()
        self._alert = settings.alert
        self._learning = Learning(stream, model, settings, days)
        self._detectors: list[Detector] = [make(self._alert) for make in DETECTORS]
        self._book = AlertBook(stream, model)
        self._clock = RunningClock()
        self._at: tuple[int, int] | None = None
        self._score = 0.0
        self._warned = False
        self._usable = True

    @property
    def reference(self) -> Reference | None:
        """None until enough good days were learned."""
        return self._learning.reference

    @property
    def usual(self) -> Usual | None:
        """What everything is judged by; None until enough good days were learned."""
        return self._learning.usual if self._learning.judged else None

    @property
    def first_month(self) -> FirstMonth | None:
        """What slow changes are compared with; None while its days are not complete."""
        return next(one for one in self._detectors if isinstance(one, SlowDrift)).month

    def update(self, minute: ClosedMinute) -> list[AlertEvent]:
        """Takes the next minute and returns what it changed. Raises ValueError for another stream's or model's."""
        rollup = minute.rollup
        self._check(rollup)
        if self._clock.advance(minute):
            for detector in self._detectors:
                detector.clock_was_set()
        frames = rollup.totals.frames
        self._usable = frames.frames > 0 or not (frames.failed_frames or frames.frozen_frames)
        situation = self._situation(minute)
        events: list[AlertEvent] = []
        self._score = 0.0
        for detector in self._detectors:
            score = detector.update(situation)
            if detector.level == "drift":
                self._score = max(self._score, score)
            changed = self._book.judge(detector, score, minute.closed.wall, self._alert_of)
            if changed:
                situation = replace(situation, silent=self._silent)
            events += changed
        if situation.minute.known_time:
            self._learning.add(rollup, situation.slot, self._alarmed)
        self._learning.mark(events, self._alarmed)
        self._warned = self._score >= (CLEAR_BELOW if self._warned else WARN_ABOVE)
        return events

    def condition(self, silent: bool = False) -> Condition:
        """The present state. silent: whether the camera has given nothing for too long, which the caller knows."""
        alerts = self._book.active
        in_order = sorted(alerts, key=lambda alert: alert.level != "drift")
        reason = [in_order[0].reason] if alerts and in_order[0].reason else []
        cause = "; ".join([*(alert.cause for alert in in_order), *reason])
        learning, month = self._learning, self.first_month
        known = (learning.reference, learning.progress, month.dates if month is not None else "")
        return Condition(self._state(silent), self._score, cause, alerts, *known)

    def relearn(self, rollups: Iterable[RollUp]) -> None:
        """Adds minutes that were seen before a restart, in order, out of the store; the detectors do not see them."""
        for rollup in rollups:
            self._check(rollup)
            self._at = self._learning.calendar.place(rollup.start)
            self._learning.enter(self._at[0])
            self._learning.add(rollup, self._at[1], self._alarmed)
        self._learning.learn()

    def take_days(self) -> list[Day]:
        """The days that ended since the last call, to be kept: `days` of the next run."""
        return self._learning.take_days()

    def restart_reference(self, wall: float) -> list[AlertEvent]:
        """Forgets what is usual and begins to learn again; learned alerts are cleared. `wall`: now."""
        self._learning.restart()
        self._at = None
        learned = [detector.name for detector in self._detectors if detector.learned]
        cleared = [event for name in learned for event in self._book.clear(name, wall)]
        fresh = [make(self._alert) for make in DETECTORS]
        self._detectors = [new if new.learned else old for old, new in zip(self._detectors, fresh, strict=True)]
        self._score, self._warned = 0.0, False
        return cleared

    def accept(self, wall: float) -> list[AlertEvent]:
        """What the active alarms show is usual from now on: their days teach, the days before keep their scatter."""
        self._learning.accept(min((alert.since for alert in self._book.active if alert.level == "drift"), default=wall))
        return self.dismiss("", wall)

    def dismiss(self, name: str, wall: float) -> list[AlertEvent]:
        """Ends the alert `name`, or all of them where it is ""; what led to it is not looked at again."""
        names = [alert.name for alert in self._book.active if name in ("", alert.name)]
        cleared = [event for one in names for event in self._book.clear(one, wall)]
        day, slot = self._at or self._learning.calendar.place(int(wall))
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
            "accepted": [self._learning.accepted.since, self._learning.accepted.era],
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
            since, era = record.get("accepted", (0, 0))
            self._learning.accepted = Accepted(int(since), int(era))
            self._clock = RunningClock(float(record["now"]), float(record["doubt_until"]))
            self._score, self._warned = float(record["score"]), bool(record["warned"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._detectors = [make(self._alert) for make in DETECTORS]
            self._book = AlertBook(self.stream, self.model)
            raise RecordError(f"the saved state of {self.stream}/{self.model} cannot be read: {error}") from error

    @property
    def _alarmed(self) -> bool:
        return any(alert.keeps_days_out for alert in self._book.active)

    @property
    def _silent(self) -> bool:
        return any(alert.name == Outage.name and alert.level == "drift" for alert in self._book.active)

    def _check(self, rollup: RollUp) -> None:
        if (rollup.stream, rollup.model) != (self.stream, self.model):
            raise ValueError(f"a minute of {rollup.stream}/{rollup.model} is not {self.stream}/{self.model}'s")

    def _situation(self, minute: ClosedMinute) -> Situation:
        start, learning, before = minute.rollup.start, self._learning, self._at
        known = self._clock.knows_time_of_day(start)
        day, slot = learning.calendar.place(start)
        follows = known and before is not None
        blocks, hours = (
            follows and before is not None and (before[0], before[1] // length) != (day, slot // length)
            for length in (BLOCK, 60)
        )
        if known:
            learning.enter(day)
            self._at = (day, slot)
        return Situation(
            minute=MinuteFigures.of(minute.rollup, self._clock.now, known),
            wall=minute.closed.wall - MINUTE,
            day=day,
            slot=slot,
            block_ended=blocks,
            hour_ended=hours,
            judged=learning.judged,
            alarmed=self._alarmed,
            silent=self._silent,
            holiday=learning.is_holiday(day),
            scene=minute.scene,
            history=learning.history,
            usual=learning.usual,
        )

    def _alert_of(self, detector: Detector, score: float, wall: float) -> Alert:
        picture = next(one for one in self._detectors if isinstance(one, Picture))
        smallest = self.reference.smallest_detectable_drop if self.reference else None
        known = Circumstances(self._clock.now, picture.view, smallest, self._time_of_day)
        return explained(detector, score, wall, known)

    def _time_of_day(self, wall: float) -> str:
        _, minute = self._learning.calendar.place(int(wall))
        return f"{minute // 60:02d}:{minute % 60:02d}"

    def _state(self, silent: bool) -> State:
        if silent or not self._usable:
            return "stale"
        levels = {alert.level for alert in self._book.active}
        if "drift" in levels:
            return "drift"
        if self._warned or levels:
            return "warning"
        return "ok" if self.reference else "learning"
