"""How far a figure scatters when nothing is wrong, from few days: shrunk towards a guess, with Student's limits."""

import math

import numpy as np
from numpy.typing import NDArray

from driftwatch.distributions import student_t

Floats = NDArray[np.float64]

GROWTH = 1.3
"""Guess for the variance of a window over that of the next shorter one: what people do goes together for hours."""
TRUST = 6.0
"""Independent windows that the guess counts for."""

FILLED = 0.75
"""Of what usually goes on in a window: the camera looked for as much, or the window scatters as a shorter one does."""
FALSE_A_DAY = 3e-4
"""Chance that one figure passes its limit in one day although nothing is wrong."""


def chance(hours: float, figures: int = 1) -> float:
    """Of one window: shorter ones are looked at more often a day, and so is each of many figures."""
    return FALSE_A_DAY * min(hours / 24, 1.0) / max(figures, 1)


def shrunk(variance: Floats, windows: Floats, guess: Floats) -> Floats:
    """Variance from `windows` independent windows, drawn towards `guess` as if that were six of them."""
    return (TRUST * guess + windows * variance) / (TRUST + windows)


def student_limit(chance: float, freedom: int) -> float:
    """The value that Student's t with `freedom` degrees exceeds with probability `chance` (below a half)."""
    return student_t(freedom, 2 * chance)


_FEWEST_DAYS = 5
_GUESSED_SPREAD = 0.6
"""Standard deviation of the largest distance of a day from day to day, where windows scatter by chance alone."""
_GUMBEL_MEAN = 0.5772
_SURE_FREEDOM = 200


def daily_largest(distances: Floats, enough: NDArray[np.bool_], parts: int) -> Floats:
    """(D, S) the largest of each day's (T, S) distances; NaN for days without any.

    enough: (T, S) which of them say anything. parts: of a day. Distances below 0 count as 0.
    """
    shape = (len(distances) // parts, parts, *distances.shape[1:])
    largest = np.where(enough, np.maximum(distances, 0.0), -1.0).reshape(shape).max(axis=1)
    return np.where(largest >= 0, largest, np.nan)


def rare(largest: Floats, chances: Floats | float, overlap: float = 1.0) -> Floats:
    """(S,) the distance that the largest of a day exceeds with probability `chances`, by Gumbel's law (1958).

    0 where fewer than five days are known. chances: (S,), or one for all. largest: (D, S), as `daily_largest` gives
    them. overlap: days that share what they say, 1 for windows of a day. It follows the days as they are: where some
    are far from the others, as weather does it, the limit is far.
    """
    result = np.zeros(largest.shape[1])
    for series, chance in enumerate(np.broadcast_to(chances, largest.shape[1:]).tolist()):
        known = largest[:, series][~np.isnan(largest[:, series])]
        days = len(known) / max(overlap, 1.0)
        if days < _FEWEST_DAYS:
            continue
        spread = math.sqrt((TRUST * _GUESSED_SPREAD**2 + days * float(known.var())) / (TRUST + days))
        few = student_limit(chance, int(TRUST + days)) / student_limit(chance, _SURE_FREEDOM)
        far = (-math.log(chance) - _GUMBEL_MEAN) * math.sqrt(6) / math.pi
        result[series] = float(known.mean()) + far * few * spread
    return result


def rolling(values: Floats, length: int) -> Floats:
    """Sums of (T, ...) values over the last `length` entries up to each; shorter ones at the beginning."""
    sums = np.cumsum(values, axis=0)
    result = sums.copy()
    if length < len(sums):
        result[length:] -= sums[:-length]
    return result
