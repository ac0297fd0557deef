"""Counts in which each label weighs as much as it is steady: they show a loss that restless labels drown."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.count_history import CountHistory
from driftwatch.monitoring.usual.counts import CountUsual, learn_counts

Floats = NDArray[np.float64]

_LEAST_A_DAY = 8.0
_LEAST_VARIANCE = 0.01
_TRUST_DAYS = 4.0
_FEWEST_DAYS = 3


@dataclass(frozen=True, slots=True)
class EvenCounts:
    """weights: (2 L,) of the detections of each judged label, and of its objects that came. counts: of the sum."""

    weights: Floats
    counts: CountUsual

    def of(self, detections: Floats, came: Floats) -> Floats:
        """(N, 1) of (N, L) detections and objects that came."""
        return (np.concatenate([detections, came], axis=-1) @ self.weights)[..., None]


def learn_even_counts(detections: Floats, came: Floats, all_counts: CountHistory, kinds: int) -> EvenCounts | None:
    """None where there is no label, or fewer than three days.

    detections, came: (D, 24, L), objects that came. all_counts: of which the first series is all of them.
    """
    both = np.concatenate([detections, came], axis=-1)
    weights = _weights(both.sum(axis=1), all_counts.kinds)
    if not weights.any():
        return None
    hours = (both @ weights)[:, :, None]
    scale = float(all_counts.counts[:, :, 0].sum()) / float(hours.sum())
    history = replace(all_counts, counts=hours * scale, begun=all_counts.begun[:, :, :1], totals=1)
    return EvenCounts(weights * scale, learn_counts(history, kinds))


def _weights(days: Floats, kinds: NDArray[np.int64]) -> Floats:
    """(2 L,) one over mean and variance of (D, 2 L) daily counts; 0 for those of which there are few."""
    if len(days) < _FEWEST_DAYS:
        return np.zeros(days.shape[1])
    usual = np.stack([np.median(days[kinds == kind], axis=0) for kind in kinds.tolist()])
    apart = np.log((days + 1.0) / (usual + 1.0))
    variance = (apart**2).mean(axis=0)
    many = np.median(days, axis=0) >= _LEAST_A_DAY
    if not many.any():
        return np.zeros(days.shape[1])
    middle = float(np.median(variance[many]))
    shrunk = (_TRUST_DAYS * middle + len(days) * variance) / (_TRUST_DAYS + len(days)) + _LEAST_VARIANCE
    return np.where(many, 1.0 / (shrunk * np.maximum(days.mean(axis=0), 1.0)), 0.0)
