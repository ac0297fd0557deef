"""What people said of the boxes that one of two models alone serves."""

from collections.abc import Sequence

from driftwatch.quality.review import Alone, Review, Verdict
from driftwatch.quality.verdicts.candidate import CandidateDisagreement


def disagreements(reviews: Sequence[Review], candidate: str, since: float) -> list[CandidateDisagreement]:
    """Of frames captured from `since` on (seconds since 1970) on which the two differ, in the order of review.

    reviews: of one live model. candidate: ModelIdentity.key. Each frame weighs one over how often its like is shown,
    which no later review changes: so a verdict that has fallen stays.
    """
    ours = (one for one in reviews if one.counts and one.frame.candidate == candidate and one.frame.captured >= since)
    found = [one for one in ours if any(box.alone for box in one.boxes)]
    return [_of(one) for one in sorted(found, key=lambda one: (one.done_at, one.id))]


def _of(review: Review) -> CandidateDisagreement:
    """Boxes of which nobody could tell what they are count for neither."""
    assert review.frame.draw is not None, "it counts"
    gained, lost = _counts(review, "candidate"), _counts(review, "live")
    return CandidateDisagreement(*gained, *lost, review.frame.draw.turn_weight)


def _counts(review: Review, alone: Alone) -> tuple[int, int]:
    """Right boxes, and wrong ones."""
    said = [box.verdict for box in review.boxes if box.alone == alone and box.verdict is not Verdict.CANNOT_TELL]
    right = sum(verdict is Verdict.RIGHT for verdict in said)
    return right, len(said) - right
