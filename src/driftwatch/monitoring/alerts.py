"""Alarms that are raised once and cleared once, and say what a person needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.record import from_record, to_record
from driftwatch.monitoring.reference import Reference

RAISE_ABOVE = 1.0
CLEAR_BELOW = 0.5


@dataclass(frozen=True, slots=True)
class Alert:
    """One alarm of one detector, as it stood when it was raised.

    name: of the detector. cause: in words. since, raised: wall clock, seconds since 1970, UTC: when it is thought to
    have begun, and when it was sure. distance: measured minus reference, in the unit of the cause.
    score: 1 is where an alarm begins. labels: those it concerns most.
    smallest_detectable_drop: of mean confidence, that this site's variation allows; None without a reference.
    """

    name: str
    cause: str
    since: float
    raised: float
    distance: float
    score: float
    labels: tuple[str, ...] = ()
    smallest_detectable_drop: float | None = None


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """An alert was raised or cleared. at: wall clock, seconds since 1970, UTC."""

    kind: Literal["raised", "cleared"]
    at: float
    stream: str
    model: str
    alert: Alert


class AlertBook:
    """The standing alerts of one stream and one model, one a detector at most.

    An alert is raised above a score of 1 and stands until the score falls below a half, so that a score that
    wavers about the limit makes one alert and not many.
    """

    def __init__(self, stream: str, model: str) -> None:
        self._stream = stream
        self._model = model
        self._standing: dict[str, Alert] = {}

    @property
    def standing(self) -> tuple[Alert, ...]:
        """The oldest first."""
        return tuple(self._standing.values())

    def judge(
        self, detector: Detector, score: float, wall: float, now: float, reference: Reference | None
    ) -> AlertEvent | None:
        """What the `score` of a detector changes; `wall` and `now` are the present on the two clocks."""
        stands = self._standing.get(detector.name)
        if stands is None and score > RAISE_ABOVE:
            finding = detector.explain()
            smallest = reference.smallest_detectable_drop if reference else None
            since = wall - (now - finding.since)
            alert = Alert(detector.name, finding.cause, since, wall, finding.distance, score, finding.labels, smallest)
            self._standing[detector.name] = alert
            return AlertEvent("raised", wall, self._stream, self._model, alert)
        if stands is not None and score < CLEAR_BELOW:
            return self.clear(detector.name, wall)
        return None

    def clear(self, name: str, wall: float) -> AlertEvent | None:
        """Ends an alert whatever its score; None where it does not stand."""
        alert = self._standing.pop(name, None)
        return AlertEvent("cleared", wall, self._stream, self._model, alert) if alert else None

    def record(self) -> list[dict[str, Any]]:
        """As plain JSON values."""
        return [to_record(alert) for alert in self._standing.values()]

    def restore(self, record: list[Mapping[str, Any]]) -> None:
        """What `record` gave. Raises RecordError."""
        alerts = [from_record(Alert, entry) for entry in record]
        self._standing = {alert.name: alert for alert in alerts}
