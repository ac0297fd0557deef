"""DoCommand `review_skip`: a person passes a frame over."""

import asyncio
from dataclasses import dataclass

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.review_answered import answered
from driftwatch.commands.review_json import Reviewer, ReviewId
from driftwatch.watch.reviews.desk import Answered


@dataclass(frozen=True, slots=True)
class ReviewSkipArguments:
    """Which frame, and who passes it over."""

    review: ReviewId = ""
    """As `review_next` gave it."""
    reviewer: Reviewer = ""


async def review_skip(context: ServiceContext, arguments: ReviewSkipArguments) -> Answer:
    """Raises ConfigError where this reviewer has no such frame."""
    reviews, now = context.opened_reviews, context.clock()
    answer = Answered(arguments.review, arguments.reviewer, is_skipped=True)
    return await answered(reviews, await asyncio.to_thread(reviews.desk.submit, answer, now))


REVIEW_SKIP = ServiceCommand(
    name="review_skip",
    arguments=ReviewSkipArguments,
    summary="Passes a frame over: nobody is shown it again, it is counted and enters no figure. For one box that "
    "cannot be judged there is the verdict cannot_tell.",
    example={"review": "1790000040000-00000000000003e8", "reviewer": "Anna"},
    run=review_skip,
)
