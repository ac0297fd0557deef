"""Has the model become less (or oddly more) sure of itself than it usually is at this time of day?"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.cusum import Cusum
from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.level import LevelReference
from driftwatch.monitoring.reference import LabelReference, Reference
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS
from driftwatch.monitoring.window import Window

_HOUR = 3600.0


class Confidence:
    """Two-sided CUSUM (Page 1954) on the mean confidence and on the share of low confidence of every minute.

    A minute counts for as much as its number of detections can be trusted; what lies inside the daily envelope of
    the reference is no deviation. Thresholds come from how the stream itself varied (see LevelReference).
    """

    name = "confidence"
    learned = True

    def __init__(self) -> None:
        self._mean = Cusum()
        self._low = Cusum()
        self._scores = (0.0, 0.0)
        self._labels = Window(_HOUR, 2)
        self._usual: Mapping[str, LabelReference] = {}

    def update(self, minute: MinuteFigures, reference: Reference | None, /) -> float:
        if reference is None:
            return 0.0
        self._usual = reference.labels
        if minute.detections:
            _step(self._mean, reference.confidence, minute, minute.mean)
            _step(self._low, reference.low_confidence, minute, minute.low_rate)
        self._labels.turn(minute.now)
        if self._mean.peak or self._low.peak:
            self._labels.add(
                entry
                for label, counts in minute.labels.items()
                for entry in ((f"n {label}", counts.detections), (f"c {label}", counts.confidence_sum))
            )
        self._scores = (
            self._mean.peak / reference.confidence.threshold,
            self._low.peak / reference.low_confidence.threshold,
        )
        return min(max(self._scores), HIGHEST_SCORE)

    def explain(self) -> Finding:
        of_mean = self._scores[0] >= self._scores[1]
        sums = self._mean if of_mean else self._low
        subject = "mean confidence" if of_mean else "share of low-confidence detections"
        verb = "fell" if sums.falling else "rose"
        cause = f"{subject} {verb} {abs(sums.distance):.3f} {'below' if sums.falling else 'above'} its usual range"
        labels = self._changed_labels(down=sums.falling == of_mean)
        if labels:
            cause += f", most of all for {', '.join(labels)}"
        return Finding(cause, sums.since, sums.distance, labels)

    def _changed_labels(self, down: bool) -> tuple[str, ...]:
        """Up to three labels of the last hour whose mean confidence moved most in this direction, each weighted."""
        totals = self._labels.totals()
        moved: list[tuple[float, str]] = []
        for label, usual in self._usual.items():
            count = totals.get(f"n {label}", 0.0)
            if count:
                change = totals[f"c {label}"] / (count * CONFIDENCE_UNITS) - usual.mean
                moved.append((count * (-change if down else change), label))
        moved.sort(reverse=True)
        return tuple(label for part, label in moved[:3] if part > 0 and part >= moved[0][0] / 4)

    def record(self) -> dict[str, Any]:
        return {
            "mean": dataclasses.asdict(self._mean),
            "low": dataclasses.asdict(self._low),
            "scores": list(self._scores),
            "labels": self._labels.record(),
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        mean, low = Cusum(**record["mean"]), Cusum(**record["low"])
        first, second = (float(score) for score in record["scores"])
        self._labels.restore(record["labels"])
        self._mean, self._low, self._scores = mean, low, (first, second)

    def clock_was_set(self) -> None:
        if max(self._scores) <= 1:
            self._mean, self._low, self._scores = Cusum(), Cusum(), (0.0, 0.0)


def _step(sums: Cusum, level: LevelReference, minute: MinuteFigures, value: float) -> None:
    residual = level.profile.residual(value, minute.slot, whole_day=not minute.known_time)
    sums.update(residual, minute.weight, level.slack, level.threshold, minute.now)
