"""A stream whose truth is known: frames with boxes that share their luck, and confidences that separate.

Written from what happens in front of a camera, not from what the estimates assume: a frame has its own chance of
being right (a beta variable, so boxes of one frame depend on each other), and a box shows its confidence after that.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.totals import BINS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """precision: chance of a box. boxes: of each frame. icc: correlation of two boxes of a frame, in [0, 1).

    auc: with which confidence separates right from wrong boxes; 0.5 says nothing.
    """

    precision: float
    boxes: int = 1
    icc: float = 0.0
    auc: float = 0.5

    def frames(self, count: int, rng: np.random.Generator) -> tuple[NDArray[np.bool_], Floats]:
        """(count, boxes) right, and confidence."""
        if self.icc > 0:
            size = (1 - self.icc) / self.icc
            chances = rng.beta(self.precision * size, (1 - self.precision) * size, (count, 1))
        else:
            chances = np.full((count, 1), self.precision)
        right = rng.random((count, self.boxes)) < chances
        return right, self.confidences(right, rng)

    def bins(self) -> Floats:
        """(64,): share of all boxes whose confidence lies in each bin, exactly."""
        edges = 2 * np.arange(BINS // 2, BINS + 1) / BINS - 1  # no confidence is below a half
        with np.errstate(divide="ignore"):
            limits = np.log(edges / (1 - edges)) + self._apart / 2
        below = (
            [NormalDist().cdf(limit) for limit in limits],
            [NormalDist().cdf(limit - self._apart) for limit in limits],
        )
        wrong, right = (np.diff(one) for one in below)
        return np.concatenate([np.zeros(BINS // 2), self.precision * right + (1 - self.precision) * wrong])

    @property
    def _apart(self) -> float:
        return math.sqrt(2) * NormalDist().inv_cdf(self.auc)

    def confidences(self, right: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
        hidden = rng.standard_normal(right.shape) + self._apart * right
        return 0.5 + 0.5 / (1 + np.exp(-(hidden - self._apart / 2)))
