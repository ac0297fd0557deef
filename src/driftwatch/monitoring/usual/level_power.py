"""The smallest drop of the mean confidence that would have been found within a day, had it set in on the days learned."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_usual import LEAST_SHIFT
from driftwatch.monitoring.usual.scatter import rolling

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FOUND: Final = 0.9
"""Share of the moments at which a drop may set in, after which it is to be found within a day."""
_STEPS: Final = 8
"""Halvings of the interval: drops are told to 1/256 of the largest."""
_LARGEST: Final = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """The days learned as a line of T parts, in which a drop can be tried out.

    residuals: what each part lies off its profile, (T,), for a drop of a given size. weights: (T,) how much it counts.
    windows: lengths of a day and less. bars: (W, T) what the mean of the window up to each part must fall by, infinite
    where it is not judged. starts: (T,) parts at which a drop may set in. parts: of a day.
    """

    residuals: Callable[[float], Floats]
    weights: Floats
    windows: tuple[int, ...]
    bars: Floats
    starts: Flags
    parts: int


def detectable_in_a_day(trial: Trial) -> float:
    """In [0.02, 1]: the smallest drop that is found after nine in ten of the starts; 1 where none is."""
    low, high = 0.0, _LARGEST
    if not trial.starts.any() or not _is_found(trial, high):
        return _LARGEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_found(trial, middle) else (middle, high)
    return max(high, LEAST_SHIFT)


def _is_found(trial: Trial, drop: float) -> bool:
    starts = np.flatnonzero(trial.starts)
    ends = np.minimum(starts + trial.parts, len(trial.weights))
    found = np.zeros(len(starts), np.bool_)
    moved = trial.residuals(drop) * trial.weights
    for bars, window in zip(trial.bars, trial.windows, strict=True):
        carried = rolling(trial.weights, window)
        means = np.divide(rolling(moved, window), carried, out=np.zeros_like(carried), where=carried > 0)
        passed = np.concatenate([[0], np.cumsum(-means >= bars)])
        # Only windows that lie wholly behind the start: the first one ends `window` parts after it.
        found |= passed[ends] - passed[np.minimum(starts + window - 1, ends)] > 0
    return bool(found.mean() >= _FOUND)
