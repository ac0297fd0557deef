"""DoCommand `review_list`: what people said of frames so far."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.recorded import Second
from driftwatch.commands.review_json import Reviewer, review_json, thumbnail_json
from driftwatch.config.constraints import Range
from driftwatch.quality.review import Review
from driftwatch.watch.reviews.reviews import Reviews


@dataclass(frozen=True, slots=True)
class ReviewListArguments:
    """Which reviews."""

    camera_name: str = ""
    """Empty for all cameras."""
    reviewer: Reviewer = ""
    """Empty for all reviewers."""
    label: str = ""
    """Empty for all; else of a box, of what it really is, or of an object that was missed."""
    start: Second | None = None
    """Only frames from then on, seconds since 1970."""
    end: Second | None = None
    """Only frames from before."""
    mistakes: bool = False
    """Only those that found the model wrong."""
    page: Annotated[int, Range(0, 100_000)] = 0
    """From 0, the newest reviews first."""
    per_page: Annotated[int, Range(1, 20)] = 10
    thumbnails: bool = False


async def review_list(context: ServiceContext, arguments: ReviewListArguments) -> Answer:
    """Raises StoreError where reviews cannot be read."""
    return await asyncio.to_thread(_list, context.opened_reviews, arguments)


def _list(reviews: Reviews, arguments: ReviewListArguments) -> Answer:
    reviews.book.load()
    found = [one for one in reviews.book.standing() if _is_wanted(one, arguments)]
    found.sort(key=lambda one: (one.done_at, one.id), reverse=True)
    first = arguments.page * arguments.per_page
    shown = [review_json(one) for one in found[first : first + arguments.per_page]]
    if arguments.thumbnails:
        shown = [{**one, **thumbnail_json(reviews.thumbnails, one["review"])} for one in shown]
    return {
        "page": arguments.page,
        "pages": -(-len(found) // arguments.per_page),
        "reviews": shown,
        "total": len(found),
    }


def _is_wanted(review: Review, arguments: ReviewListArguments) -> bool:
    labels = {one.detection.label for one in review.boxes} | {one.true_label for one in review.boxes}
    labels |= {one.label for one in review.missed}
    wrong = bool(review.missed) or any(one.verdict in ("wrong_class", "not_an_object") for one in review.boxes)
    return (
        arguments.camera_name in ("", review.frame.camera)
        and arguments.reviewer in ("", review.reviewer)
        and (not arguments.label or arguments.label in labels)
        and (wrong or not arguments.mistakes)
        and (arguments.start is None or review.frame.captured >= arguments.start)
        and (arguments.end is None or review.frame.captured < arguments.end)
    )


REVIEW_LIST = ServiceCommand(
    name="review_list",
    arguments=ReviewListArguments,
    summary="What people said of frames, the newest first (`reviews`), a page at a time; `review_submit` changes one.",
    example={"per_page": 5, "thumbnails": True},
    run=review_list,
)
