"""DoCommand `review_undo`: takes a review back."""

import asyncio
from dataclasses import dataclass

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.review_answered import answered
from driftwatch.commands.review_json import Reviewer, ReviewId


@dataclass(frozen=True, slots=True)
class ReviewUndoArguments:
    """Whose review, and which."""

    reviewer: Reviewer = ""
    review: ReviewId = ""
    """Empty for the reviewer's last one."""


async def review_undo(context: ServiceContext, arguments: ReviewUndoArguments) -> Answer:
    """Raises ConfigError where there is none."""
    reviews, now = context.opened_reviews, context.clock()
    undone = await asyncio.to_thread(reviews.desk.undo, arguments.review, arguments.reviewer, now)
    return await answered(reviews, undone)


REVIEW_UNDO = ServiceCommand(
    name="review_undo",
    arguments=ReviewUndoArguments,
    summary="Takes a reviewer's last review or skip back, or the one that is named: its frame is shown again.",
    example={"reviewer": "Anna"},
    run=review_undo,
)
