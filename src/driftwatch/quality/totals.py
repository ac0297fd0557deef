"""What is known exactly of a period, from counters, without a review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 64
"""Equal bins of the confidence over [0, 1], as the statistics of every stream have them."""

Counts = NDArray[np.int64]


def bin_of(confidence: float) -> int:
    """Bin of a confidence in [0, 1], from 0 to 63; 1.0 belongs to the last one."""
    return min(int(confidence * BINS), BINS - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """by_label: (64,) int64 counts of all detections of the period by confidence, served or not.

    frames_by_stratum: frames that had a chance of a review, by what is in them (sampling/strata.py); empty where that
    was not counted. Failed and frozen frames are in neither, because they have no chance.
    """

    by_label: Mapping[str, Counts] = field(default_factory=dict[str, Counts])
    frames_by_stratum: Mapping[str, float] = field(default_factory=dict[str, float])

    def of(self, label: str) -> Counts:
        """Of one label; of all together for ""."""
        if label:
            return self.by_label.get(label, np.zeros(BINS, np.int64))
        return np.sum([np.zeros(BINS, np.int64), *self.by_label.values()], axis=0)

    @classmethod
    def sum(cls, parts: "Iterable[Totals]") -> "Totals":
        """Of several periods, cameras or machines."""
        together: dict[str, Counts] = {}
        frames: dict[str, float] = {}
        for part in parts:
            for name, count in part.frames_by_stratum.items():
                frames[name] = frames.get(name, 0.0) + count
            for label, counts in part.by_label.items():
                together[label] = together[label] + counts if label in together else counts
        return cls(together, frames)
