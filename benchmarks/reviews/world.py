"""A stream whose truth is known: frames with boxes that share their luck, and confidences that separate.

Written from what happens in front of a camera, not from what the estimates assume: a frame has its own chance of
being right (a beta variable, so boxes of one frame depend on each other), and a box shows its confidence after that.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

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

    def confidences(self, right: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
        apart = math.sqrt(2) * NormalDist().inv_cdf(self.auc)
        hidden = rng.standard_normal(right.shape) + apart * right
        return 0.5 + 0.5 / (1 + np.exp(-(hidden - apart / 2)))
