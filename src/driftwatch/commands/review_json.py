"""Frames to be reviewed, reviews and their figures in the answers of the review commands."""

import base64
from typing import Annotated, Any, TypeAlias

from driftwatch.commands.command import Answer
from driftwatch.config.constraints import Length, Name
from driftwatch.errors import ImageError
from driftwatch.inference.answer import Detection
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.figure import Drop, Figure
from driftwatch.quality.review import JudgedBox, Review
from driftwatch.report.view import view
from driftwatch.watch.reviews.board import CameraFigures
from driftwatch.watch.reviews.book import frame_of
from driftwatch.watch.reviews.offer import Offer
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import Pooled
from driftwatch.watch.reviews.reviewers import ReviewerFigures
from driftwatch.watch.reviews.thumbnails import Thumbnails
from driftwatch.watch.reviews.unlabelled import Unlabelled
from driftwatch.watch.statistics_query import utc_text

Reviewer: TypeAlias = Annotated[str, Length(0, 100), Name()]
ReviewId: TypeAlias = Annotated[str, Length(0, 100)]


def offer_json(offer: Offer) -> Answer:
    """A frame to be reviewed, without its image."""
    pooled, record = offer.pooled, offer.pooled.record
    return {
        "review": offer.review,
        "camera_name": record.camera,
        "time": utc_text(record.captured),
        "model": record.model.key,
        "why": offer.why,
        "asks_for_misses": offer.asks_for_misses,
        "until": utc_text(offer.until),
        "width": record.answer.size.width,
        "height": record.answer.size.height,
        "blurred": record.blurred,
        "boxes": [{**_seen(one.detection), "is_served": one.is_served} for one in pooled.shown],
    }


def review_json(review: Review) -> Answer:
    """What a person said of a frame. The verdicts stand in the order of the boxes."""
    frame = review.frame
    return {
        "review": review.id,
        "camera_name": frame.camera,
        "time": utc_text(frame.captured),
        "model": frame.model,
        "why": frame.why,
        "reviewer": review.reviewer,
        "shown": utc_text(review.shown_at),
        "done": utc_text(review.done_at),
        "boxes": [_judged(one) for one in review.boxes],
        "missed": [{"label": one.label, "x": one.x, "y": one.y} for one in review.missed],
        "looked_for_misses": review.looked_for_misses,
        "is_skipped": review.is_skipped,
        "is_blind_repeat": bool(review.blind_repeat_of),
    }


def image_json(pool: Pool, review: str) -> Answer:
    """The whole image; empty where it is gone or cannot be decoded."""
    found = _image(pool, review)
    try:
        return {} if found is None else {"image": _text(view(found[1], found[0].mime_type))}
    except ImageError:
        return {}


def thumbnail_json(thumbnails: Thumbnails, review: str) -> Answer:
    """A small image with the outlines of what is to be judged; empty where it is gone or cannot be decoded."""
    found = thumbnails.get(review)
    return {} if found is None else {"thumbnail": _text(found)}


def group_json(group: CameraFigures) -> list[Answer]:
    """A row for all labels together and one for each label."""
    head = {
        "camera_name": group.camera,
        "model": group.model,
        "week_start": utc_text(group.period.start),
        "week_end": utc_text(group.period.end),
        "is_closed": group.period.is_closed,
    }
    return [{**head, **figure_json(one, group.drops.get(one.label))} for one in group.figures]


def figure_json(figure: Figure, drop: Drop | None) -> Answer:
    """What is not known is left out."""
    row: Answer = {
        "label": figure.label,
        "reviews": figure.reviews,
        "boxes": figure.boxes,
        "cannot_tell": figure.cannot_tell,
        "looked": figure.looked,
        **_estimate("precision", figure.precision),
        **_estimate("recall", figure.recall),
        "below_target": list(figure.below_target),
        "is_candidate_for_retraining": drop is not None or bool(figure.below_target),
    }
    if figure.reviews_needed is not None:
        row["reviews_needed"] = figure.reviews_needed
    if figure.change is not None:
        row |= {"change_points": round(100 * figure.change, 2), "change_from": figure.change_from}
    row |= _estimate("validation", figure.validation)
    if drop is not None:
        row["drop"] = _drop(drop)
    return row


def reviewer_json(one: ReviewerFigures) -> Answer:
    """Slips are left out before a repeat."""
    counts = {"reviews": one.reviews, "skipped": one.skipped, "cannot_tell": one.cannot_tell, "repeats": one.repeats}
    return {"reviewer": one.reviewer, **counts, **_estimate("slips", one.slips)}


def unlabelled_json(unlabelled: Unlabelled) -> Answer:
    """The estimate for the last 24 hours, or why it is withheld, and how many reviews to make."""
    if isinstance(unlabelled, Estimate):
        return _estimate("precision", unlabelled)
    return {"withheld": list(unlabelled.reasons), "reviews_needed": unlabelled.reviews}


def _estimate(name: str, estimate: Estimate | None) -> Answer:
    if estimate is None:
        return {}
    return {
        name: round(estimate.value, 5),
        f"{name}_low": round(estimate.low, 5),
        f"{name}_high": round(estimate.high, 5),
    }


def _drop(drop: Drop) -> Answer:
    since = {"since": utc_text(drop.since), "before": round(drop.before, 5), "reviews": drop.reviews}
    return {**since, **_estimate("after", drop.after)}


def _judged(one: JudgedBox) -> Answer:
    row = {**_seen(one.detection), "is_served": one.is_served, "verdict": one.verdict.value}
    return {**row, "true_label": one.true_label} if one.true_label else row


def _seen(one: Detection) -> dict[str, Any]:
    box = one.box
    corners = [round(side, 5) for side in (box.xmin, box.ymin, box.xmax, box.ymax)]
    return {"label": one.label, "confidence": round(one.confidence, 5), "box": corners}


def _image(pool: Pool, review: str) -> tuple[Pooled, bytes] | None:
    entry = pool.find(frame_of(review))
    pooled = None if entry is None else pool.read(entry)
    data = None if entry is None or pooled is None else pool.image(entry, pooled)
    return None if pooled is None or data is None else (pooled, data)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
