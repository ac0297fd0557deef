"""How often a reviewer contradicts a review of the same frame: the slips that are shown with every figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.share import Frames, estimate_share
from driftwatch.quality.review import JudgedBox, Review, Verdict


@dataclass(frozen=True, slots=True)
class SlipRate:
    """repeats: blind ones that could be compared. share: of verdicts on one box that are slips; None without a repeat.

    Two verdicts that differ are one slip of two, so it is half of the share of boxes on which they differ.
    """

    repeats: int
    share: Estimate | None


def slip_rate(reviews: Sequence[Review], reviewer: str | None = None) -> SlipRate:
    """From blind repeats; of one reviewer's part in them, or of all with None."""
    originals = {review.id: review for review in reviews if not review.is_undone}
    rows: list[tuple[float, float]] = []
    for repeat in originals.values():
        first = originals.get(repeat.blind_repeat_of)
        if first is None or repeat.is_skipped or first.is_skipped:
            continue
        if reviewer is not None and reviewer not in (first.reviewer, repeat.reviewer):
            continue
        differing, boxes = _compare(first, repeat)
        rows.append((differing, boxes))
    if not rows:
        return SlipRate(0, None)
    differing, boxes = np.array(rows, np.float64).T
    both = estimate_share(Frames(np.ones(len(rows)), differing, boxes, np.zeros(len(rows))))
    half = None if both is None else Estimate(both.value / 2, both.low / 2, both.high / 2, both.effective)
    return SlipRate(len(rows), half)


def _compare(first: Review, repeat: Review) -> tuple[int, int]:
    """Boxes on which the two differ, and boxes that both judged."""
    verdicts = {box.detection: box for box in first.boxes}
    pairs = [(verdicts[box.detection], box) for box in repeat.boxes if box.detection in verdicts]
    judged = [pair for pair in pairs if not any(box.verdict is Verdict.CANNOT_TELL for box in pair)]
    return sum(_said(one) != _said(other) for one, other in judged), len(judged)


def _said(box: JudgedBox) -> tuple[Verdict, str]:
    return box.verdict, box.true_label
