"""DoCommand `review_next`: the frames that a person is to judge next, in the order that figures need."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.review_json import Reviewer, image_json, offer_json, thumbnail_json
from driftwatch.config.constraints import Range
from driftwatch.observation import Moment
from driftwatch.watch.reviews.reviews import Reviews
from driftwatch.watch.reviews.turns import Wanted


@dataclass(frozen=True, slots=True)
class ReviewNextArguments:
    """Who asks, and for which frames."""

    reviewer: Reviewer = ""
    """Who reviews, as they call themselves; their own unanswered frames come first."""
    camera_name: str = ""
    """Empty for all cameras."""
    count: Annotated[int, Range(1, 20)] = 1
    weeks_ago: Annotated[int, Range(0, 5)] = 0
    """0 for the week that is running."""
    image: bool = True
    """Adds the image of the first frame, a JPEG in base64; `review_image` gives the others."""
    thumbnails: bool = False
    """Adds a small JPEG of each frame with its boxes in base64."""


async def review_next(context: ServiceContext, arguments: ReviewNextArguments) -> Answer:
    """Raises ConfigError where the service keeps no frames for reviews, StoreError where reviews cannot be read."""
    return await asyncio.to_thread(_next, context.opened_reviews, arguments, context.clock())


def _next(reviews: Reviews, arguments: ReviewNextArguments, now: Moment) -> Answer:
    period = reviews.weeks.of(now.wall, now.wall, arguments.weeks_ago)
    wanted = Wanted(period, arguments.camera_name, arguments.reviewer)
    offers = reviews.desk.next(wanted, arguments.count, now)
    frames = [offer_json(one) for one in offers]
    if arguments.image and offers:
        frames[0] |= image_json(reviews.pool, offers[0].review)
    if arguments.thumbnails:
        frames = [{**frame, **thumbnail_json(reviews.pool, frame["review"])} for frame in frames]
    return {"frames": frames, "left": reviews.desk.left(wanted, now.wall), "labels": sorted(reviews.desk.labels())}


REVIEW_NEXT = ServiceCommand(
    name="review_next",
    arguments=ReviewNextArguments,
    summary="The frames that a person is to judge next (`frames`): why each is shown, its boxes, whether to look for "
    "misses, and how many are `left`. Nobody else gets them until `until`.",
    example={"reviewer": "Anna", "count": 2, "thumbnails": True},
    run=review_next,
)
