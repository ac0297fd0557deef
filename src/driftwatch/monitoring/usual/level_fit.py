"""How much of the scatter of confidence comes of single objects and how much of the day; and how odd ones are tamed."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.scatter import TRUST

Floats = NDArray[np.float64]

_LEAST_DEVIATION = 0.002
_LEAST_SHARE = 0.02
_FITS = 3
FIRST_DEVIATION: Final = 0.03
_CLIPPED = 3.5
"""Deviations from which on a part counts no further: one odd object shows in a few parts, a worse model in all."""
LEAST_CLIPPED = 0.06


def clipped(residuals: Floats, by_chance: Floats, single: tuple[float, float], least: float = LEAST_CLIPPED) -> Floats:
    """`residuals` of parts, none farther than a few deviations of its own."""
    most = np.maximum(_CLIPPED * np.sqrt(single[0] + single[1] * by_chance), least)
    return np.clip(residuals, -most, most)


def of_single_parts(residuals: Floats, by_chance: Floats, weights: Floats, least: float = LEAST_CLIPPED) -> tuple[float, float]:
    """How single parts scatter, as `fitted` says it; what is clipped does not widen it."""
    known = weights > 0
    single = believed = (FIRST_DEVIATION**2, 1.0)
    for _ in range(_FITS):
        kept = clipped(residuals, by_chance, single, least)[known]
        single = fitted(kept**2, by_chance[known], 1, believed)
    return single


def fitted(squares: Floats, by_chance: Floats, window: int, believed: tuple[float, float]) -> tuple[float, float]:
    """Variance of windows with endless objects, and how much of the variance of single objects the others have.

    (N,) squared distances are taken for their sum, by least squares; drawn towards what is `believed` as if that were
    six windows. Overlapping ones are `window` times fewer than they seem.
    """
    first, share = believed
    for _ in range(_FITS):
        usual = first + share * by_chance
        a, b = believed[0] / usual, believed[1] * by_chance / usual
        y = squares / usual
        trust = TRUST * window
        m = np.array([[float(a @ a) + trust, float(a @ b)], [float(a @ b), float(b @ b) + trust]])
        v = np.array([float(a @ y) + trust, float(b @ y) + trust])
        x = np.linalg.solve(m, v)
        if x[0] < 0:
            x = np.array([0.0, v[1] / m[1, 1]])
        elif x[1] < 0:
            x = np.array([v[0] / m[0, 0], 0.0])
        first, share = max(float(x[0]) * believed[0], _LEAST_DEVIATION**2), max(float(x[1]) * believed[1], _LEAST_SHARE)
    return first, share
