"""What is in a frame, so that frames in which a model is often wrong are reviewed sooner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DISAGREEMENT: Final = "disagreement"
VANISHED: Final = "vanished"
FLICKER: Final = "flicker"
JUST_BELOW: Final = "just_below"
DOUBTFUL: Final = "doubtful"
UNSURE: Final = "unsure"
HALF_SURE: Final = "half_sure"
FAIRLY_SURE: Final = "fairly_sure"
SURE: Final = "sure"
CERTAIN: Final = "certain"
EMPTY: Final = "empty"

WHY: Final = {
    DISAGREEMENT: "the candidate and the live model differ here",
    VANISHED: "an object was here before and after, and not in this frame",
    FLICKER: "an object has another label here than before",
    JUST_BELOW: "a box lies just below the threshold",
    DOUBTFUL: "a box here is probably wrong",
    UNSURE: "the model is unsure of a box here",
    HALF_SURE: "the model is half sure of a box here",
    FAIRLY_SURE: "the model is fairly sure of all boxes here",
    SURE: "the model is sure of all boxes here",
    CERTAIN: "the model is very sure of all boxes here",
    EMPTY: "the model sees nothing here",
}
"""Of each stratum, in words for the reviewer; its keys are all strata."""

EXPECTED_WRONG: Final = ((0.5, DOUBTFUL), (0.3, UNSURE), (0.15, HALF_SURE), (0.07, FAIRLY_SURE), (0.03, SURE))
"""Fewest wrong boxes to be expected in a frame, and its stratum, falling; below the last a frame is CERTAIN."""
NEAR: Final = 0.1
"""How far below its threshold a box is just below it."""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """chances: of each served box that it is right, from Calibration, or its confidence before there is one.

    below: how far below its threshold the nearest box that was not served lies, in [0, 1]; None without one.
    """

    chances: Sequence[float]
    below: float | None = None
    vanished: bool = False
    flicker: bool = False
    disagrees: bool = False


def stratum_of(facts: FrameFacts) -> str:
    """The first that applies, in the order of WHY; by the expected number of wrong boxes where nothing else speaks."""
    for applies, name in (
        (facts.disagrees, DISAGREEMENT),
        (facts.vanished, VANISHED),
        (facts.flicker, FLICKER),
        (facts.below is not None and facts.below <= NEAR, JUST_BELOW),
    ):
        if applies:
            return name
    if not facts.chances:
        return EMPTY
    return by_expected_wrong(sum(1.0 - chance for chance in facts.chances))


def by_expected_wrong(wrong: float) -> str:
    """Of a frame with boxes of which nothing but the confidences speaks; `wrong` of them are expected to be."""
    return next((name for least, name in EXPECTED_WRONG if wrong >= least), CERTAIN)
