"""Does the model see things that the reference never held?"""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.window import Window

_HOUR = 3600.0
_DAY_HOURS = 24
_LEAST = 20.0
_CAUTION = 3.0


class UnknownLabels:
    """Alarm when 24 hours hold more than 20 detections of labels that are not in the reference.

    And more than three times what one day of the reference held that its other days did not: a model with eighty
    labels says a new wrong one every other day.
    """

    name = "unknown_labels"
    learned = True

    def __init__(self) -> None:
        self._window = Window(_HOUR, _DAY_HOURS)
        self._score = 0.0

    def update(self, minute: MinuteFigures, reference: Reference | None, /) -> float:
        if reference is None:
            return 0.0
        turned = self._window.turn(minute.now)
        known = reference.labels
        strange = [(name, c.detections) for name, c in minute.labels.items() if c.detections and name not in known]
        if strange or turned:
            self._window.add(strange)
            limit = max(_LEAST, _CAUTION * reference.mix.unknown_a_day)
            self._score = min(sum(self._window.totals().values()) / limit, HIGHEST_SCORE)
        return self._score

    def explain(self) -> Finding:
        totals = self._window.totals()
        labels = sorted(totals, key=lambda label: (-totals[label], label))
        parts = [f"{label} ({totals[label]:.0f})" for label in labels[:3]]
        more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
        cause = f"labels that the reference never held, detections in 24 hours: {', '.join(parts)}{more}"
        return Finding(cause, self._window.started, sum(totals.values()), tuple(labels[:3]))

    def record(self) -> dict[str, Any]:
        return {"window": self._window.record(), "score": self._score}

    def restore(self, record: Mapping[str, Any]) -> None:
        self._window.restore(record["window"])
        self._score = float(record["score"])

    def clock_was_set(self) -> None:
        """The wall clock plays no part here."""
