"""DoCommand `review_export`: reviewed frames as a data set with the truth."""

import asyncio
import base64
from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.constraints import Range
from driftwatch.watch.reviews.reviews import Reviews
from driftwatch.watch.reviews.truth import Format, TruthQuestion, truth_page


@dataclass(frozen=True, slots=True)
class ReviewExportArguments:
    """Which frames, and how they are written."""

    camera_name: str = ""
    """Empty for all cameras."""
    format: Format = "coco"
    incomplete: bool = False
    """Also frames on which objects may lack a box: nobody looked for misses, some were missed, or nobody can say."""
    start: Annotated[int, Range(0)] = 0
    """An answer's `next` is the `start` of the next call."""
    limit: Annotated[int, Range(1, 50)] = 20
    """Frames of one answer, fewer where their images are large."""


async def review_export(context: ServiceContext, arguments: ReviewExportArguments) -> Answer:
    """Raises StoreError where reviews cannot be read."""
    return await asyncio.to_thread(_export, context.opened_reviews, arguments)


def _export(reviews: Reviews, arguments: ReviewExportArguments) -> Answer:
    reviews.book.load()
    question = TruthQuestion(
        arguments.format, arguments.camera_name, arguments.incomplete, arguments.start, arguments.limit
    )
    page = truth_page(reviews.book.standing(), reviews.pool, question)
    files = [{"path": path, "data": base64.b64encode(data).decode()} for path, data in page.files.items()]
    following = {} if page.next is None else {"next": page.next}
    counts = {"frames": page.frames, "total": page.total, "incomplete": page.incomplete, "gone": page.gone}
    return {"format": arguments.format, "files": files, **counts, **following}


REVIEW_EXPORT = ServiceCommand(
    name="review_export",
    arguments=ReviewExportArguments,
    summary="Reviewed frames as `files` of a data set with the truth, in base64, a page at a time: call again with "
    "`start` = `next` until there is none.",
    example={"format": "yolo", "incomplete": True},
    run=review_export,
)
