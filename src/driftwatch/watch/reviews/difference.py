"""What one of two models serves and the other does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from driftwatch.inference.answer import Detection
from driftwatch.inference.matching import partners
from driftwatch.watch.reviews.threshold import Threshold

SAME: Final = 0.3
"""Overlap from which two boxes of one label are one object."""


@dataclass(frozen=True, slots=True)
class ServedDifference:
    """gained: boxes that only the candidate serves, lost: that only the live model does. Both in their model's order.

    live, candidate: how many boxes each serves.
    """

    gained: tuple[Detection, ...]
    lost: tuple[Detection, ...]
    live: int
    candidate: int

    @property
    def is_one(self) -> bool:
        return bool(self.gained or self.lost)


def served_difference(
    live: Sequence[Detection], candidate: Sequence[Detection], threshold: Threshold
) -> ServedDifference:
    """Each box has one partner at most, so that a second box on one object is a difference too."""
    ours = [one for one in live if threshold.passes(one.label, one.confidence)]
    theirs = [one for one in candidate if threshold.passes(one.label, one.confidence)]
    pairs = partners(ours, theirs, SAME)
    taken = set(pairs.values())
    gained = tuple(one for place, one in enumerate(theirs) if place not in pairs)
    lost = tuple(one for place, one in enumerate(ours) if place not in taken)
    return ServedDifference(gained, lost, len(ours), len(theirs))
