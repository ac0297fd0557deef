"""Whether a candidate is better than the live model of one camera, as far as people have said who is right."""

from collections.abc import Sequence
from dataclasses import dataclass

from driftwatch.quality.estimates.frames import expectation, precision_frames, weigh
from driftwatch.quality.estimates.share import estimate_share
from driftwatch.quality.review import Review
from driftwatch.quality.totals import Totals
from driftwatch.quality.verdicts.candidate import (
    LOOKS,
    CandidateResult,
    CandidateVerdict,
    Compared,
    judge_candidate,
)
from driftwatch.quality.verdicts.disagreements import disagreements
from driftwatch.watch.shadow.comparison_store import CameraComparison, ModelPair
from driftwatch.watch.shadow.served import ServedCounts


@dataclass(frozen=True, slots=True)
class CandidateStanding:
    """pair, since: the comparison that it is about. served: what the counters knew.

    reviews: frames of disagreement that people judged. result: None with fewer than two of them.
    """

    pair: ModelPair
    since: float
    served: ServedCounts
    reviews: int
    result: CandidateResult | None

    @property
    def verdict(self) -> CandidateVerdict:
        return CandidateVerdict.UNDECIDED if self.result is None else self.result.verdict

    @property
    def reviews_needed(self) -> int:
        """About how many more until there is a verdict; 0 where there is one."""
        return max(LOOKS[0].reviews - self.reviews, 0) if self.result is None else self.result.reviews_needed

    def is_of(self, comparison: CameraComparison) -> bool:
        """Whether `comparison` still goes on since then."""
        return (self.pair, self.since) == (comparison.pairing, comparison.served_since)


def candidate_standing(
    comparison: CameraComparison, reviews: Sequence[Review], margin: float
) -> CandidateStanding | None:
    """None where nothing was compared yet. reviews: of the camera, of all models. margin: see ShadowSettings."""
    pair, served = comparison.pairing, comparison.served
    if pair is None or not served.frames:
        return None
    ours = [one for one in reviews if one.frame.model == pair.live.key]
    found = disagreements(ours, pair.candidate.key, comparison.served_since)
    precision = _precision([one for one in ours if one.frame.captured >= comparison.served_since])
    compared = Compared(served.frames, served.differing, served.live, served.candidate, precision)
    result = judge_candidate(found, compared, margin)
    return CandidateStanding(pair, comparison.served_since, served, len(found), result)


def _precision(reviews: Sequence[Review]) -> float | None:
    """Of the live model meanwhile."""
    found = estimate_share(precision_frames(weigh(reviews), "", expectation(None, Totals(), "", 0.0)))
    return None if found is None else found.value
