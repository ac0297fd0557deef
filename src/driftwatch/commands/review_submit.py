"""DoCommand `review_submit`: what a person says of a frame; again, what they say now."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.review_answered import answered
from driftwatch.commands.review_json import Reviewer, ReviewId
from driftwatch.config.constraints import Length
from driftwatch.watch.reviews.offer import Answered
from driftwatch.watch.reviews.submission import BoxAnswer, Miss


@dataclass(frozen=True, slots=True)
class ReviewSubmitArguments:
    """What is said, and by whom."""

    review: ReviewId = ""
    """As `review_next` gave it."""
    reviewer: Reviewer = ""
    boxes: tuple[BoxAnswer, ...] = ()
    """One for each box of the frame in their order: `verdict` is right, wrong_class, not_an_object or cannot_tell; with
    wrong_class `label` says what it is, "" where that is not known."""
    missed: Annotated[tuple[Miss, ...], Length(0, 200)] = ()
    """Objects without a box: `label`, and `x` and `y` of a point in it as fractions of the image."""
    looked_for_misses: bool = False
    """Whether the person looked for such objects; counts where `asks_for_misses` was true."""


async def review_submit(context: ServiceContext, arguments: ReviewSubmitArguments) -> Answer:
    """The disk has it when this answers. Raises ConfigError with everything that is wrong, and writes nothing then."""
    reviews, now = context.opened_reviews, context.clock()
    answer = Answered(
        arguments.review, arguments.reviewer, arguments.boxes, arguments.missed, arguments.looked_for_misses
    )
    review = await asyncio.to_thread(reviews.desk.submit, answer, now)
    return await answered(reviews, review)


REVIEW_SUBMIT = ServiceCommand(
    name="review_submit",
    arguments=ReviewSubmitArguments,
    summary="Keeps what a person says of a frame, and what that makes of its camera's figure of this week. The same "
    "reviewer's again replaces it.",
    example={
        "review": "1790000040000-00000000000003e8",
        "reviewer": "Anna",
        "boxes": [{"verdict": "wrong_class", "label": "dog"}],
        "missed": [{"label": "person", "x": 0.2, "y": 0.7}],
        "looked_for_misses": True,
    },
    run=review_submit,
)
