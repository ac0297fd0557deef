"""Alerts that are raised once and cleared once, and say what a person needs to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, RAISE_ABOVE, Detector, Level
from driftwatch.monitoring.record import from_record, to_record
from driftwatch.monitoring.scene.explain import Why


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of one detector, as it was when it was raised."""

    name: str
    """Of the detector."""
    cause: str
    """In words."""
    since: float
    """Wall clock, seconds since 1970, UTC: when it is thought to have begun, and when it was sure."""
    raised: float
    """See since."""
    distance: float
    """Measured minus usual, in the unit of the cause."""
    score: float
    """1 is where an alert begins."""
    labels: tuple[str, ...] = ()
    """Those it concerns most."""
    smallest_detectable_drop: float | None = None
    """Of mean confidence, that this site's variation allows; None without a reference."""
    level: Level = "drift"
    """"drift" is an alarm."""
    why: Why = "unknown"
    """Whether the scene explains it ("scene"), or does not ("model"); "unknown" where nothing is known of the scene."""
    reason: str = ""
    """That in words, "" where nothing is known."""
    next_step: str = ""
    """The one thing to do first."""

    @property
    def keeps_days_out(self) -> bool:
        """Whether the days of it teach nothing.

        So it is with alarms, but not with one that is active for weeks while all else is judged by what is usual now.
        """
        return self.level == "drift" and self.name not in _TEACHING


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """An alert was raised or cleared."""

    kind: Literal["raised", "cleared"]
    at: float
    """Wall clock, seconds since 1970, UTC."""
    stream: str
    model: str
    alert: Alert


_TEACHING: Final = frozenset({"slow_drift"})

Explainer = Callable[[Detector, float, float], Alert]


class AlertBook:
    """The active alerts of one stream and one model, one a detector at most.

    An alert is raised above a score of 1 and stays until the score falls below a half, so that a score that
    wavers about the limit makes one alert and not many. A warning that becomes an alarm ends and begins as one.
    """

    def __init__(self, stream: str, model: str) -> None:
        self._stream = stream
        self._model = model
        self._active: dict[str, Alert] = {}

    @property
    def active(self) -> tuple[Alert, ...]:
        """The oldest first."""
        return tuple(self._active.values())

    def judge(self, detector: Detector, score: float, wall: float, explain: Explainer) -> list[AlertEvent]:
        """Takes the score of a detector and gives what it changes.

        wall: now, seconds since 1970. explain: makes an alert of what the detector says.
        """
        present = self._active.get(detector.name)
        events: list[AlertEvent] = []
        if present is not None and (score < CLEAR_BELOW or (score > RAISE_ABOVE and present.level != detector.level)):
            events += self.clear(detector.name, wall)
            present = None
        if present is None and score > RAISE_ABOVE:
            alert = explain(detector, score, wall)
            self._active[detector.name] = alert
            events.append(AlertEvent("raised", wall, self._stream, self._model, alert))
        return events

    def clear(self, name: str, wall: float) -> list[AlertEvent]:
        """Ends an alert whatever its score; nothing where there is none."""
        alert = self._active.pop(name, None)
        return [AlertEvent("cleared", wall, self._stream, self._model, alert)] if alert else []

    def record(self) -> list[dict[str, Any]]:
        """Gives the state as plain JSON values."""
        return [to_record(alert) for alert in self._active.values()]

    def restore(self, record: list[Mapping[str, Any]]) -> None:
        """What `record` gave. Raises RecordError."""
        alerts = [from_record(Alert, entry) for entry in record]
        self._active = {alert.name: alert for alert in alerts}
