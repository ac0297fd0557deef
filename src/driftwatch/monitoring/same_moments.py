"""Whether two recordings are of the same frames, one of them changed: darkened, compressed, covered, turned.

How much a picture changes from frame to frame stays recognisable whatever was done to it, and is another in other
footage. So the two series of changes are laid over each other at every offset: at none but 0 do they fit.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEAST_FRAMES: Final = 32
_LEAST_FIT: Final = 0.6  # correlation at offset 0; other footage of the same camera reaches 0.2
_LEAD: Final = 0.15  # above the correlation at any other offset
_WINDOW: Final = 25  # frames; slower changes, such as dusk, are in other footage too
_QUIET: Final = 0.05  # grey values; less is not a change


def shows_same_moments(reference: Sequence[bytes], current: Sequence[bytes]) -> bool:
    """Whether two recordings show the same moments.

    Of two recordings' luma grids (ImageStatistics), one for each frame in order. False where it cannot be seen: fewer
    than 32 frames, or nothing that moves.
    """
    if not reference or len(reference) != len(current) or len(set(map(len, (*reference, *current)))) != 1:
        return False
    if tuple(reference) == tuple(current):
        return True
    if len(reference) < LEAST_FRAMES:
        return False
    first, second = _changes(reference), _changes(current)
    fit = _correlation(first, second)
    if fit < _LEAST_FIT:
        return False
    half = len(first) // 2
    others = [
        _correlation(one[offset:], other[:-offset])
        for one, other in ((first, second), (second, first))
        for offset in range(1, half)
    ]
    return fit >= max(others) + _LEAD


def _changes(luma_grids: Sequence[bytes]) -> NDArray[np.float64]:
    """(N - 1,) logarithm of the mean change from each luma grid to the next, less its own running mean."""
    blocks = np.stack([np.frombuffer(luma_grid, np.uint8) for luma_grid in luma_grids]).astype(np.float64)
    changes = np.log(np.abs(np.diff(blocks, axis=0)).mean(axis=1) + _QUIET)
    around = np.pad(changes, _WINDOW // 2, mode="reflect")
    return changes - np.convolve(around, np.full(_WINDOW, 1 / _WINDOW), mode="valid")


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    size = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / size if size else 0.0
