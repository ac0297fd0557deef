"""From the confidence a model gives to the chance that it is right, learned from reviews.

J. Platt, Probabilistic outputs for support vector machines (1999): a logistic curve, here over the logit of the
confidence and with an intercept, fitted by Newton's method.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_REVIEWS = 200
_EDGE = 1e-4
_RIDGE = 1e-3
_ROUNDS = 25


class TooFewReviewsError(ValueError):
    """There are too few reviews to learn from; the message says how many are missing."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Chance of being right = 1 / (1 + exp(-(intercept + slope * logit(confidence))))."""

    intercept: float
    slope: float

    def probabilities(self, confidences: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N,) confidences in [0, 1] to (N,) probabilities."""
        return 1 / (1 + np.exp(-(self.intercept + self.slope * _logit(confidences))))


def fit(confidences: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]) -> Calibration:
    """Fits (N,) reviews: confidence, whether the detection was right, and how much the review counts.

    A weak ridge keeps the curve finite where every review says the same.
    """
    design = np.stack([np.ones(len(confidences)), _logit(confidences)], axis=1)
    weights = weights * (len(weights) / weights.sum())
    beta = np.array([0.0, 1.0])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (weights * (right - chance)) - _RIDGE * (beta - (0.0, 1.0))
        curvature = (design * (weights * chance * (1 - chance))[:, None]).T @ design + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    return Calibration(float(beta[0]), float(beta[1]))


def _logit(confidences: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(confidences, _EDGE, 1 - _EDGE)
    return np.log(inside / (1 - inside))
