"""Two sets of roll-ups side by side, without a time of day: is the second one worse, and how?

Frames of a video depend on each other, so the uncertainty of every figure comes from means of batches of
consecutive roll-ups, not from the number of frames (batch means; G. S. Fishman 1978).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.mix import chi_square, chi_square_limit
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, Totals

LEAST_PARTS = 8
_SIZES = (1, 2, 4, 8, 16, 32, 64)
_DEVIATIONS = 4.0
_LEAST_LABELS = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both sets. score: 1 is where a difference counts. cause: in words.

    limit: how large a difference would have counted, in the unit of the figure.
    """

    name: str
    reference: float
    current: float
    limit: float
    score: float
    cause: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """differences: every figure compared, the most telling first."""

    differences: tuple[Difference, ...]

    @property
    def alarm(self) -> bool:
        return self.score > 1

    @property
    def score(self) -> float:
        return max((difference.score for difference in self.differences), default=0.0)

    @property
    def cause(self) -> str:
        """Of everything that counts, the most telling first; "" without an alarm."""
        return "; ".join(difference.cause for difference in self.differences if difference.score > 1)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A ratio of two sums. least: the smallest difference worth an alarm; relative: as a share of the reference."""

    name: str
    words: str
    above: Callable[[Totals], float]
    below: Callable[[Totals], float]
    least: float
    relative: bool = False


def _detections(totals: Totals) -> float:
    return float(sum(counts.detections for counts in totals.labels.values()))


def _confidence(totals: Totals) -> float:
    return sum(counts.confidence_sum for counts in totals.labels.values()) / CONFIDENCE_UNITS


def _low(totals: Totals) -> float:
    return float(sum(counts.low_confidence for counts in totals.labels.values()))


def _frames(totals: Totals) -> float:
    return float(totals.frames.frames)


def _empty(totals: Totals) -> float:
    return float(totals.frames.empty_frames)


_FIGURES = (
    _Figure("confidence", "mean confidence", _confidence, _detections, 0.03),
    _Figure("low_confidence_rate", "share of low-confidence detections", _low, _detections, 0.05),
    _Figure("detection_rate", "detections per frame", _detections, _frames, 0.2, relative=True),
    _Figure("empty_frames", "share of frames without a detection", _empty, _frames, 0.1),
)


def compare(reference: Sequence[Totals], current: Sequence[Totals]) -> Comparison:
    """Compares two sets of consecutive stretches, in order; minutes, or seconds where the footage is short.

    Raises ValueError where one has fewer than 8 stretches with frames: nothing can be said of how it varies.
    """
    first = [totals for totals in reference if totals.frames.frames]
    second = [totals for totals in current if totals.frames.frames]
    if min(len(first), len(second)) < LEAST_PARTS:
        raise ValueError(
            f"each side needs at least {LEAST_PARTS} stretches with frames, got {len(first)} and {len(second)}"
        )
    found = [difference for figure in _FIGURES if (difference := _compare(figure, first, second))]
    labels = _compare_labels(first, second)
    found += [labels] if labels else []
    return Comparison(tuple(sorted(found, key=lambda difference: -difference.score)))


def _compare(figure: _Figure, first: Sequence[Totals], second: Sequence[Totals]) -> Difference | None:
    before, after = _ratio(figure, first), _ratio(figure, second)
    if before is None or after is None:
        return None
    least = figure.least * before[0] if figure.relative else figure.least
    limit = max(least, _DEVIATIONS * math.hypot(before[1], after[1]))
    change = after[0] - before[0]
    verb = "fell" if change < 0 else "rose"
    cause = f"{figure.words} {verb} from {before[0]:.3f} to {after[0]:.3f}"
    return Difference(figure.name, before[0], after[0], limit, abs(change) / limit if limit else 0.0, cause)


def _ratio(figure: _Figure, parts: Sequence[Totals]) -> tuple[float, float] | None:
    """The ratio over all parts and its standard error; None where its lower sum is 0."""
    above = np.array([figure.above(part) for part in parts])
    below = np.array([figure.below(part) for part in parts])
    if not below.sum():
        return None
    ratio = float(above.sum() / below.sum())
    # A ratio of sums varies as the mean of these does (linearisation).
    return ratio, standard_error((above - ratio * below) / below.mean())


def standard_error(values: NDArray[np.float64]) -> float:
    """Of the mean of (N,) dependent values, N at least 8: the largest over batch sizes that leave 8 batches.

    The factor makes up for how little 8 batches know of their own variance (Student's t against the normal).
    """
    largest = 0.0
    for size in _SIZES:
        count = len(values) // size
        if count < LEAST_PARTS:
            break
        means = values[: count * size].reshape(count, size).mean(axis=1)
        shortfall = 1 + 2.5 / (count - 1)
        largest = max(largest, shortfall * float(means.std(ddof=1)) / math.sqrt(count))
    return largest


def _compare_labels(first: Sequence[Totals], second: Sequence[Totals]) -> Difference | None:
    """Chi-square of the second's labels against the first's, divided by how the first's own parts scatter."""
    labels = sorted({label for part in (*first, *second) for label, c in part.labels.items() if c.detections})
    before, after = _label_counts(first, labels), _label_counts(second, labels)
    if len(labels) < 2 or min(before.sum(), after.sum()) < _LEAST_LABELS:
        return None
    usual, now = before.sum(axis=0), after.sum(axis=0)
    shares = (usual + now) / (usual.sum() + now.sum())
    statistic, freedom = 0.0, 0
    for counts in (usual, now):
        part, freedom = chi_square(counts, counts.sum() * shares)
        statistic += part
    if not freedom:
        return None
    limit = chi_square_limit(freedom) * max(_design_effect(before), _design_effect(after))
    moved = np.abs(now / now.sum() - usual / usual.sum())
    most = int(moved.argmax())
    old, new = float(usual[most] / usual.sum()), float(now[most] / now.sum())
    cause = f"labels differ: {labels[most]} {new:.0%} instead of {old:.0%}"
    return Difference(
        "label_mix",
        old,
        new,
        math.sqrt(limit / statistic) * abs(new - old) if statistic else 1.0,
        statistic / limit,
        cause,
    )


def _label_counts(parts: Sequence[Totals], labels: Sequence[str]) -> NDArray[np.float64]:
    return np.array(
        [[c.detections if (c := part.labels.get(label)) else 0 for label in labels] for part in parts], float
    )


def _design_effect(counts: NDArray[np.float64]) -> float:
    """How much more eight consecutive eighths of (N, L) counts scatter than independent detections would."""
    eighths = np.stack([part.sum(axis=0) for part in np.array_split(counts, LEAST_PARTS)])
    shares = eighths.sum(axis=0) / eighths.sum()
    statistic = freedom = 0.0
    for part in eighths:
        value, degrees = chi_square(part, part.sum() * shares)
        statistic, freedom = statistic + value, freedom + degrees
    return max(1.0, statistic / freedom) if freedom else 1.0
