"""From the confidence a model gives to the chance that the box is right, learned from reviews.

J. Platt, "Probabilistic outputs for support vector machines" (1999): a logistic curve, here over the logit of the
confidence, fitted by Newton's method.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.totals import BINS

Floats = NDArray[np.float64]

_EDGE: Final = 1e-4
_RIDGE: Final = 0.1
"""How firmly, in boxes, it holds to "a confidence is the chance"."""
_ROUNDS: Final = 25


@dataclass(frozen=True, slots=True)
class Calibration:
    """Chance of being right = 1 / (1 + exp(-(intercept + slope * logit(confidence)))).

    boxes: learned from. As it is made without an argument, a confidence is taken for the chance.
    """

    intercept: float = 0.0
    slope: float = 1.0
    boxes: int = 0

    def chances(self, confidences: Floats) -> Floats:
        """(N,) confidences in [0, 1] to (N,) chances."""
        return 1 / (1 + np.exp(-(self.intercept + self.slope * _logit(confidences))))

    def of_bins(self) -> Floats:
        """(64,): of a box in the middle of each bin of the confidence."""
        return self.chances((np.arange(BINS) + 0.5) / BINS)


def fit(confidences: Floats, right: NDArray[np.bool_], weights: Floats) -> Calibration:
    """Fits (N,) boxes, N at least 1: confidence, whether it was right, and how much it counts.

    A weak ridge keeps the curve finite and near "a confidence is the chance" where few reviews say otherwise.
    """
    design = np.stack([np.ones(len(confidences)), _logit(confidences)], axis=1)
    weights = weights * (len(weights) / weights.sum())
    before = np.array([0.0, 1.0])
    beta = before.copy()
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (weights * (right - chance)) - _RIDGE * (beta - before)
        curvature = (design * (weights * chance * (1 - chance))[:, None]).T @ design + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    return Calibration(float(beta[0]), float(beta[1]), len(confidences))


def _logit(confidences: Floats) -> Floats:
    inside = np.clip(confidences, _EDGE, 1 - _EDGE)
    return np.log(inside / (1 - inside))
