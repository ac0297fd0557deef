"""Boxes that cover the whole image, row after row."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, are_many, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.9
IMAGES: Final = 2
"""At least; one that an object fills may be a chance."""


def judge(tally: Tally) -> str | None:
    boxes = tally.boxes
    if not are_many(boxes.whole, tally, SHARE, IMAGES):
        return None
    return f"{boxes.whole} of {boxes.sure} boxes cover the whole image; {name_decoder(tally)}"


WHOLE_IMAGE: Final = Guard("whole_image", judge)
