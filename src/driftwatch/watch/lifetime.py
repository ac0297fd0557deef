"""What a stream has shown since the module began: counts that only grow, for whoever takes differences of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.histogram import BINS
from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, Totals

NAMED_LABELS: Final = 50
"""Labels that are counted on their own, those that came first; the detections of all others are counted as OTHERS."""
LABEL_LENGTH: Final = 100
"""Characters; longer labels are cut."""
OTHERS: Final = "(others)"


def _no_counts() -> NDArray[np.int64]:
    return np.zeros(BINS, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Lifetime:
    """Of all models that the stream has had. Nothing here ever gets smaller, whatever is set meanwhile."""

    frames: FrameCounts = field(default_factory=FrameCounts)
    detections: int = 0
    """From the floor up."""
    low_confidence: int = 0
    confidence_sum: int = 0
    """Over `detections`, in units of 1/65536."""
    bins: NDArray[np.int64] = field(default_factory=_no_counts)
    """(64,) counts of `detections` by their confidence, as Histogram has them, but from the floor up."""
    labels: Mapping[str, int] = field(default_factory=dict[str, int])
    """Detections by label; not to be changed."""

    def __add__(self, totals: Totals) -> "Lifetime":
        """And a stretch of time under one floor."""
        overall = totals.overall
        return Lifetime(
            self.frames + totals.frames,
            self.detections + overall.detections,
            self.low_confidence + overall.low_confidence,
            self.confidence_sum + overall.confidence_sum,
            self.bins + _from_the_floor_up(overall),
            self._with(totals.labels),
        )

    def _with(self, labels: Mapping[str, LabelCounts]) -> Mapping[str, int]:
        result = dict(self.labels)
        for label, counts in labels.items():
            key = label[:LABEL_LENGTH]
            if key not in result and len(result) >= NAMED_LABELS:
                key = OTHERS
            if counts.detections:
                result[key] = result.get(key, 0) + counts.detections
        return result


def _from_the_floor_up(overall: LabelCounts) -> NDArray[np.int64]:
    """(64,) The histogram without what lies below the floor: the highest ones, as many as were counted."""
    from_the_top = np.minimum(np.cumsum(overall.histogram.counts[::-1]), overall.detections)
    return np.diff(from_the_top, prepend=0)[::-1].astype(np.int64)
