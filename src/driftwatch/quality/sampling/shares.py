"""How much sooner the frames of each stratum are reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from driftwatch.quality.sampling.strata import (
    CERTAIN,
    DISAGREEMENT,
    DOUBTFUL,
    EMPTY,
    FAIRLY_SURE,
    FLICKER,
    HALF_SURE,
    JUST_BELOW,
    SURE,
    UNSURE,
    VANISHED,
)

UNIFORM: Final = 0.2
"""Part of all reviews that asks no stratum, so no frame ever weighs more than five times the average one."""
LEAST: Final = 8
"""Reviews of each stratum in a week, where the stratum has as many frames."""
MOST: Final = 2.5
"""Emphasis that no stratum exceeds to reach LEAST."""
CANDIDATE: Final = 0.4
"""Part of all reviews that goes to frames on which a candidate differs, until it is decided whether it is better."""
_MOST_OF_CANDIDATE: Final = 20.0
BEFORE: Final[Mapping[str, float]] = {
    DISAGREEMENT: 0.5,
    VANISHED: 0.5,
    FLICKER: 0.5,
    JUST_BELOW: 0.4,
    DOUBTFUL: 0.55,
    UNSURE: 0.48,
    HALF_SURE: 0.4,
    FAIRLY_SURE: 0.3,
    SURE: 0.21,
    CERTAIN: 0.12,
    EMPTY: 0.2,
}
"""Spread of errors in a frame that is assumed before there are reviews (a standard deviation)."""
_PRIOR_REVIEWS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one stratum: reviews made so far, and the mean square of their frames' errors (e of estimates/frames.py)."""

    reviews: int
    mean_square: float


def emphases(
    frames: Mapping[str, float], spreads: Mapping[str, Spread], reviews_per_week: float, is_undecided: bool = False
) -> dict[str, float]:
    """The emphasis of each stratum of `frames`, the stream's frames by stratum (counts or shares); their mean is 1.

    Neyman's shares (1934): a stratum is reviewed in proportion to its frames and to how much they scatter; a part
    asks no stratum, and each gets LEAST reviews a week where that takes no emphasis above MOST.
    is_undecided: a candidate is compared and nobody knows yet whether it is better, see CANDIDATE.
    """
    total = sum(frames.values())
    if total <= 0:
        return {}
    parts = {name: count / total for name, count in frames.items() if count > 0}
    scatter = {name: _scatter(name, spreads.get(name)) for name in parts}
    mean = sum(parts[name] * scatter[name] for name in parts)
    raw = {name: UNIFORM + (1 - UNIFORM) * scatter[name] / mean for name in parts}
    raised = {name: max(one, min(MOST, LEAST / (parts[name] * reviews_per_week))) for name, one in raw.items()}
    if is_undecided and DISAGREEMENT in parts:
        others = sum(parts[name] * raised[name] for name in parts if name != DISAGREEMENT)
        wanted = CANDIDATE / (1 - CANDIDATE) * others / parts[DISAGREEMENT]
        raised[DISAGREEMENT] = max(raised[DISAGREEMENT], min(wanted, _MOST_OF_CANDIDATE))
    average = sum(parts[name] * raised[name] for name in parts)
    return {name: one / average for name, one in raised.items()}


def _scatter(name: str, spread: Spread | None) -> float:
    """What was measured, drawn towards what is assumed as if that had been ten reviews."""
    before = BEFORE.get(name, 0.4) ** 2
    if spread is None:
        return before**0.5
    known = spread.reviews / (spread.reviews + _PRIOR_REVIEWS)
    return (known * spread.mean_square + (1 - known) * before) ** 0.5
