"""How far the light explains how sure the model is: what rain and fog did to both before is no news."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.day import Day

Floats = NDArray[np.float64]

FIGURES: Final = 3
"""Brightness, contrast and sharpness, as logarithms."""
_FEWEST_DAYS = 5
_PRIOR_DAYS = 2.0
_WORTH = 0.9
_BEYOND = 0.2


@dataclass(frozen=True, slots=True)
class Light:
    """usual: (24, 3) figures of the picture by hour of the day, on average over the days learned.

    lowest, highest: (3,) how far they went from that. slopes: (3,) what the mean confidence does for each unit
    of them; zeros where the picture explains nothing.
    """

    usual: Floats
    lowest: Floats
    highest: Floats
    slopes: Floats

    def unseen(self, figures: Floats, hours: NDArray[np.int64]) -> NDArray[np.bool_]:
        """(N,) whether the light is clearly beyond what was ever seen; not where there are no figures."""
        away, margin = figures - self.usual[hours], _BEYOND * (self.highest - self.lowest)
        beyond: NDArray[np.bool_] = (away < self.lowest - margin) | (away > self.highest + margin)
        return np.asarray(beyond.any(axis=1), np.bool_)

    def explains(self, figures: Floats, hours: NDArray[np.int64]) -> Floats:
        """(N,) by how much the mean confidence is to be higher or lower, for (N, 3) figures at (N,) hours of the day.

        Light that was never seen counts as the farthest that was; without figures (NaN) nothing is explained.
        """
        away = np.clip(figures - self.usual[hours], self.lowest, self.highest)
        return np.nan_to_num(away, posinf=0.0, neginf=0.0) @ self.slopes


NO_LIGHT: Final = Light(
    np.zeros((HOURS_A_DAY, FIGURES)), np.full(FIGURES, -np.inf), np.full(FIGURES, np.inf), np.zeros(FIGURES)
)
"""Where nothing is known of the picture: all of it was seen, and it explains nothing."""


@dataclass(frozen=True, slots=True)
class LearnedLight:
    """light: from all days. explained: (D, 24) what the light of each day explains, by what the other days say."""

    light: Light
    explained: Floats


def figures_of(days: Sequence[Day]) -> Floats:
    """(D, 24, 3) logarithms of the mean brightness, contrast and sharpness of each hour; NaN without pictures."""
    sums = np.stack([day.pictures() for day in days])
    frames = sums[:, :, :1]
    means = np.divide(sums[:, :, 1:], frames, out=np.full((*frames.shape[:2], FIGURES), np.nan), where=frames > 0)
    return np.log(means + 1.0)


def learn_light(figures: Floats, means: Floats, weights: Floats, kinds: NDArray[np.int64]) -> LearnedLight:
    """Regression of the mean confidence on the picture, judged by days left out one by one.

    figures: (D, 24, 3). means, weights: (D, 24) mean confidence of each hour and how much it counts. kinds: (D,).
    Slopes are drawn towards 0 as if by two days of nothing (ridge regression, Hoerl and Kennard 1970), and are
    believed where they explain a tenth of the variance of days they were not learned from.
    """
    nothing = LearnedLight(NO_LIGHT, np.zeros(means.shape))
    known = ~np.isnan(figures).any(axis=2) & (weights > 0)
    if int(known.any(axis=1).sum()) < _FEWEST_DAYS:
        return nothing
    weights, figures = np.where(known, weights, 0.0), np.where(known[:, :, None], figures, 0.0)
    usual = _mean(figures, weights[:, :, None], np.zeros(len(kinds), np.int64))[0]
    away = np.where(known[:, :, None], figures - usual, 0.0)
    rest = means - _mean(means, weights, kinds)[kinds]
    spread = np.sqrt((weights[:, :, None] * away**2).sum(axis=(0, 1)) / weights.sum())
    scaled = away / np.maximum(spread, 1e-3)
    squares = np.einsum("dh,dhi,dhj->dij", weights, scaled, scaled)
    products = np.einsum("dh,dhi,dh->di", weights, scaled, rest)
    prior = _PRIOR_DAYS * weights.sum() / int(known.any(axis=1).sum()) * np.eye(FIGURES)
    without = np.linalg.solve(squares.sum(axis=0) - squares + prior, (products.sum(axis=0) - products)[:, :, None])
    explained = (scaled @ without)[:, :, 0]
    light = Light(usual, away.min(axis=(0, 1)), away.max(axis=(0, 1)), np.zeros(FIGURES))
    left = float((weights * (rest - explained) ** 2).sum())
    if left > _WORTH * float((weights * rest**2).sum()):
        return LearnedLight(light, np.zeros(means.shape))
    slopes = np.linalg.solve(squares.sum(axis=0) + prior, products.sum(axis=0)) / np.maximum(spread, 1e-3)
    return LearnedLight(replace(light, slopes=slopes), explained)


def _mean(values: Floats, weights: Floats, kinds: NDArray[np.int64]) -> Floats:
    """(K, 24, ...) weighted means of the days of each kind; zeros where there is nothing."""
    result = np.zeros((int(kinds.max()) + 1, *values.shape[1:]))
    for kind in set(kinds.tolist()):
        own = kinds == kind
        total, mass = (values[own] * weights[own]).sum(axis=0), weights[own].sum(axis=0) + np.zeros(values.shape[1:])
        result[kind] = np.divide(total, mass, out=np.zeros_like(total), where=mass > 0)
    return result
