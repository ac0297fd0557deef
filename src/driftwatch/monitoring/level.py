"""What is usual for a figure of the minutes: its day, how it varies, and how far it must go to mean something."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.cusum import largest_excursion, long_run_deviation, siegmund_threshold
from driftwatch.monitoring.profile import DayProfile

CHANGE = 0.05
"""The change of a mean confidence or of a low-confidence rate that the sums are tuned to find."""
_LEAST_THRESHOLD = 0.1
_LEAST_SLOW = 0.03
_SLOW_DEVIATIONS = 4.0
_RESTLESS = 1.5
_HOURS_4 = 240


@dataclass(frozen=True, slots=True)
class LevelReference:
    """One figure (mean confidence, low-confidence rate) in a reference.

    mean: of the whole reference. profile: over the day. deviation: long-run deviation of the weighted residuals of a
    minute; excursion: the largest sum that a day gave when judged by the other days; both leave-one-day-out.
    slack, threshold: of the cumulative sum; the slack is half of the change looked for, more where the means of four
    hours wander so much that weather would be taken for it. day_deviation: standard deviation of the days' means.
    weight_a_day: minutes a day, each counted as far as it is trusted.
    """

    mean: float
    profile: DayProfile
    deviation: float
    excursion: float
    slack: float
    threshold: float
    days: int
    day_deviation: float
    weight_a_day: float

    @property
    def slow_threshold(self) -> float:
        """How far the mean of 24 hours may lie from the reference."""
        return max(_LEAST_SLOW, _SLOW_DEVIATIONS * self.day_deviation * math.sqrt(1 + 1 / self.days))

    @property
    def smallest_detectable(self) -> float:
        """The smallest lasting change that is found within a day, whichever path finds it first."""
        low, high = np.array(self.profile.low), np.array(self.profile.high)
        hidden = float((high - low).mean()) / 2
        quick = self.slack + hidden + self.threshold / max(self.weight_a_day, 1.0)
        return min(quick, self.slow_threshold)


def learn_level(values: NDArray[np.float64], weights: NDArray[np.float64], caution: float) -> LevelReference:
    """Learns from (D, 1440) values of at least two days; `weights` are 0 where a minute has no value.

    caution: how many times the largest excursion a sum must reach; a cautious figure gets more slack, too.
    """
    profile = DayProfile.learn(values, weights)
    residuals, active = _left_out_residuals(values, weights)
    steps, carried = residuals[active], weights[active]
    slack = max(CHANGE / 2, _RESTLESS * caution * _wander(steps, carried))
    allowance = slack * carried
    excursion = max(largest_excursion(steps - allowance), largest_excursion(-steps - allowance))
    deviation = long_run_deviation(steps)
    sure = siegmund_threshold(slack * float(carried.mean()), deviation)
    mass = weights.sum(axis=1)
    kept = mass > 0
    days = (weights * profile.deviations(values)).sum(axis=1)[kept] / mass[kept]
    return LevelReference(
        mean=float((values * weights).sum() / weights.sum()),
        profile=profile,
        deviation=deviation,
        excursion=excursion,
        slack=slack,
        threshold=max(sure, caution * excursion, _LEAST_THRESHOLD),
        days=len(days),
        day_deviation=float(days.std(ddof=1)) if len(days) > 1 else 0.0,
        weight_a_day=float(weights.sum()) / len(days),
    )


def _wander(steps: NDArray[np.float64], carried: NDArray[np.float64]) -> float:
    """Deviation of the means of four hours: changes that last as long as weather does, and pass."""
    count = len(steps) // _HOURS_4
    if count < 2:
        return 0.0
    sums = steps[: count * _HOURS_4].reshape(count, _HOURS_4).sum(axis=1)
    mass = carried[: count * _HOURS_4].reshape(count, _HOURS_4).sum(axis=1)
    return float((sums / mass).std(ddof=1))


def _left_out_residuals(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Weighted residuals of each day from the profile of the other days, and which minutes have one."""
    residuals = np.zeros_like(values)
    active = weights > 0
    for day in range(len(values)):
        others = np.arange(len(values)) != day
        if not weights[others].any():
            active[day] = False
            continue
        residuals[day] = DayProfile.learn(values[others], weights[others]).residuals(values[day])
    return residuals * weights, active
