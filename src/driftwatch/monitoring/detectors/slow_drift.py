"""Has the model changed so slowly that no hour stands out?"""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.profile import BIN
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.window import Window

_HOUR = 3600.0
_DAY_HOURS = 24


class SlowDrift:
    """Once an hour: does the mean of 24 hours lie further from the reference than its days lie from each other?

    The limit is max(0.03, 4 standard deviations of the reference's days, widened for their small number).
    """

    name = "slow_drift"
    learned = True

    def __init__(self) -> None:
        self._window = Window(_HOUR, _DAY_HOURS)
        self._score = 0.0
        self._distance = 0.0

    def update(self, minute: MinuteFigures, reference: Reference | None, /) -> float:
        if reference is None:
            return 0.0
        if self._window.turn(minute.now):
            self._judge(minute.now, reference)
        if minute.known_time and minute.detections:
            deviation = minute.mean - reference.confidence.profile.centre[minute.slot // BIN]
            self._window.add((("weight", minute.weight), ("deviation", minute.weight * deviation)))
        return self._score

    def _judge(self, now: float, reference: Reference) -> None:
        totals = self._window.totals()
        weight = totals.get("weight", 0.0)
        whole = now - self._window.started >= (_DAY_HOURS - 1.5) * _HOUR
        if not whole or weight < reference.confidence.weight_a_day / 2:
            self._score = 0.0
            return
        self._distance = totals["deviation"] / weight
        self._score = min(abs(self._distance) / reference.confidence.slow_threshold, HIGHEST_SCORE)

    def explain(self) -> Finding:
        side = "below" if self._distance < 0 else "above"
        cause = f"mean confidence of the last 24 hours is {abs(self._distance):.3f} {side} the reference"
        return Finding(cause, self._window.started, self._distance)

    def record(self) -> dict[str, Any]:
        return {"window": self._window.record(), "score": self._score, "distance": self._distance}

    def restore(self, record: Mapping[str, Any]) -> None:
        self._window.restore(record["window"])
        self._score, self._distance = float(record["score"]), float(record["distance"])

    def clock_was_set(self) -> None:
        if self._score <= 1:
            self._window.clear()
            self._score = 0.0
