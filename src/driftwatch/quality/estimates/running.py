"""The interval of a week that still runs: it holds at all looks together, however often somebody looks.

A confidence sequence by betting: Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting"
(2024). Every share that could be true is bet against, from above and from below and with several stakes; a share stays
in the interval until a bet against it has won twentyfold.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.interval import LEVEL
from driftwatch.quality.estimates.share import Frames, solve

Floats = NDArray[np.float64]

_GRID: Final = 400
_STAKES: Final = (0.01, 0.025, 0.06, 0.15, 0.35, 0.8)
"""Parts of the largest fair bet."""


def estimate_running(frames: Frames, level: float = LEVEL) -> Estimate | None:
    """As estimate_share, for rows in the order of review; None without a box.

    The trust is 1: it may not be chosen by the reviews that it weighs.
    """
    solved = solve(frames)
    if solved is None:
        return None
    value = min(max(solved.value, 0.0), 1.0)
    shares = (np.arange(_GRID) + 0.5) / _GRID
    kept = shares[_wealth(frames, shares) < -np.log(1.0 - level)]
    if not len(kept):
        kept = shares[[int(np.argmin(np.abs(shares - value)))]]
    half = 0.5 / _GRID
    low, high = max(float(kept.min()) - half, 0.0), min(float(kept.max()) + half, 1.0)
    return Estimate(value, min(low, value), max(high, value), solved.effective)


def _wealth(frames: Frames, shares: Floats) -> Floats:
    """(K,): log of what the bets against each share have made of 1."""
    has = (frames.boxes > 0) | (frames.expected != 0)
    weights, boxes, expected = frames.weights[has], frames.boxes[has], frames.expected[has]
    gains = frames.right[has] - expected
    up = np.max(weights[:, None] * (boxes[:, None] * shares + np.maximum(expected, 0.0)[:, None]), axis=0)
    down = np.max(weights[:, None] * (boxes[:, None] * (1 - shares) + np.maximum(-expected, 0.0)[:, None]), axis=0)
    excess = weights[:, None] * (gains[:, None] - boxes[:, None] * shares)
    logs = [
        np.log1p(np.maximum(sign * stake / most * excess, -1 + 1e-12)).sum(axis=0)
        for sign, most in ((1.0, up), (-1.0, down))
        for stake in _STAKES
    ]
    together = np.array(logs)
    top = together.max(axis=0)
    return top + np.log(np.exp(together - top).mean(axis=0))
