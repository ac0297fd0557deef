"""Quantiles of the beta distribution, which are the exact limits of a share (Clopper & Pearson 1934)."""

import math
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
    """The x with beta_cdf(x, a, b) = share. Newton's steps where they stay inside what is known, else halving."""
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
