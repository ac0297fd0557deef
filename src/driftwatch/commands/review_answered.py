"""What the commands that change a review answer with."""

import asyncio
from typing import Final

from driftwatch.commands.command import Answer
from driftwatch.commands.review_json import figure_json
from driftwatch.quality.review import Review
from driftwatch.watch.reviews.reviews import Reviews

_PATIENCE: Final = 1.0  # seconds that an answer waits for new figures


async def answered(reviews: Reviews, review: Review) -> Answer:
    """The review's id, and the figure of its camera with it; an older one where that takes too long."""
    await asyncio.to_thread(reviews.settled, _PATIENCE)
    standing = reviews.board.of(review.frame.camera)
    overall = standing.overall if standing is not None else None
    figure = {}
    if standing is not None and overall is not None:
        figure = {"figure": figure_json(overall, standing.drops.get(overall.label))}
    return {"review": review.id, "camera_name": review.frame.camera, **figure}
