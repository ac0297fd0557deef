"""Does the model see things that the reference never held?"""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Finding, Level
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.window import Window

_HOUR = 3600.0
_DAY_HOURS = 24
_LEAST = 20.0
_LEAST_OBJECTS = 8.0
_LEAST_MINUTES = 5.0
_CAUTION = 3.0


class UnknownLabels:
    """Detections in 24 hours of labels that are not in the reference: at least 20, of 8 objects, in 5 minutes.

    And more than three times what one day of the reference held that its other days did not: a model with eighty
    labels says a new wrong one every other day. One odd visitor who stays is one object.
    """

    name = "unknown_labels"
    learned = True
    level: Level = "drift"

    def __init__(self) -> None:
        self._window = Window(_HOUR, _DAY_HOURS)
        self._score = 0.0
        self._since = 0.0

    def update(self, situation: Situation, /) -> float:
        usual, minute = situation.usual, situation.minute
        if usual is None or not situation.judged:
            return 0.0
        turned = self._window.turn(minute.now)
        strange = [(name, c) for name, c in minute.labels.items() if c.detections and name not in usual.labels]
        if not strange and not turned:
            return self._score
        self._window.add((f"n {name}", counts.detections) for name, counts in strange)
        self._window.add((("objects", float(sum(c.begun for _, c in strange))), ("minutes", float(bool(strange)))))
        self._since = situation.wall - (minute.now - self._window.started)
        totals = self._window.totals()
        count = sum(value for name, value in totals.items() if name.startswith("n "))
        evidence = (
            count / max(_LEAST, _CAUTION * usual.unknown_a_day),
            totals["objects"] / _LEAST_OBJECTS,
            totals["minutes"] / _LEAST_MINUTES,
        )
        self._score = min(*evidence, HIGHEST_SCORE)
        return self._score

    def explain(self) -> Finding:
        totals = {name[2:]: n for name, n in self._window.totals().items() if name.startswith("n ")}
        labels = sorted(totals, key=lambda label: (-totals[label], label))
        parts = [f'"{label}" ({totals[label]:.0f})' for label in labels[:3]]
        more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
        cause = f"labels that the reference never held, detections in 24 hours: {', '.join(parts)}{more}"
        return Finding(cause, self._since, sum(totals.values()), tuple(labels[:3]))

    def record(self) -> dict[str, Any]:
        return {"window": self._window.record(), "score": self._score, "since": self._since}

    def restore(self, record: Mapping[str, Any]) -> None:
        self._window.restore(record["window"])
        self._score, self._since = float(record["score"]), float(record.get("since", 0.0))

    def dismiss(self, minute: int) -> None:  # noqa: ARG002, the window knows what it holds
        self._window.clear()
        self._score = 0.0

    def clock_was_set(self) -> None:
        """The wall clock plays no part here."""
