"""How a figure of a stream goes through the day, and how far a value lies outside of that."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLOTS = 1440
"""Minutes of a day."""
BIN = 30
BINS = SLOTS // BIN
STEP = 10
"""Minutes for which the envelope stays the same."""
_REACH = 60


@dataclass(frozen=True, slots=True)
class DayProfile:
    """Means in 30-minute bins over the day (UTC) and the envelope of what they are within 60 minutes.

    Dawn moves through the year and daylight saving shifts what people do, so nothing inside the envelope counts
    as a deviation. Where the reference saw nothing within 60 minutes, the envelope is that of the whole day.

    centre: 48 means. low, high: 144 ends of the envelope, one for every 10 minutes.
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
        means = np.full(BINS, total.sum() / mass.sum())
        means[seen] = total[seen] / mass[seen]
        line = _through_the_day(means, seen)
        around = np.stack([np.roll(line, shift) for shift in range(-_REACH, _REACH + STEP, STEP)])
        known = ~np.isnan(around).all(axis=0)
        low = np.full(SLOTS, means[seen].min())
        high = np.full(SLOTS, means[seen].max())
        low[known], high[known] = np.nanmin(around[:, known], axis=0), np.nanmax(around[:, known], axis=0)
        return cls(
            tuple(means.tolist()),
            tuple(low.reshape(-1, STEP).min(axis=1).tolist()),
            tuple(high.reshape(-1, STEP).max(axis=1).tolist()),
        )

    def envelope(self, slot: int) -> tuple[float, float]:
        """The ends of the envelope at minute `slot` of the day."""
        return self.low[slot // STEP], self.high[slot // STEP]

    def residual(self, value: float, slot: int, whole_day: bool = False) -> float:
        """How far `value` lies outside the envelope at minute `slot` of the day; negative when below.

        whole_day: take the widest envelope, for when nobody knows what time of day it is.
        """
        low, high = (min(self.low), max(self.high)) if whole_day else self.envelope(slot)
        return value - high if value > high else value - low if value < low else 0.0

    def lines(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Low end, high end and centre for each minute of the day, (1440,) each."""
        return np.repeat(self.low, STEP), np.repeat(self.high, STEP), np.repeat(self.centre, BIN)

    def residuals(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`residual` of (..., 1440) values, each in its own slot."""
        low, high, _ = self.lines()
        return np.maximum(values - high, 0.0) + np.minimum(values - low, 0.0)

    def deviations(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(..., 1440) values minus the centre of their bin, without an envelope."""
        return values - self.lines()[2]


def _through_the_day(means: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(1440,) the line through the middles of the bins that were seen; NaN in the others."""
    middles = np.flatnonzero(seen) * BIN + BIN / 2
    line = np.interp(np.arange(SLOTS) + 0.5, middles, means[seen], period=SLOTS)
    line[~np.repeat(seen, BIN)] = np.nan
    return line
