"""One figure of two recordings: how far it changed, and the interval that the change lies in."""

import math
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from driftwatch.distributions import student_t
from driftwatch.monitoring.intervals import CHANCE, effective, half_width

FEW_OBJECTS = 3.0
"""With fewer, nothing is known of how objects differ."""
PAIRED_CHANCE = 0.1
"""As CHANCE, where both are of the same moments: then nothing but the change and the model's own flicker differs."""


class Harm(Enum):
    """Which way of changing is a model that got worse. NEITHER: the picture, which is just another one.

    FALLS_ONLY, RISES_ONLY: the other way is good. FALLS: the other way is neither; it may be more objects or more
    errors. EITHER: both.
    """

    FALLS_ONLY = "falls only"
    RISES_ONLY = "rises only"
    FALLS = "falls"
    EITHER = "either"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class FigureKind:
    """What a figure is, and which change of it matters."""

    name: str
    words: str
    limit: float
    """The largest change that does not matter, in the unit of the figure."""
    harm: Harm
    relative: bool = False
    """As a share of the reference's."""
    is_share: bool = False
    """It cannot be surer than a count of no events allows."""


def _none() -> NDArray[np.float64]:
    return np.zeros(0)


@dataclass(frozen=True, slots=True)
class Series:
    """A ratio of two sums over consecutive stretches: (N,) each."""

    above: NDArray[np.float64]
    below: NDArray[np.float64]
    pieces: float = math.inf
    """How many independent pieces of evidence there are at most."""
    objects_above: NDArray[np.float64] = field(default_factory=_none)
    """The same sums over objects, (M,) each, where an object alone has such a ratio."""
    objects_below: NDArray[np.float64] = field(default_factory=_none)
    """See objects_above."""

    @property
    def is_known(self) -> bool:
        return bool(self.below.sum())

    @property
    def value(self) -> float:
        return float(self.above.sum() / self.below.sum())

    @property
    def residuals(self) -> NDArray[np.float64]:
        """What each stretch adds to the mean: a ratio of sums varies as the mean of these does (linearisation)."""
        return (self.above - self.value * self.below) / self.below.mean()

    def half_width(self, chance: float) -> float:
        """The wider of what stretches and what objects say."""
        width = half_width(self.residuals, self.below, self.pieces, chance)
        count = len(self.objects_below)
        if count < 2 or (known := effective(self.objects_below.tolist())) < FEW_OBJECTS:
            return width
        misses = self.objects_above - self.value * self.objects_below
        spread = math.sqrt(float((misses * misses).sum()) * count / (count - 1)) / float(self.objects_below.sum())
        return max(width, student_t(max(1, round(known) - 1), chance) * spread)


@dataclass(frozen=True, slots=True)
class Contrast:
    """change: of the current from the reference."""

    figure: FigureKind
    reference: float
    current: float
    width: float
    """The change lies within this much of it, with 99%."""
    limit: float
    """In the unit of the figure."""
    label: str = ""
    """"" where the figure is of all labels."""

    @property
    def change(self) -> float:
        return self.current - self.reference

    @property
    def interval(self) -> tuple[float, float]:
        return self.change - self.width, self.change + self.width

    @property
    def visible(self) -> float:
        """The smallest change that this footage would have shown, and that would have mattered."""
        return max(self.width, self.limit)


def contrast(
    figure: FigureKind, reference: Series, current: Series, is_paired: bool, chance: float = CHANCE
) -> Contrast | None:
    """Compares one figure of two recordings; None where a side has nothing to say.

    is_paired: stretch by stretch both are of the same moments, which takes out what both have in common.
    """
    if not (reference.is_known and current.is_known):
        return None
    if is_paired:
        chance = max(chance, PAIRED_CHANCE)
        weights = reference.below + current.below
        width = half_width(current.residuals - reference.residuals, weights, chance=chance)
        pieces = min(reference.below.sum(), current.below.sum())
    else:
        usual = reference.half_width(chance)
        # A set that by chance shows little looks surer than it is: unchanged, it would vary as the reference does.
        unchanged = usual * math.sqrt(1 + float(reference.below.sum() / current.below.sum()))
        width = max(math.hypot(usual, current.half_width(chance)), unchanged)
        pieces = min(min(float(one.below.sum()), max(1.0, one.pieces)) for one in (reference, current))
    if figure.is_share:  # of n without an event, the chance of one is below -log(chance) / n
        width = max(width, min(1.0, -math.log(chance) / float(pieces)))
    limit = figure.limit * (abs(reference.value) if figure.relative else 1.0)
    return Contrast(figure, reference.value, current.value, width, limit)
