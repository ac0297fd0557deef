"""From reviews and what the counters know to figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.frames import (
    Expectation,
    Weighted,
    expectation,
    expected_found,
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
from driftwatch.quality.verdicts.drop import find_drop, least_proof
from driftwatch.quality.verdicts.target import below_target
from driftwatch.quality.verdicts.weekly import Row, Week, WeeklyEvidence


@dataclass(frozen=True, slots=True)
class Source:
    """The reviews that figures are made of.

    reviews: of frames of one model version that were captured in the period; of one camera, or of several that
    share a pool. Skipped, repeated and undone ones may be among them. totals: of the same period and cameras.
    """

    reviews: Sequence[Review]
    totals: Totals
    period: Period


def figures_of(source: Source, knowledge: Knowledge, settings: FigureSettings) -> tuple[Figure, ...]:
    """All labels together first (label ""), then each label of the settings, or each one that was reviewed.

    Whether one dropped is a question to all weeks since the reference: see drops_of.
    """
    labels = settings.labels or reviewed_labels(source.reviews)
    weighted = weigh(source.reviews)
    return tuple(_figure(label, source, weighted, knowledge, settings) for label in ("", *labels))


def _figure(
    label: str, source: Source, weighted: Sequence[Weighted], knowledge: Knowledge, settings: FigureSettings
) -> Figure:
    expected = _expected(label, source, knowledge)
    rows = precision_frames(weighted, label, expected)
    looked = recall_frames(weighted, label, _missing(label, source, knowledge))
    estimate = estimate_share if source.period.is_closed else estimate_running
    precision, recall = estimate(rows), estimate(looked)
    learned, validation = knowledge.reference.get(label), knowledge.validation.get(label)
    reference = learned or validation
    change = None if precision is None or reference is None else precision.value - reference.value
    shown = [box for one in weighted for box in one.review.boxes if box.is_served]
    boxes = [box for box in shown if label in ("", box.detection.label)]
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
        change=change,
        below_target=below_target(settings.targets.get(label), precision, recall),
        change_from="" if change is None else "reviews" if learned else "validation",
        validation=validation,
    )


def drops_of(
    sources: Sequence[Source], knowledge: Knowledge, settings: FigureSettings, weekly: WeeklyEvidence | None = None
) -> dict[str, Drop]:
    """By label ("": all together), the drops that reviews prove since the reference was learned.

    sources: all weeks since then, one each, in their order: every week is judged by its own confidences. May be asked
    after every review: all labels together give one false verdict a year. A drop is over, and not in the answer, once
    the interval since then reaches the reference's value. weekly: what is known of the weeks from calls before.
    """
    labels = settings.labels or reviewed_labels([review for source in sources for review in source.reviews])
    proof = least_proof(settings.reviews_per_week, len(labels) + 1)
    found: dict[str, Drop] = {}
    for label in ("", *labels):
        if (reference := knowledge.reference.get(label)) is not None:
            drop = _drop(_rows(label, sources, knowledge, weekly or WeeklyEvidence()), reference, proof)
            if drop is not None:
                found[label] = drop
    return found


def _rows(label: str, sources: Sequence[Source], knowledge: Knowledge, weekly: WeeklyEvidence) -> list[Row]:
    rows: list[Row] = []
    for source in sources:
        week, expected = Week(source.period.start, source.reviews), _expected(label, source, knowledge)
        rows += weekly.of(week, label, expected, knowledge.until)
    return rows


def _drop(rows: Sequence[Row], reference: Estimate, proof: float) -> Drop | None:
    evidence = [one for _, one in rows]
    finding = find_drop(evidence, reference.low, proof)
    if finding is None:
        return None
    since = min(one.at for one in evidence[finding.first : finding.first + finding.reviews])
    columns = [(weight, one.right, one.boxes, one.expected) for weight, one in rows if one.at >= since]
    after = estimate_share(Frames(*np.array(columns, np.float64).T))
    if after is None or after.high >= reference.value:
        return None
    return Drop(since, reference.value, after, finding.reviews)


def _expected(label: str, source: Source, knowledge: Knowledge) -> Expectation:
    return expectation(knowledge.calibration(label), source.totals, label, highest_threshold(source.reviews))


def _missing(label: str, source: Source, knowledge: Knowledge) -> dict[str, float]:
    return expected_found(knowledge.misses.get(label, {}), source.totals.frames_by_stratum)


def _needed(rows: Frames, precision: Estimate | None, margin: float) -> int | None:
    """The half width falls with the root of the number of reviews."""
    if precision is None:
        return None
    wanted = len(rows.weights) * (precision.half_width / margin) ** 2
    return max(0, math.ceil(wanted - len(rows.weights) - 1e-9))
