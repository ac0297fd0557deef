"""Who reviewed how much, and how often they slip."""

from collections.abc import Sequence
from dataclasses import dataclass

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.review import Review, Verdict
from driftwatch.quality.slips import slip_rate


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """What one person did. cannot_tell: boxes. repeats: blind ones that could be compared.

    slips: share of their verdicts that are slips, None without a repeat.
    """

    reviewer: str
    reviews: int
    skipped: int
    cannot_tell: int
    repeats: int
    slips: Estimate | None


def reviewers_of(reviews: Sequence[Review]) -> list[ReviewerFigures]:
    """The busiest first."""
    by_name: dict[str, list[Review]] = {}
    for one in reviews:
        by_name.setdefault(one.reviewer, []).append(one)
    found = [_figures(name, theirs, reviews) for name, theirs in by_name.items()]
    return sorted(found, key=lambda one: (-one.reviews, one.reviewer))


def _figures(name: str, theirs: Sequence[Review], every: Sequence[Review]) -> ReviewerFigures:
    rate = slip_rate(every, name)
    boxes = [box for one in theirs for box in one.boxes]
    return ReviewerFigures(
        reviewer=name,
        reviews=sum(not one.is_skipped for one in theirs),
        skipped=sum(one.is_skipped for one in theirs),
        cannot_tell=sum(box.verdict is Verdict.CANNOT_TELL for box in boxes),
        repeats=rate.repeats,
        slips=rate.share,
    )
