"""The cumulative sum test and its threshold, for series whose values depend on each other.

CUSUM: E. S. Page, Continuous inspection schemes, Biometrika 41 (1954). Threshold: D. Siegmund, Sequential Analysis
(1985), with the discrete-time correction 1.166, applied to the long-run deviation instead of the plain one.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

YEAR = 365.25 * 24 * 60
"""Minutes."""

_OVERSHOOT = 1.166
_CAP = 1.5


def average_run_length(threshold: float, slack: float, deviation: float) -> float:
    """Values until a one-sided CUSUM of independent normal values without change raises a false alarm.

    threshold, slack (half of the change looked for), deviation: in the unit of the values.
    """
    k = slack / deviation
    exponent = 2 * k * (threshold / deviation + _OVERSHOOT)
    if exponent > 700:
        return math.inf
    return (math.expm1(exponent) - exponent) / (2 * k * k)


def siegmund_threshold(slack: float, deviation: float, run_length: float = YEAR) -> float:
    """The smallest threshold at which a two-sided CUSUM runs `run_length` values between false alarms."""
    if deviation <= 0:
        return 0.0
    low, high = 0.0, deviation
    while average_run_length(high, slack, deviation) < 2 * run_length:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        if average_run_length(middle, slack, deviation) < 2 * run_length:
            low = middle
        else:
            high = middle
    return high


def long_run_deviation(values: NDArray[np.float64], batches: tuple[int, ...] = (1, 15, 60, 240)) -> float:
    """Deviation of (N,) dependent values, of the size that matters for their sums.

    The method of batch means: the largest over the batch sizes B of sqrt(B * var(means of B values)).
    """
    largest = 0.0
    for size in batches:
        count = len(values) // size
        if count < 2:
            continue
        means = values[: count * size].reshape(count, size).mean(axis=1)
        largest = max(largest, size * float(means.var(ddof=1)))
    return math.sqrt(largest)


def largest_excursion(steps: NDArray[np.float64]) -> float:
    """The highest value that max(0, sum + step) reaches over (N,) steps."""
    walk = np.concatenate(([0.0], np.cumsum(steps)))
    return float((walk - np.minimum.accumulate(walk)).max())


@dataclass(slots=True)
class Cusum:
    """A two-sided cumulative sum: `low` rises while values lie below their reference, `high` while above.

    Each sum remembers since when it has been above zero and the weighted mean of the residuals since then.
    Sums stop growing at 1.5 thresholds, so that an alarm ends soon after its cause. All fields are plain numbers.
    """

    low: float = 0.0
    low_since: float = 0.0
    low_weight: float = 0.0
    low_residual: float = 0.0
    high: float = 0.0
    high_since: float = 0.0
    high_weight: float = 0.0
    high_residual: float = 0.0

    def update(self, residual: float, weight: float, slack: float, threshold: float, now: float) -> None:
        """Takes one `residual` (value minus reference), counted `weight` times (0 to 1), seen at `now`."""
        if self.low == 0.0:
            self.low_since, self.low_weight, self.low_residual = now, 0.0, 0.0
        if self.high == 0.0:
            self.high_since, self.high_weight, self.high_residual = now, 0.0, 0.0
        self.low = min(max(self.low + weight * (-residual - slack), 0.0), _CAP * threshold)
        self.high = min(max(self.high + weight * (residual - slack), 0.0), _CAP * threshold)
        self.low_weight += weight
        self.low_residual += weight * residual
        self.high_weight += weight
        self.high_residual += weight * residual

    @property
    def falling(self) -> bool:
        """Whether the downward sum is the higher one."""
        return self.low >= self.high

    @property
    def peak(self) -> float:
        return max(self.low, self.high)

    @property
    def since(self) -> float:
        """When the higher sum left zero: the usual estimate of the time of the change."""
        return self.low_since if self.falling else self.high_since

    @property
    def distance(self) -> float:
        """Mean residual since then, with its sign."""
        weight = self.low_weight if self.falling else self.high_weight
        residual = self.low_residual if self.falling else self.high_residual
        return residual / weight if weight else 0.0
