"""Sequential detectors of river, fed with the mean confidence of each minute."""

from typing import Protocol

from benchmarks.drift.sites.baselines.bell import Bell
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.units import CONFIDENCE_UNITS


class Sequential(Protocol):
    """A detector of river."""

    @property
    def drift_detected(self) -> bool: ...

    def update(self, x: float) -> object: ...


class MinuteMeans:
    """Rings in the minutes in which the detector reports a change; minutes without a detection are left out."""

    def __init__(self, name: str, stream: str, detector: Sequential) -> None:
        self._detector = detector
        self._bell = Bell(name, stream)

    def update(self, minute: ClosedMinute) -> list[AlertEvent]:
        labels = minute.rollup.totals.labels.values()
        detections = sum(counts.detections for counts in labels)
        if not detections:
            return self._bell.ring(False, minute, "", 0.0)
        self._detector.update(sum(counts.confidence_sum for counts in labels) / detections / CONFIDENCE_UNITS)
        found = self._detector.drift_detected
        return self._bell.ring(found, minute, "a change of the mean confidence", float(found))
