"""Collects days of roll-ups until there are enough of them for a reference."""

from array import array
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.clocks import CLOCK_WAS_SET
from driftwatch.monitoring.figures import TRUST, MinuteFigures
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.level import LevelReference, learn_level
from driftwatch.monitoring.mix import HOURS, learn_mix
from driftwatch.monitoring.profile import SLOTS
from driftwatch.monitoring.rate import RateReference, learn_rate
from driftwatch.monitoring.reference import LabelReference, Reference
from driftwatch.monitoring.rollup import MINUTE, LabelCounts, RollUp
from driftwatch.monitoring.settings import ReferenceSettings

RATE_DAYS = 14
_DAY = SLOTS * MINUTE
_LEAST_MINUTES = 60


_MEAN_CAUTION = 2.0
_LOW_CAUTION = 3.0


class _Day:
    """Sums by minute of the day, and detections by hour and label. Plain arrays: a single entry is quick to change."""

    def __init__(self) -> None:
        self.frames = array("q", bytes(8 * SLOTS))
        self.detections = array("q", bytes(8 * SLOTS))
        self.low = array("q", bytes(8 * SLOTS))
        self.confidence = array("d", bytes(8 * SLOTS))
        self.hours: list[dict[str, int]] = [{} for _ in range(HOURS)]

    def add(self, minute: MinuteFigures) -> None:
        slot = minute.slot
        self.frames[slot] += minute.frames
        self.detections[slot] += minute.detections
        self.low[slot] += minute.low_confidence
        self.confidence[slot] += minute.mean * minute.detections
        hour = self.hours[minute.hour]
        for label, counts in minute.labels.items():
            if counts.detections:
                hour[label] = hour.get(label, 0) + counts.detections

    @property
    def counts_as_day(self) -> bool:
        return SLOTS - self.detections.count(0) >= _LEAST_MINUTES


class Learner:
    """Learns one stream and one model from the minutes it is given, live or out of the store, each once.

    A day is 24 hours from the first minute learned, so that seven days hold every hour seven times; it counts when
    at least 60 of its minutes had a detection. Minutes of a wall clock that was never set are passed over.
    Holds 50 kB a day, of at most `days` or 14 days.
    """

    def __init__(self, stream: str, model: str, settings: ReferenceSettings | None = None) -> None:
        self.stream = stream
        self.model = model
        self._needed = (settings or ReferenceSettings()).days
        self._full: dict[int, _Day] = {}
        self._key = 0
        self._current = _Day()
        self._labels: dict[str, LabelCounts] = {}
        self._first: int | None = None
        self._last = 0

    def add(self, rollup: RollUp) -> None:
        """Learns one minute. Raises ValueError where it is of another stream or model."""
        if (rollup.stream, rollup.model) != (self.stream, self.model):
            raise ValueError(f"a minute of {rollup.stream}/{rollup.model} is not {self.stream}/{self.model}'s to learn")
        if rollup.start < CLOCK_WAS_SET or self.finished or not rollup.totals.frames.frames:
            return
        if self._first is None:
            self._first = rollup.start
        self._turn_to((rollup.start - self._first) // _DAY)
        self._current.add(MinuteFigures.of(rollup))
        self._last = max(self._last, rollup.start)
        if self.days < self._needed:
            for label, counts in rollup.totals.labels.items():
                self._labels[label] = self._labels.get(label, LabelCounts()) + counts

    @property
    def days(self) -> int:
        """Full days learned so far; the day that is still going on does not count."""
        return len(self._full)

    @property
    def finished(self) -> bool:
        """Whether another day would add nothing."""
        return self.days >= max(self._needed, RATE_DAYS)

    def build(self) -> Reference | None:
        """The reference, None while there are too few days. Its rate part appears after 14 days."""
        if self.days < self._needed or self._first is None:
            return None
        days = list(self._full.values())[: self._needed]
        detections = _stack(day.detections for day in days)
        means, rates = (
            _ratio(_stack(day.confidence for day in days), detections),
            _ratio(_stack(day.low for day in days), detections),
        )
        return Reference(
            stream=self.stream,
            model=self.model,
            started=self._first,
            ended=self._last,
            days=len(days),
            confidence=_level(means, detections, _MEAN_CAUTION),
            low_confidence=_level(rates, detections, _LOW_CAUTION),
            labels={name: _label(counts) for name, counts in self._labels.items() if counts.detections},
            mix=learn_mix([day.hours for day in days]),
            histogram=self._histogram(),
            rate=self._rate(),
        )

    def _rate(self) -> RateReference | None:
        if not self.finished:
            return None
        days = self._full.values()
        return learn_rate(_stack(day.frames for day in days), _stack(day.detections for day in days))

    def _histogram(self) -> tuple[int, ...]:
        return tuple(Histogram.total(counts.histogram for counts in self._labels.values()).counts.tolist())

    def _turn_to(self, key: int) -> None:
        if key == self._key:
            return
        if self._current.counts_as_day:
            self._full[self._key] = self._current
        self._key = key
        self._current = self._full.pop(key, None) or _Day()


def _stack(rows: "Iterable[array[Any]]") -> NDArray[np.float64]:
    return np.array([np.frombuffer(row, row.typecode) for row in rows], np.float64)


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _level(values: NDArray[np.float64], detections: NDArray[np.float64], caution: float) -> LevelReference:
    level = learn_level(values, detections / (detections + TRUST), caution)
    return replace(level, mean=float((values * detections).sum() / detections.sum()))


def _label(counts: LabelCounts) -> LabelReference:
    return LabelReference(counts.detections, counts.mean or 0.0, counts.low_confidence_rate or 0.0)
