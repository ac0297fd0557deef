"""How a figure of a stream goes through the day, and how far a value lies outside of that."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLOTS = 1440
"""Minutes of a day."""
BIN = 30
BINS = SLOTS // BIN
_REACH = 2
"""Bins on both sides that make the envelope: 60 minutes."""


@dataclass(frozen=True, slots=True)
class DayProfile:
    """Means in 30-minute bins over the day (UTC) and the envelope of the bins within 60 minutes.

    Dawn moves through the year and daylight saving shifts what people do, so nothing inside the envelope counts
    as a deviation. A bin that the reference never saw has the envelope of the whole day.

    centre, low, high: 48 values each.
    """

    centre: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def learn(cls, values: NDArray[np.float64], weights: NDArray[np.float64]) -> "DayProfile":
        """From (D, 1440) values of D days and their weights, 0 where there is no value. Some weight must not be 0."""
        mass = weights.reshape(-1, BINS, BIN).sum(axis=(0, 2))
        total = (weights * values).reshape(-1, BINS, BIN).sum(axis=(0, 2))
        seen = mass > 0
        means = np.full(BINS, np.nan)
        means[seen] = total[seen] / mass[seen]
        overall = float(total.sum() / mass.sum())
        around = np.stack([np.roll(means, shift) for shift in range(-_REACH, _REACH + 1)])
        empty = np.isnan(around).all(axis=0)
        around[:, empty] = np.nan
        low, high = np.full(BINS, np.nanmin(means)), np.full(BINS, np.nanmax(means))
        low[~empty] = np.nanmin(around[:, ~empty], axis=0)
        high[~empty] = np.nanmax(around[:, ~empty], axis=0)
        low[~seen], high[~seen] = np.nanmin(means), np.nanmax(means)
        means[~seen] = overall
        return cls(tuple(means.tolist()), tuple(low.tolist()), tuple(high.tolist()))

    def residual(self, value: float, slot: int, whole_day: bool = False) -> float:
        """How far `value` lies outside the envelope at minute `slot` of the day; negative when below.

        whole_day: take the widest envelope, for when nobody knows what time of day it is.
        """
        low = min(self.low) if whole_day else self.low[slot // BIN]
        high = max(self.high) if whole_day else self.high[slot // BIN]
        return value - high if value > high else value - low if value < low else 0.0

    def residuals(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`residual` of (..., 1440) values, each in its own slot."""
        low, high = np.repeat(self.low, BIN), np.repeat(self.high, BIN)
        return np.maximum(values - high, 0.0) + np.minimum(values - low, 0.0)

    def deviations(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(..., 1440) values minus the centre of their bin, without an envelope."""
        return values - np.repeat(self.centre, BIN)
