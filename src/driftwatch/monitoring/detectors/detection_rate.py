"""Does the model find more or fewer things than usual at this time of day, or nothing at all?"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.cusum import Cusum
from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding
from driftwatch.monitoring.figures import MinuteFigures, trust
from driftwatch.monitoring.profile import BIN
from driftwatch.monitoring.rate import STEP, RateReference, relative_residual
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import MINUTE


class DetectionRate:
    """Two-sided CUSUM on the relative residual of detections a frame, every 15 minutes, against 14 days.

    And an outage when frames come but no detection for three times the longest such gap of the reference.
    """

    name = "detection_rate"
    learned = True

    def __init__(self) -> None:
        self._sums = Cusum()
        self._began: float | None = None
        self._seen = self._low = self._high = self._centre = 0.0
        self._gap = self._usual_gap = 0
        self._gap_since = 0.0
        self._outage = self._change = 0.0

    def update(self, minute: MinuteFigures, reference: Reference | None, /) -> float:
        if reference is None or reference.rate is None or not minute.frames:
            return max(self._outage, self._change)
        rate = reference.rate
        self._count_gap(minute, rate)
        if self._began is None or minute.now - self._began >= STEP * MINUTE:
            self._step(minute.now, rate)
        if minute.known_time:
            low, high = rate.profile.envelope(minute.slot)
            self._seen += minute.detections
            self._low += minute.frames * low
            self._high += minute.frames * high
            self._centre += minute.frames * rate.profile.centre[minute.slot // BIN]
        return max(self._outage, self._change)

    def _count_gap(self, minute: MinuteFigures, rate: RateReference) -> None:
        if minute.detections:
            self._gap = 0
        else:
            self._gap_since = minute.now if self._gap == 0 else self._gap_since
            self._gap += 1
        self._usual_gap = rate.longest_gap
        self._outage = min(self._gap / rate.outage_minutes, HIGHEST_SCORE)

    def _step(self, now: float, rate: RateReference) -> None:
        if self._began is not None and self._high > 0:
            residual = relative_residual(self._seen, self._low, self._high)
            weight = trust(max(self._centre, self._seen))
            self._sums.update(residual, weight, rate.slack, rate.threshold, self._began)
            self._change = min(self._sums.peak / rate.threshold, HIGHEST_SCORE)
        self._began = now
        self._seen = self._low = self._high = self._centre = 0.0

    def explain(self) -> Finding:
        if self._outage > self._change:
            cause = (
                f"no detection for {self._gap} minutes with frames; the reference's longest gap was {self._usual_gap}"
            )
            return Finding(cause, self._gap_since, -1.0)
        verb = "fell" if self._sums.falling else "rose"
        side = "below" if self._sums.falling else "above"
        cause = f"detections per frame {verb} {abs(self._sums.distance):.0%} {side} their usual range"
        return Finding(cause, self._sums.since, self._sums.distance)

    def record(self) -> dict[str, Any]:
        return {
            "sums": dataclasses.asdict(self._sums),
            "gap": self._gap,
            "usual_gap": self._usual_gap,
            "gap_since": self._gap_since,
            "outage": self._outage,
            "change": self._change,
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        self._sums = Cusum(**record["sums"])
        self._gap, self._usual_gap = int(record["gap"]), int(record["usual_gap"])
        self._gap_since = float(record["gap_since"])
        self._outage, self._change = float(record["outage"]), float(record["change"])

    def clock_was_set(self) -> None:
        self._began = None
        if self._change <= 1:
            self._sums, self._change = Cusum(), 0.0
