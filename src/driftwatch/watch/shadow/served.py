"""How often callers would have been served something else by the candidate: whole numbers, without a person."""

from dataclasses import dataclass, field, replace

from driftwatch.inference.answer import Answer
from driftwatch.watch.reviews.difference import served_difference
from driftwatch.watch.reviews.pooled import said
from driftwatch.watch.reviews.threshold import Threshold


@dataclass(frozen=True, slots=True)
class ServedCounts:
    """threshold: what is served of both models. frames: that both looked at. differing: of these, with a disagreement.

    live, candidate: boxes that each would have served on these frames.
    """

    threshold: Threshold = field(default_factory=Threshold)
    frames: int = 0
    differing: int = 0
    live: int = 0
    candidate: int = 0

    def plus(self, other: "ServedCounts") -> "ServedCounts":
        """`other` alone where another threshold is in force by then."""
        if self.threshold != other.threshold:
            return other
        return replace(
            self,
            frames=self.frames + other.frames,
            differing=self.differing + other.differing,
            live=self.live + other.live,
            candidate=self.candidate + other.candidate,
        )


def count_served(live: Answer, candidate: Answer, threshold: Threshold) -> ServedCounts:
    """Of one frame."""
    found = served_difference(said(live), said(candidate), threshold)
    return ServedCounts(threshold, 1, int(found.is_one), found.live, found.candidate)
