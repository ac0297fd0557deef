"""How far logits must fall for a site's mean confidence to fall by a given amount."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.counts import FLOOR
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.simulate import CLASSIFIER_FLOOR, candidates

_ENOUGH = 300
_FURTHEST = 7
"""Days that are looked at for enough detections."""


@lru_cache(maxsize=64)
def _logits(kind: Kind, seed: int, day: int) -> NDArray[np.float64]:
    parts: list[NDArray[np.float64]] = []
    for index in range(day, day + _FURTHEST):
        seen, _ = candidates(kind, index, seed)
        parts.append(seen.logit[seen.logit > -4.0])
        if len(parts) >= 2 and sum(np.count_nonzero(part > -0.84) for part in parts) >= _ENOUGH:
            break
    logits = np.concatenate(parts)
    return logits[:: max(len(logits) // 200_000, 1)]


def logit_shift(kind: Kind, seed: int, drop: float, day: int) -> float:
    """Shift of all logits that lets the mean of what is counted on the days from `day` on fall by `drop`.

    For a classifier it is the logarithm of the factor by which latent scores shrink, as Change.shift takes it.
    Detections that fall below the floor count no longer, as in the monitor. Raises ValueError where no shift does it.
    """
    logits = _logits(kind, seed, day)
    usual = _mean(kind, logits, 0.0)
    low, high = 0.0, 6.0
    if usual - _mean(kind, logits, high) < drop:
        raise ValueError(f"the mean of {kind.name} {seed}, {usual:.2f}, cannot fall by {drop:g}")
    for _ in range(40):
        middle = (low + high) / 2
        if usual - _mean(kind, logits, middle) < drop:
            low = middle
        else:
            high = middle
    return high


def _mean(kind: Kind, logits: NDArray[np.float64], shift: float) -> float:
    classifier = kind.line is not None
    confidence = 1 / (1 + np.exp(-(logits * np.exp(-shift) if classifier else logits - shift)))
    counted = confidence[confidence >= (CLASSIFIER_FLOOR if classifier else FLOOR)]
    return float(counted.mean()) if len(counted) else 0.0
