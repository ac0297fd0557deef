"""The distributions that limits are taken from: beta for shares, Student's t for means of few values."""

import math
from functools import lru_cache
from typing import Final

_TINY: Final = 1e-300
_STEPS: Final = 300
_HALVINGS: Final = 60


def beta_cdf(x: float, a: float, b: float) -> float:
    """Probability that a beta variable with parameters a, b > 0 is at most x: the regularized incomplete beta function.

    The continued fraction of Abramowitz & Stegun 26.5.8, evaluated forward by Lentz's method (1976).
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    upper, lower = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    value = lower
    for step in range(1, _STEPS):
        for term in (
            step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step)),
            -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1)),
        ):
            lower = 1.0 / _away(1.0 + term * lower)
            upper = _away(1.0 + term / upper)
            value *= upper * lower
        if abs(upper * lower - 1.0) < 1e-14:
            break
    return value


def _away(value: float) -> float:
    """From 0, by which nothing can be divided."""
    return value if abs(value) > _TINY else _TINY


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x with beta_cdf(x, a, b) = share: the exact limit of a share (Clopper & Pearson 1934).

    Newton's steps where they stay inside what is known, else halving.
    """
    low, high = 0.0, 1.0
    x = a / (a + b)
    constant = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    for _ in range(_HALVINGS):
        missing = beta_cdf(x, a, b) - share
        low, high = (low, x) if missing > 0 else (x, high)
        slope = math.exp(constant + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x)) if 0 < x < 1 else 0.0
        step = x - missing / slope if slope > 0 else -1.0
        following = step if low < step < high else (low + high) / 2
        if abs(following - x) < 1e-13:
            return following
        x = following
    return x


@lru_cache(maxsize=4096)
def student_t(freedom: float, chance: float) -> float:
    """What |t| with `freedom` > 0 degrees of freedom exceeds with probability `chance`, in (0, 1).

    freedom / (freedom + t^2) is a beta variable (Abramowitz & Stegun 26.7.1). Halving, because its smallest values, of
    a small chance and few degrees, are too close together for a quantile.
    """
    low, high = 0.0, 1.0
    while _t_exceeds(high, freedom) > chance:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_exceeds(middle, freedom) > chance else (low, middle)
    return high


def _t_exceeds(value: float, freedom: float) -> float:
    return beta_cdf(freedom / (freedom + value * value), freedom / 2, 0.5)
