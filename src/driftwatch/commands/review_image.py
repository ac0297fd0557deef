"""DoCommand `review_image`: the whole image of a frame that is or was reviewed."""

import asyncio
from dataclasses import dataclass

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.review_json import ReviewId, image_json
from driftwatch.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ReviewImageArguments:
    """Which frame."""

    review: ReviewId = ""
    """As `review_next` and `review_list` name it."""


async def review_image(context: ServiceContext, arguments: ReviewImageArguments) -> Answer:
    """Raises ConfigError where the image is gone: verdicts are kept longer than images."""
    found = await asyncio.to_thread(image_json, context.opened_reviews.pool, arguments.review)
    if not found:
        raise ConfigError([f'review: there is no image of "{arguments.review}" any more'])
    return {"review": arguments.review, **found}


REVIEW_IMAGE = ServiceCommand(
    name="review_image",
    arguments=ReviewImageArguments,
    summary="The `image` of a frame, a JPEG in base64, as long as there is room for it.",
    example={"review": "1790000040000-00000000000003e8"},
    run=review_image,
)
