"""Which labels are usual at which hour, and whether what is seen now fits: chi-square with a design effect."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

HOURS = 24
WINDOW_HOURS = 12
ALPHA = 1e-6
_LEAST_EXPECTED = 5.0


@dataclass(frozen=True, slots=True)
class MixReference:
    """labels: every label of the reference, sorted. counts: detections by hour of the day (24) and label.

    design_effect: by how much real windows of 12 hours scatter more than independent detections would; learned by
    judging each day by the other days, at least 1 (Kish 1965; Rao & Scott 1981 for chi-square).
    windows: how many of them it was learned from; a record that does not say is of a week, two windows a day.
    largest: the largest of those windows' statistics, as a multiple of what chi-square allows.
    unknown_a_day: the most detections of labels that one day had and no other day.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]
    design_effect: float
    largest: float
    unknown_a_day: float
    windows: int = 14

    def shares(self) -> NDArray[np.float64]:
        """(24, L) share of each label at each hour of the day; hours never seen have the shares of the whole day."""
        return _shares(np.array(self.counts).reshape(HOURS, len(self.labels)))


def learn_mix(days: Sequence[Sequence[Mapping[str, int]]]) -> MixReference:
    """Learns from at least two days, each 24 mappings of label to detections."""
    labels = tuple(sorted({label for day in days for hour in day for label in hour}))
    counts = np.array([[[hour.get(label, 0) for label in labels] for hour in day] for day in days], np.float64)
    counts = counts.reshape(len(days), HOURS, len(labels))
    ratios: list[float] = []
    limits, strange = [0.0], [0.0]
    for day in range(len(days)):
        others = np.delete(counts, day, axis=0).sum(axis=0)
        known = others.sum(axis=0) > 0
        strange.append(float(counts[day][:, ~known].sum()))
        shares = _shares(others[:, known])
        for start in range(0, HOURS, WINDOW_HOURS):
            seen = counts[day, start : start + WINDOW_HOURS][:, known]
            expected = (seen.sum(axis=1, keepdims=True) * shares[start : start + WINDOW_HOURS]).sum(axis=0)
            statistic, freedom = chi_square(seen.sum(axis=0), expected)
            if freedom:
                ratios.append(statistic / freedom)
                limits.append(statistic / chi_square_limit(freedom))
    learned = [tuple(row) for row in counts.sum(axis=0).tolist()]
    effect = max(1.0, sum(ratios) / len(ratios)) if ratios else 1.0
    return MixReference(labels, tuple(learned), effect, max(limits), max(strange), len(ratios))


def chi_square(seen: NDArray[np.float64], expected: NDArray[np.float64]) -> tuple[float, int]:
    """Pearson's statistic and its degrees of freedom for (L,) counts; rare labels (expected < 5) are taken together."""
    rare = expected < _LEAST_EXPECTED
    if rare.any():
        seen = np.append(seen[~rare], seen[rare].sum())
        expected = np.append(expected[~rare], expected[rare].sum())
    usable = expected >= _LEAST_EXPECTED / 2
    seen, expected = seen[usable], expected[usable]
    if len(seen) < 2:
        return 0.0, 0
    return float(((seen - expected) ** 2 / expected).sum()), len(seen) - 1


@lru_cache
def chi_square_limit(freedom: int) -> float:
    """What chi-square with `freedom` degrees exceeds with probability 1e-6."""
    return _solve(lambda value: _chi_square_exceeds(value, freedom), 50.0 + 4.0 * freedom)


@lru_cache
def scattered_limit(freedom: int, windows: int) -> float:
    """What chi-square, divided by a design effect learned from `windows` windows, exceeds with probability 1e-6.

    A design effect of few windows is itself uncertain, so the quotient is F-distributed (Thomas & Rao 1987): by day 7,
    with 14 windows and 3 labels, this is 1.7 times the limit of chi-square.
    """
    learned = max(2, windows * freedom // 2 * 2)
    return freedom * _solve(lambda value: _f_exceeds(value, freedom, learned), 1e14)


def _solve(exceeds: Callable[[float], float], high: float) -> float:
    """Where a falling probability is ALPHA, between 0 and `high`."""
    low = 0.0
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if exceeds(middle) > ALPHA else (low, middle)
    return high


def _chi_square_exceeds(value: float, freedom: int) -> float:
    """Probability that chi-square exceeds `value`: the finite sums that whole degrees of freedom have."""
    half, odd = value / 2, freedom % 2
    term = math.exp(-half) * (math.sqrt(half) / math.gamma(1.5) if odd else 1.0)
    total = math.erfc(math.sqrt(half)) if odd else 0.0
    for index in range(freedom // 2):
        total += term
        term *= half / (index + 1 + odd / 2)
    return total


def _f_exceeds(value: float, freedom: int, even: int) -> float:
    """Probability that F with `freedom` and an even number of degrees exceeds `value`: again a finite sum."""
    below = freedom * value / (freedom * value + even)
    term, total = 1.0, 0.0
    for index in range(even // 2):
        total += term
        term *= (freedom / 2 + index) / (index + 1) * (1 - below)
    return 1 - below ** (freedom / 2) * total


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """(24, L) counts as shares of each hour, each hour drawn towards the whole day as if by twenty detections."""
    whole = counts.sum(axis=0) + 0.5
    prior = 20 * whole / whole.sum()
    smoothed = counts + prior
    return smoothed / smoothed.sum(axis=1, keepdims=True)
