"""Boxes that cover the whole image, row after row."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.9
LOOKS: Final = 2
"""Images; one that an object fills may be a chance."""


def judge(tally: Tally) -> str | None:
    boxes = tally.boxes
    if tally.boxed < LOOKS or boxes.whole < SHARE * boxes.sure:
        return None
    return f"{boxes.whole} of {boxes.sure} boxes cover the whole image; {name_decoder(tally)}"


WHOLE_IMAGE: Final = Guard("whole_image", judge)
