"""How sure a mean over a recording is: from means of batches of consecutive stretches, with Student's t.

Frames of a video depend on each other, so their number says little; means of long enough batches say enough
(batch means; G. S. Fishman 1978).
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.distributions import student_t

LEAST_PARTS: Final = 8
CHANCE: Final = 0.01
"""That an interval does not hold the truth, both sides together."""
_SIZES: Final = (1, 2, 4, 8, 16, 32, 64)
_LEAST_KNOWN: Final = 6.0  # batches in which something was seen; fewer say nothing of how they vary


def half_width(
    values: NDArray[np.float64], weights: NDArray[np.float64], pieces: float = math.inf, chance: float = CHANCE
) -> float:
    """Of the interval around the mean of (N,) dependent values, N at least 8; the widest over sizes of batches.

    values: what each stretch adds to the mean, less the mean itself, so that they add up to about 0. weights: how much
    was seen in each stretch: where most was seen in a few batches, these few are all there is, and longer batches are
    not asked. pieces: how many independent pieces of evidence there are at most (objects): where there are fewer than
    batches, each is taken for one of the longest batches.
    """
    widest = 0.0
    for size in _SIZES:
        count = len(values) // size
        if count < LEAST_PARTS:
            break
        if pieces < count and count >= 2 * LEAST_PARTS:
            continue
        means = values[: count * size].reshape(count, size).mean(axis=1)
        amounts = weights[: count * size].reshape(count, size).sum(axis=1)
        known = effective(amounts.tolist())
        if known == 0 or (known < _LEAST_KNOWN and widest > 0):
            continue
        spread = float(means.std(ddof=1)) / math.sqrt(max(1.0, min(float(count), pieces)))
        widest = max(widest, student_t(max(1, round(known) - 1), chance) * spread)
    return widest


def effective(weights: Iterable[float]) -> float:
    """How many equal weights know as much as these (Kish 1965): the squared sum over the sum of squares; 0 of none."""
    values = np.fromiter(weights, np.float64)
    squares = float((values * values).sum())
    return float(values.sum()) ** 2 / squares if squares else 0.0
