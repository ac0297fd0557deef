"""The population stability index of the confidences, day by day."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.baselines.daily import Daily, Day

_LIMIT = 0.2
"""The usual rule of thumb for "shifted"."""
_PARTS = 10
_FEWEST = 50


class Psi(Daily):
    """PSI over ten classes that hold a tenth of the reference each; alarm above 0.2.

    The reference is the sum of the earlier days' histograms; days with fewer than 50 confidences are not judged.
    """

    name = "PSI"

    def distance(self, day: Day, usual: Sequence[Day]) -> float:
        reference = np.sum([one.histogram for one in usual], axis=0)
        if day.histogram.sum() < _FEWEST or reference.sum() < _FEWEST:
            return 0.0
        return stability(reference, day.histogram) / _LIMIT


def stability(reference: NDArray[np.int64], current: NDArray[np.int64]) -> float:
    """Population stability index of two histograms of the same bins, merged into ten classes."""
    cumulated = np.cumsum(reference) / reference.sum()
    classes = np.minimum((cumulated * _PARTS - 1e-9).astype(np.int64), _PARTS - 1)
    shares = [np.bincount(classes, counts, _PARTS) / counts.sum() for counts in (reference, current)]
    kept = shares[0] > 0
    before, now = (np.maximum(share[kept], 1e-4) for share in shares)
    return float(((now - before) * np.log(now / before)).sum())
