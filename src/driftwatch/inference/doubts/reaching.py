"""Finished boxes of which most reach over an edge of the image: corners taken for centres, or the other way round."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, are_many, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.5
IMAGES: Final = 2
"""At least; in one, an object may be cut by an edge."""


def judge(tally: Tally) -> str | None:
    """Not asked of models that speak of every place: their boxes are not trimmed to the image."""
    boxes = tally.boxes
    if tally.manner.is_dense or not are_many(boxes.reaching, tally, SHARE, IMAGES):
        return None
    return (
        f"{boxes.reaching} of {boxes.sure} boxes reach over an edge of the image (perhaps centres and sizes were taken "
        f"for corners, or corners for them); {name_decoder(tally)}"
    )


REACHING: Final = Guard("reaching", judge)
