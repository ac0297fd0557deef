"""From reviews and what the counters know to figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.frames import (
    Expectation,
    Weighted,
    expectation,
    precision_frames,
    recall_frames,
    weigh,
)
from driftwatch.quality.estimates.running import estimate_running
from driftwatch.quality.estimates.share import Frames, estimate_share
from driftwatch.quality.figure import Drop, Figure, Period
from driftwatch.quality.knowledge import Knowledge, highest_threshold, reviewed_labels
from driftwatch.quality.review import Review, Verdict
from driftwatch.quality.settings import FigureSettings
from driftwatch.quality.totals import Totals
from driftwatch.quality.verdicts.drop import Evidence, find_drop, least_proof
from driftwatch.quality.verdicts.target import below_target


@dataclass(frozen=True, slots=True)
class Source:
    """reviews: of frames of one model version that were captured in the period; of one camera, or of several that
    share a pool. Skipped, repeated and undone ones may be among them. totals: of the same period and cameras.
    """

    reviews: Sequence[Review]
    totals: Totals
    period: Period


def figures_of(source: Source, knowledge: Knowledge, settings: FigureSettings) -> tuple[Figure, ...]:
    """All labels together first (label ""), then each label of the settings, or each one that was reviewed."""
    labels = settings.labels or reviewed_labels(source.reviews)
    weighted = weigh(source.reviews)
    watched = len(labels) + 1
    return tuple(_figure(label, source, weighted, knowledge, (settings, watched)) for label in ("", *labels))


def _figure(
    label: str,
    source: Source,
    weighted: Sequence[Weighted],
    knowledge: Knowledge,
    asked: tuple[FigureSettings, int],
) -> Figure:
    settings, watched = asked
    expected = _expected(label, source, knowledge)
    rows = precision_frames(weighted, label, expected)
    looked = recall_frames(weighted, label)
    estimate = estimate_share if source.period.is_closed else estimate_running
    precision, recall = estimate(rows), estimate(looked)
    reference = knowledge.reference.get(label)
    boxes = [
        box for one in weighted for box in one.review.boxes if box.is_served and label in ("", box.detection.label)
    ]
    return Figure(
        label,
        source.period,
        precision,
        recall,
        reviews=len(rows.weights),
        boxes=sum(box.verdict is not Verdict.CANNOT_TELL for box in boxes),
        cannot_tell=sum(box.verdict is Verdict.CANNOT_TELL for box in boxes),
        looked=sum(one.review.looked_for_misses for one in weighted),
        reviews_needed=_needed(rows, precision, settings.margin),
        change=None if precision is None or reference is None else precision.value - reference.value,
        drop=drop_of(label, source, knowledge, least_proof(settings.reviews_per_week, watched)),
        below_target=below_target(settings.targets.get(label), precision, recall),
    )


def drop_of(label: str, source: Source, knowledge: Knowledge, proof: float) -> Drop | None:
    """The drop that reviews prove, of those whose frames were captured since the reference was learned.

    It is over, and None again, once the interval since then reaches the reference's value. For a verdict that
    may be asked for at any time the source holds all reviews since the reference, not only those of a week.
    """
    reference = knowledge.reference.get(label)
    if reference is None:
        return None
    expected = _expected(label, source, knowledge)
    later = [one for one in weigh(source.reviews) if one.review.frame.captured >= knowledge.until]
    evidence = [found for one in later if (found := _evidence(one, label, expected)) is not None]
    finding = find_drop(evidence, reference.low, proof)
    if finding is None:
        return None
    since = min(one.at for one in evidence[finding.first : finding.first + finding.reviews])
    after = estimate_share(
        precision_frames([one for one in later if one.review.frame.captured >= since], label, expected)
    )
    if after is None or after.high >= reference.value:
        return None
    return Drop(since, reference.value, after, finding.reviews)


def _evidence(one: Weighted, label: str, expected: Expectation) -> Evidence | None:
    rows = precision_frames([one], label, expected)
    draw = one.review.frame.draw
    if not len(rows.weights) or draw is None:
        return None
    right, boxes, expectation_ = float(rows.right[0]), float(rows.boxes[0]), float(rows.expected[0])
    return Evidence(one.review.frame.captured, draw.turn_weight, right, boxes, expectation_)


def _expected(label: str, source: Source, knowledge: Knowledge) -> Expectation:
    return expectation(knowledge.calibration(label), source.totals, label, highest_threshold(source.reviews))


def _needed(rows: Frames, precision: Estimate | None, margin: float) -> int | None:
    """The half width falls with the root of the number of reviews."""
    if precision is None:
        return None
    wanted = len(rows.weights) * (precision.half_width / margin) ** 2
    return max(0, math.ceil(wanted - len(rows.weights) - 1e-9))
