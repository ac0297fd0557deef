"""From reviews to the rows that estimates are made of: one a frame, for one label or all together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.estimates.calibration import Calibration
from driftwatch.quality.estimates.share import Frames
from driftwatch.quality.review import JudgedBox, Review, Verdict
from driftwatch.quality.totals import BINS, Totals, bin_of

Floats = NDArray[np.float64]

_NOTHING: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Weighted:
    """A review that counts, and how many frames of the stream its frame stands for."""

    review: Review
    weight: float


def weigh(reviews: Sequence[Review]) -> tuple[Weighted, ...]:
    """The reviews that count, in the order in which they were shown.

    A frame was in reach of every turn that was taken after it was captured, skipped ones and those taken back too.
    """
    taken = sorted((r for r in reviews if r.frame.draw is not None and not r.blind_repeat_of), key=_shown)
    reaches = _reaches(taken)
    return tuple(
        Weighted(review, review.frame.draw.weight(reach))
        for review, reach in zip(taken, reaches, strict=True)
        if review.counts and review.frame.draw is not None
    )


def _shown(review: Review) -> tuple[float, float]:
    return review.shown_at, review.frame.draw.priority if review.frame.draw else 0.0


def _reaches(taken: Sequence[Review]) -> list[float]:
    """For each: the highest priority of a turn taken when it was in the pool, which its own was at the latest."""
    highest: list[float] = []
    so_far = 0.0
    for review in reversed(taken):
        assert review.frame.draw is not None
        so_far = max(so_far, review.frame.draw.priority)
        highest.append(so_far)
    highest.reverse()
    shown = [review.shown_at for review in taken]
    firsts = np.searchsorted(shown, [review.frame.captured for review in taken], side="left")
    return [highest[min(int(first), place)] for place, first in enumerate(firsts)]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What confidences say of a box: `chances`, (64,) by bin, less their mean over all boxes of the stream.

    known: (64,) bins whose detections were all served, so that their number is known exactly. Boxes of other bins have
    an expectation of 0.
    """

    chances: Floats
    known: NDArray[np.bool_]
    mean: float

    def by_bin(self) -> list[float]:
        """Of a box in each bin."""
        return np.where(self.known, self.chances - self.mean, 0.0).tolist()


def expectation(calibration: Calibration | None, totals: Totals, label: str, threshold: float) -> Expectation:
    """Of the period's boxes of `label` ("": all). threshold: the highest that was in force in the period."""
    known = np.arange(BINS) >= math.ceil(threshold * BINS - 1e-9)
    counts = totals.of(label) * known
    count = int(counts.sum())
    if calibration is None or not count:
        return Expectation(np.zeros(BINS), np.zeros(BINS, np.bool_), 0.0)
    chances = calibration.of_bins()
    return Expectation(chances, known, float(counts @ chances) / count)


def served(review: Review, label: str) -> tuple[JudgedBox, ...]:
    """Its served boxes of `label` ("": all) that could be judged."""
    return tuple(
        box
        for box in review.boxes
        if box.is_served and box.verdict is not Verdict.CANNOT_TELL and label in ("", box.detection.label)
    )


def precision_rows(
    weighted: Sequence[Weighted], label: str, expected: Expectation
) -> list[tuple[Weighted, int, int, float]]:
    """Each review with a judged box of `label`, with boxes right, boxes, and what was expected of them."""
    by_bin = expected.by_bin()
    return [
        (
            one,
            sum(box.verdict is Verdict.RIGHT for box in boxes),
            len(boxes),
            sum(by_bin[bin_of(box.detection.confidence)] for box in boxes),
        )
        for one in weighted
        if (boxes := served(one.review, label))
    ]


def precision_frames(weighted: Sequence[Weighted], label: str, expected: Expectation) -> Frames:
    """A row for each frame with a judged box of `label`."""
    rows = [(one.weight, *said) for one, *said in precision_rows(weighted, label, expected)]
    return Frames(*np.array(rows, np.float64).reshape(-1, 4).T)


def recall_frames(weighted: Sequence[Weighted], label: str, expected: Mapping[str, float] = _NOTHING) -> Frames:
    """A row for each frame that was looked at for misses: objects of `label` found, and all of them.

    An object whose box has the wrong class is found as nothing, so it is missed by its true label; so is one whose
    box was not served and is right. Where the true label was not said it counts only in all labels together.
    expected: by stratum, see expected_found.
    """
    rows: list[tuple[float, int, int, float]] = []
    for one in weighted:
        if one.review.looked_for_misses and one.review.frame.draw is not None:
            found, missed = _found(one.review, label)
            rows.append((one.weight, found, found + missed, expected.get(one.review.frame.draw.stratum, 0.0)))
    return Frames(*np.array(rows, np.float64).reshape(-1, 4).T)


def expected_found(misses: Mapping[str, float], frames: Mapping[str, float]) -> dict[str, float]:
    """How many objects less than usual are missed in a frame of each stratum: its mean over the stream's frames is 0.

    misses: of earlier reviews. frames: of the stream, by stratum; strata without earlier reviews are taken for usual.
    """
    total = sum(frames.values())
    known = sum(count for name, count in frames.items() if name in misses)
    if not total or not known:
        return {}
    usual = sum(misses[name] * count for name, count in frames.items() if name in misses) / known
    return {name: usual - misses[name] for name in frames if name in misses}


def _found(review: Review, label: str) -> tuple[int, int]:
    """Objects of `label` that were found, and missed."""
    found = missed = 0
    for box in review.boxes:
        if box.verdict is Verdict.RIGHT and label in ("", box.detection.label):
            found, missed = (found + 1, missed) if box.is_served else (found, missed + 1)
        elif box.verdict is Verdict.WRONG_CLASS and label in ("", box.true_label):
            missed += 1
    return found, missed + sum(label in ("", one.label) for one in review.missed)
