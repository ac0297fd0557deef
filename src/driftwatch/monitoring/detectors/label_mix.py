"""Does the model see other things than it used to see?"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.mix import HOURS, WINDOW_HOURS, chi_square, chi_square_limit, scattered_limit
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.window import Window

_HOUR = 3600.0
_CAUTION = 2.0


class LabelMix:
    """Once an hour: chi-square of the labels of 12 hours against what the reference expects at those hours.

    The statistic is divided by the design effect of the reference before it is compared with the limit for a chance
    of one in a million, and must reach twice what any day of the reference showed. Labels that the reference does not
    know are another detector's matter.
    """

    name = "label_mix"
    learned = True

    def __init__(self) -> None:
        self._window = Window(_HOUR, WINDOW_HOURS)
        self._score = 0.0
        self._shares: dict[str, tuple[float, float]] = {}

    def update(self, minute: MinuteFigures, reference: Reference | None, /) -> float:
        if reference is None:
            return 0.0
        if self._window.turn(minute.now):
            self._judge(reference)
        if minute.known_time:
            self._window.add(
                (f"{minute.hour:02d} {label}", counts.detections)
                for label, counts in minute.labels.items()
                if counts.detections
            )
        return self._score

    def _judge(self, reference: Reference) -> None:
        labels = reference.mix.labels
        row = {label: index for index, label in enumerate(labels)}
        counts = np.zeros((HOURS, len(labels)))
        for name, count in self._window.totals().items():
            hour, label = name.split(" ", 1)
            if label in row:
                counts[int(hour), row[label]] += count
        seen = counts.sum(axis=0)
        expected = (counts.sum(axis=1, keepdims=True) * reference.mix.shares()).sum(axis=0)
        statistic, freedom = chi_square(seen, expected)
        if not freedom:
            self._score = 0.0
            return
        mix = reference.mix
        limit = max(
            mix.design_effect * scattered_limit(freedom, mix.windows),
            _CAUTION * mix.largest * chi_square_limit(freedom),
        )
        self._score = min(statistic / limit, HIGHEST_SCORE)
        self._shares = {
            label: (float(seen[index] / seen.sum()), float(expected[index] / seen.sum()))
            for label, index in row.items()
        }

    def explain(self) -> Finding:
        moved = sorted(self._shares, key=lambda label: -abs(self._shares[label][0] - self._shares[label][1]))[:3]
        parts = [f"{label} {self._shares[label][0]:.0%} instead of {self._shares[label][1]:.0%}" for label in moved]
        cause = f"the labels of the last {WINDOW_HOURS} hours are others than usual: {', '.join(parts)}"
        distance = self._shares[moved[0]][0] - self._shares[moved[0]][1] if moved else 0.0
        return Finding(cause, self._window.started, distance, tuple(moved))

    def record(self) -> dict[str, Any]:
        shares = {label: list(pair) for label, pair in self._shares.items()}
        return {"window": self._window.record(), "score": self._score, "shares": shares}

    def restore(self, record: Mapping[str, Any]) -> None:
        shares = {str(label): (float(a), float(b)) for label, (a, b) in record["shares"].items()}
        self._window.restore(record["window"])
        self._score, self._shares = float(record["score"]), shares

    def clock_was_set(self) -> None:
        if self._score <= 1:
            self._window.clear()
            self._score = 0.0
