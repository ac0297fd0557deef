"""Are more detections unsure than the owner allows? Needs no reference: at work from the first minute."""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import MINUTE
from driftwatch.monitoring.settings import AlertSettings
from driftwatch.monitoring.window import Window


class LowConfidenceRate:
    """Alarm when more than a set share of the last minutes' detections had low confidence.

    With fewer than the set number of detections in the window it keeps its last score, and with none it has none:
    a camera that sees little neither raises nor flaps.
    """

    name = "low_confidence_rate"
    learned = False

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self._window = Window(MINUTE, settings.window_minutes)
        self._score = 0.0
        self._rate = 0.0

    def update(self, minute: MinuteFigures, _reference: Reference | None, /) -> float:
        self._window.turn(minute.now)
        self._window.add((("detections", minute.detections), ("low", minute.low_confidence)))
        totals = self._window.totals()
        if not totals["detections"]:
            self._score = 0.0
        elif totals["detections"] >= self._settings.minimum_detections:
            self._rate = totals["low"] / totals["detections"]
            limit = self._settings.low_confidence_rate
            self._score = min(self._rate / limit, HIGHEST_SCORE) if limit else HIGHEST_SCORE * (self._rate > 0)
        return self._score

    def explain(self) -> Finding:
        limit, minutes = self._settings.low_confidence_rate, self._settings.window_minutes
        last = "minute" if minutes == 1 else f"{minutes} minutes"
        cause = f"{self._rate:.0%} of the detections of the last {last} had low confidence; the limit is {limit:.0%}"
        return Finding(cause, self._window.started, self._rate - limit)

    def record(self) -> dict[str, Any]:
        return {"window": self._window.record(), "score": self._score, "rate": self._rate}

    def restore(self, record: Mapping[str, Any]) -> None:
        self._window.restore(record["window"])
        self._score, self._rate = float(record["score"]), float(record["rate"])

    def clock_was_set(self) -> None:
        """The wall clock plays no part here."""
