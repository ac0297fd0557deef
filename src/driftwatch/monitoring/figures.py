"""One minute reduced to the few figures that detectors and references ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, MINUTE, LabelCounts, RollUp

TRUST = 60.0
"""Detections at which a mean counts half: about the variance of one detection over that of the minutes themselves."""


def trust(detections: float) -> float:
    """Weight (0 to 1) of a mean over this many detections, a part of which varies with the minute instead."""
    return detections / (detections + TRUST)


@dataclass(frozen=True, slots=True)
class MinuteFigures:
    """One minute reduced to its figures."""

    start: int
    """Wall clock, seconds since 1970, UTC."""
    now: float
    """Seconds of running time of the stream's monitor."""
    known_time: bool
    """Whether the time of day can be believed; it cannot for a while after the wall clock was set."""
    frames: int
    """Counts."""
    detections: int
    """Counts."""
    low_confidence: int
    """Counts."""
    mean: float
    """Of the confidences in [0, 1]; 0 where nothing was detected."""
    labels: Mapping[str, LabelCounts]

    @classmethod
    def of(cls, rollup: RollUp, now: float = 0.0, known_time: bool = True) -> "MinuteFigures":
        labels = rollup.totals.labels
        detections = low_confidence = units = 0
        for counts in labels.values():
            detections += counts.detections
            low_confidence += counts.low_confidence
            units += counts.confidence_sum
        mean = units / (detections * CONFIDENCE_UNITS) if detections else 0.0
        frames = rollup.totals.frames.frames
        return cls(rollup.start, now, known_time, frames, detections, low_confidence, mean, labels)

    @property
    def slot(self) -> int:
        """Minute of the day, UTC, from 0 to 1439."""
        return self.start // MINUTE % MINUTES_A_DAY

    @property
    def hour(self) -> int:
        """Hour of the day, UTC, from 0 to 23."""
        return self.slot // 60

    @property
    def weight(self) -> float:
        """How much this minute's mean and rate count, in [0, 1)."""
        return trust(self.detections)

    @property
    def low_rate(self) -> float:
        """Share of low confidence among the detections; 0 where there are none."""
        return self.low_confidence / self.detections if self.detections else 0.0
