"""Looks for a shift of the mean confidence in windows of every length up to now, and for its end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.levels import LevelUsual

Floats = NDArray[np.float64]

_END_SURE = 3.5
_END_LEAST = 3


@dataclass(frozen=True, slots=True)
class LevelShift:
    """score: above 1 where it means something. distance: of the mean confidence, in [-1, 1]. length: parts since."""

    score: float
    distance: float
    length: int


def scan_level(usual: LevelUsual, residuals: Floats, weights: Floats) -> LevelShift:
    """The most telling window of (N,) residuals and weights that end now; all of them are looked at that fit in."""
    sums, masses = np.cumsum((residuals * weights)[::-1]), np.cumsum(weights[::-1])
    best = LevelShift(0.0, 0.0, 1)
    for index, window in enumerate(usual.windows):
        if window > len(sums):
            break
        mass = float(masses[window - 1])
        if mass <= 0:
            continue
        statistic = usual.statistic(index, float(sums[window - 1]), mass)
        bar = max(usual.limit[index], usual.fallen[index] if statistic < 0 else usual.risen[index])
        score = abs(statistic) / float(bar)
        if score > best.score:
            best = LevelShift(score, float(sums[window - 1]) / mass, window)
    return best


def level_is_back(usual: LevelUsual, residuals: Floats, weights: Floats, distance: float) -> int:
    """How many parts show by themselves that a shift by `distance` is over; 0 where none do.

    They lie nearer to what is usual than to the shift, and the shift lies far outside of their scatter.
    """
    sums, masses = np.cumsum((residuals * weights)[::-1]), np.cumsum(weights[::-1])
    for index, window in enumerate(usual.windows):
        if window > len(sums):
            break
        mass = float(masses[window - 1])
        if window < _END_LEAST or mass <= 0:
            continue
        error = float(usual.deviation[index] / np.sqrt(min(mass, usual.enough[index])))
        now = float(sums[window - 1]) / mass * np.sign(distance)
        if now < abs(distance) / 2 and abs(distance) - now > _END_SURE * error:
            return window
    return 0


def level_residuals(usual: LevelUsual, means: Floats, kinds: NDArray[np.int64], parts: NDArray[np.int64]) -> Floats:
    """(N,) how far mean confidences lie outside what is usual of their kind of day and part of the day."""
    low, high = usual.low[kinds, parts], usual.high[kinds, parts]
    return np.maximum(means - high, 0.0) + np.minimum(means - low, 0.0)
