"""Sums of a local day, and what to do when it is over."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.baselines.bell import Bell
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.histogram import BINS
from driftwatch.monitoring.rollup import Totals

_DAY: Final = 86_400
KEPT: Final = 28
"""Days that a day is compared with."""


class Day:
    """What one local day held. number: days since 1970, local. per_label: detections of each label."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.detections = 0
        self.units = 0
        self.per_label: dict[str, int] = {}
        self.histogram: NDArray[np.int64] = np.zeros(BINS, np.int64)

    def add(self, totals: Totals) -> None:
        for label, counts in totals.labels.items():
            self.detections += counts.detections
            self.units += counts.confidence_sum
            self.per_label[label] = self.per_label.get(label, 0) + counts.detections
            self.histogram += counts.histogram.counts


class Daily(ABC):
    """A test at the end of each day against the days before it that raised nothing.

    zone_h: hours that local time is ahead of UTC. A day without a frame is not judged.
    """

    name: str
    fewest_days: int = 7

    def __init__(self, stream: str, zone_h: float) -> None:
        self._zone = zone_h * 3600
        self._bell = Bell(self.name, stream)
        self._today: Day | None = None
        self._usual: list[Day] = []

    def update(self, minute: ClosedMinute) -> list[AlertEvent]:
        number = int((minute.rollup.start + self._zone) // _DAY)
        events: list[AlertEvent] = []
        if self._today is not None and number != self._today.number:
            events = self._close(self._today, minute)
            self._today = None
        self._today = self._today or Day(number)
        self._today.add(minute.rollup.totals)
        return events

    @abstractmethod
    def distance(self, day: Day, usual: Sequence[Day]) -> float:
        """How far `day` is from `usual` days; an alarm above 1."""

    def _close(self, day: Day, minute: ClosedMinute) -> list[AlertEvent]:
        if len(self._usual) < self.fewest_days:
            self._usual.append(day)
            return []
        distance = self.distance(day, self._usual)
        wrong = distance > 1
        if not wrong:
            self._usual = [*self._usual, day][-KEPT:]
        return self._bell.ring(wrong, minute, f"{self.name}: {distance:.2f} times its limit", distance)
