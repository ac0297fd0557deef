"""DoCommand `review_figures`: precision and recall as far as reviews prove them."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Annotated, Final

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.review_json import group_json, reviewer_json, unlabelled_json
from driftwatch.commands.verdict_json import standing_json, standing_words
from driftwatch.config.constraints import Range
from driftwatch.observation import Moment
from driftwatch.watch.reviews.reviews import Reviews

_CAVEATS: Final = (
    "Recall is of what a person sees in the picture.",
    "Frames that privacy keeps out, frozen and failed frames are not in these figures.",
)


@dataclass(frozen=True, slots=True)
class ReviewFiguresArguments:
    """Of which camera, and how far back."""

    camera_name: str = ""
    """Empty for all cameras, each with rows of its own."""
    weeks: Annotated[int, Range(1, 53)] = 1
    """The running week and those before it."""


async def review_figures(context: ServiceContext, arguments: ReviewFiguresArguments) -> Answer:
    """Raises StoreError where reviews or counts cannot be read."""
    return await asyncio.to_thread(_figures, context.opened_reviews, arguments, context.clock())


def _figures(reviews: Reviews, arguments: ReviewFiguresArguments, now: Moment) -> Answer:
    reviews.book.load()
    groups = reviews.figuring.groups(arguments.camera_name, arguments.weeks, now)
    return {
        "rows": [row for group in groups for row in group_json(group)],
        "without_labels": _without_labels(reviews, arguments.camera_name),
        "site": [asdict(one) for one in reviews.figuring.site(arguments.camera_name, now)],
        "candidates": _candidates(reviews, arguments.camera_name),
        "reviewers": [reviewer_json(one) for one in reviews.figuring.reviewers()],
        "pool": asdict(reviews.pool.status()),
        "intake": asdict(reviews.intake.status()),
        "caveats": list(_CAVEATS),
    }


def _without_labels(reviews: Reviews, camera: str) -> list[Answer]:
    shown = (reviews.board.of(name) for name in reviews.figuring.cameras if camera in ("", name))
    return [
        {"camera_name": one.camera, "model": one.model, **unlabelled_json(one.unlabelled)}
        for one in shown
        if one is not None and one.unlabelled is not None
    ]


def _candidates(reviews: Reviews, camera: str) -> list[Answer]:
    found = reviews.figuring.candidates(camera)
    return [{"camera_name": name, **standing_json(one), "words": standing_words(one)} for name, one in found.items()]


REVIEW_FIGURES = ServiceCommand(
    name="review_figures",
    arguments=ReviewFiguresArguments,
    summary="`rows` of precision and recall with their intervals, per label, week, camera and model version, and how "
    'many more reviews would settle each; the label "" is all together. `candidates`: whether one is better, '
    "`reviewers` with their slips, and the `pool`.",
    example={"weeks": 2},
    run=review_figures,
)
