"""A frame on a reviewer's desk, and what they answer."""

from dataclasses import dataclass

from driftwatch.quality.sampling.strata import WHY
from driftwatch.watch.reviews.entry import Entry
from driftwatch.watch.reviews.pooled import Pooled
from driftwatch.watch.reviews.submission import BoxAnswer, Miss


@dataclass(frozen=True, slots=True)
class Offer:
    """A frame to be reviewed. review: id that its review gets. until: when the frame is given to somebody else.

    asks_for_misses: whether the person is to look for objects without a box.
    """

    review: str
    entry: Entry
    pooled: Pooled
    until: float
    asks_for_misses: bool

    @property
    def why(self) -> str:
        return WHY.get(self.pooled.draw.stratum, self.pooled.draw.stratum)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person hands in about one frame. is_skipped: nothing but that they pass it over."""

    review: str
    reviewer: str
    boxes: tuple[BoxAnswer, ...] = ()
    missed: tuple[Miss, ...] = ()
    looked_for_misses: bool = False
    is_skipped: bool = False
