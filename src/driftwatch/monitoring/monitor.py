"""The front of this room: takes the minutes of one stream and says whether its model is still good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import CLEAR_BELOW, Alert, AlertBook, AlertEvent
from driftwatch.monitoring.clocks import RunningClock
from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.learning import Learner
from driftwatch.monitoring.record import SCHEMA, RecordError
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import RollUp
from driftwatch.monitoring.settings import AlertSettings, ReferenceSettings

State = Literal["learning", "ok", "warning", "drift", "stale"]
CODES: Mapping[State, int] = {"learning": 0, "ok": 1, "warning": 2, "drift": 3, "stale": 4}
WARN_ABOVE = 0.75


@dataclass(frozen=True, slots=True)
class Condition:
    """What a person or a sensor is told.

    state: `learning` until there is a reference, `warning` from a score of 0.75 until it is below 0.5, `drift` while
    an alert stands, `stale` while no usable frame comes. score: the highest of all detectors; 1 is an alarm.
    cause: of the alerts in words, "" without one. alerts: those that stand, the oldest first.
    learned_days: days learned so far for the reference in the making.
    """

    state: State
    score: float
    cause: str
    alerts: tuple[Alert, ...]
    reference: Reference | None
    learned_days: int

    @property
    def code(self) -> int:
        """The state as a number: 0 learning, 1 ok, 2 warning, 3 drift, 4 stale."""
        return CODES[self.state]


class StreamMonitor:
    """Watches one stream and one model. Fed with every closed minute once, in order; not thread-safe.

    stream, model: as in RollUp. reference: what an earlier run learned, None to begin learning.
    A new model version gets a monitor of its own.
    """

    def __init__(
        self,
        stream: str,
        model: str,
        alert: AlertSettings | None = None,
        learning: ReferenceSettings | None = None,
        reference: Reference | None = None,
    ) -> None:
        if reference is not None and (reference.stream, reference.model) != (stream, model):
            raise ValueError(f"the reference of {reference.stream}/{reference.model} is not {stream}/{model}'s")
        self.stream = stream
        self.model = model
        self.reference = reference
        self._settings = learning or ReferenceSettings()
        self._alert = alert or AlertSettings()
        self._learner = Learner(stream, model, self._settings)
        self._detectors: list[Detector] = [make(self._alert) for make in DETECTORS]
        self._book = AlertBook(stream, model)
        self._clock = RunningClock()
        self._score = 0.0
        self._warned = False
        self._usable = True

    def update(self, minute: ClosedMinute) -> list[AlertEvent]:
        """Takes the next minute and returns what it changed. Raises ValueError for another stream's or model's."""
        rollup = minute.rollup
        self._learn(rollup)
        if self._clock.advance(minute):
            for detector in self._detectors:
                detector.clock_was_set()
        frames = rollup.totals.frames
        self._usable = frames.frames > 0 or not (frames.failed_frames or frames.frozen_frames)
        known_time = self._clock.knows_time_of_day(rollup.start)
        figures = MinuteFigures.of(rollup, self._clock.now, known_time)
        events: list[AlertEvent] = []
        self._score = 0.0
        for detector in self._detectors:
            if detector.learned and self.reference is None:
                continue
            score = detector.update(figures, self.reference)
            self._score = max(self._score, score)
            event = self._book.judge(detector, score, minute.closed.wall, self._clock.now, self.reference)
            if event:
                events.append(event)
        self._warned = self._score >= (CLEAR_BELOW if self._warned else WARN_ABOVE)
        return events

    def condition(self, silent: bool = False) -> Condition:
        """The present state. silent: whether the camera has given nothing for too long, which the caller knows."""
        alerts = self._book.standing
        cause = "; ".join(alert.cause for alert in alerts)
        return Condition(self._state(silent), self._score, cause, alerts, self.reference, self._learner.days)

    def relearn(self, rollups: Iterable[RollUp]) -> None:
        """Learns again what was seen before a restart, in order, out of the store; the detectors do not see it."""
        for rollup in rollups:
            self._learn(rollup)

    def restart_reference(self, wall: float) -> list[AlertEvent]:
        """Forgets the reference and begins to learn anew; learned alerts are cleared. `wall`: now."""
        self.reference = None
        self._learner = Learner(self.stream, self.model, self._settings)
        cleared = [self._book.clear(detector.name, wall) for detector in self._detectors if detector.learned]
        fresh = [make(self._alert) for make in DETECTORS]
        self._detectors = [new if new.learned else old for old, new in zip(self._detectors, fresh, strict=True)]
        self._score, self._warned = 0.0, False
        return [event for event in cleared if event]

    def record(self) -> dict[str, Any]:
        """Everything but the reference and what is being learned, as plain JSON values: some kilobytes."""
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

    def _learn(self, rollup: RollUp) -> None:
        days = self._learner.days
        self._learner.add(rollup)
        wanted = self.reference is None or self.reference.rate is None
        if wanted and self._learner.days > days:
            built = self._learner.build()
            if built and (self.reference is None or built.rate):
                self.reference = built

    def _state(self, silent: bool) -> State:
        if silent or not self._usable:
            return "stale"
        if self._book.standing:
            return "drift"
        if self._warned:
            return "warning"
        return "ok" if self.reference else "learning"
