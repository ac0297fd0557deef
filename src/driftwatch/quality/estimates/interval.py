"""The 95% interval of a share of which the estimate and its variance are known."""

from typing import Final

from driftwatch.distributions import beta_quantile
from driftwatch.quality.estimates.estimate import Estimate

LEVEL: Final = 0.95


_NONE: Final = 1e-9  # draws; less is rounding
_FEW: Final = 100.0  # square of the number of the rarer kind from which on a smooth estimate is taken at its word


def interval(value: float, effective: float, smoothness: float = 0.0, level: float = LEVEL) -> Estimate:
    """The interval of Clopper and Pearson (1934) for `value` in [0, 1] of `effective` draws, which need not be whole.

    So Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts" (1998).
    With all right or all wrong it is one-sided and not of width 0.

    smoothness: in [0, 1]. Clopper and Pearson step out by half a draw at each end because a count jumps by whole ones.
    An estimate that does not jump needs no such step: at 1 it is left out (the interval is then that of Jeffreys),
    except where there are few of the rarer kind.
    """
    effective = max(effective, 1.0)
    tail = (1.0 - level) / 2
    right = value * effective
    wrong = effective - right
    rarer = min(right, wrong) ** 2
    step = 1.0 - 0.5 * smoothness * rarer / (rarer + _FEW)
    low = 0.0 if right < _NONE else beta_quantile(tail, right + 1 - step, wrong + step)
    high = 1.0 if wrong < _NONE else beta_quantile(1 - tail, right + step, wrong + 1 - step)
    return Estimate(value, min(low, value), max(high, value), effective)
