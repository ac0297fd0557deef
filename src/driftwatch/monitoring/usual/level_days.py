"""The days that a level is learned from, each part of them held against the profile of the other days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_history import LevelHistory, days_like, profile, profiles, weight

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ComparedDays:
    """low, high: (K, B) ends of the profile of all days of each kind.

    values: (D, B) mean confidences. bottom, top: (D, B) ends of the profile of the days without this one.
    weights: (D, B) how much each part counts; 0 where the others say nothing. by_chance: (D, B) variance of its mean
    that its objects alone make.
    """

    low: Floats
    high: Floats
    values: Floats
    bottom: Floats
    top: Floats
    weights: Floats
    by_chance: Floats

    def residuals(self, drop: float = 0.0) -> Floats:
        """(D, B) how far each part lies off its profile, all of them by `drop` lower than they were."""
        values = self.values - drop
        return np.maximum(values - self.top, 0.0) + np.minimum(values - self.bottom, 0.0)


def compare_days(history: LevelHistory, kinds: int) -> ComparedDays:
    """Each day with the others of its kind, of which there are two at least; else with all."""
    values, weights = history.rows.means, weight(history.rows)
    parts = values.shape[1]
    low, high = np.empty((kinds, parts)), np.empty((kinds, parts))
    bottom, top = np.zeros_like(values), np.ones_like(values)
    active = np.zeros(values.shape, np.bool_)
    for kind in range(kinds):
        own = days_like(history, kind)
        low[kind], high[kind] = profile(values[own], weights[own])
        of_kind = np.flatnonzero(history.kinds == kind)
        if len(own) < 2 or not len(of_kind):
            continue
        bottom[of_kind], top[of_kind] = (
            side[np.searchsorted(own, of_kind)] for side in profiles(values[own], weights[own])
        )
        others = weights[own].sum() - weights[of_kind].sum(axis=1)
        active[of_kind] = (history.rows.counts[of_kind] > 0) & (others > 1e-9)[:, None]
    by_chance = history.variance / np.maximum(history.rows.objects, 1.0)
    return ComparedDays(low, high, values, bottom, top, weights * active, by_chance)
