"""The 95% interval of a share of which the estimate and its variance are known."""

from typing import Final

from driftwatch.quality.estimates.beta import beta_quantile
from driftwatch.quality.estimates.estimate import Estimate

LEVEL: Final = 0.95


def interval(value: float, effective: float, level: float = LEVEL) -> Estimate:
    """The interval of Clopper and Pearson (1934) for `value` in [0, 1] of `effective` draws, which need not be whole.

    So Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts" (1998). With
    all right or all wrong it is one-sided and not of width 0.
    """
    effective = max(effective, 1.0)
    tail = (1.0 - level) / 2
    right = value * effective
    wrong = effective - right
    low = 0.0 if right <= 0 else beta_quantile(tail, right, wrong + 1)
    high = 1.0 if wrong <= 0 else beta_quantile(1 - tail, right + 1, wrong)
    return Estimate(value, min(low, value), max(high, value), effective)
