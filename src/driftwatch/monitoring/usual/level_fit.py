"""How much of the scatter of confidence comes of single objects and how much of the day; and how odd ones are tamed."""

from dataclasses import dataclass
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
LEAST_CLIPPED: Final = 0.06


@dataclass(frozen=True, slots=True)
class PartScatter:
    """How single parts scatter, and how far they count.

    variance: of parts with endless objects. chance: how much of the variance of single objects parts have. room: of
    the mean confidence, that every part may be off by and still counts in full.
    """

    variance: float = FIRST_DEVIATION**2
    chance: float = 1.0
    room: float = LEAST_CLIPPED

    def clipped(self, residuals: Floats, by_chance: Floats) -> Floats:
        """`residuals` of parts, none farther than a few deviations of its own; by_chance: of its objects' mean."""
        most = np.maximum(_CLIPPED * np.sqrt(self.variance + self.chance * by_chance), self.room)
        return np.clip(residuals, -most, most)


def of_single_parts(residuals: Floats, by_chance: Floats, weights: Floats, room: float = LEAST_CLIPPED) -> PartScatter:
    """How single parts scatter, as `fitted` says it; what is clipped does not widen it."""
    known = weights > 0
    believed = PartScatter(room=room)
    single = believed
    for _ in range(_FITS):
        kept = single.clipped(residuals, by_chance)[known]
        variance, chance = fitted(kept**2, by_chance[known], 1, (believed.variance, believed.chance))
        single = PartScatter(variance, chance, room)
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
