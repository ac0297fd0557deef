"""Boxes that all lie in the upper left corner: fractions taken for pixels, or cells of a grid."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, are_many, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.9
IMAGES: Final = 2
"""At least; in one, an object may be there."""


def judge(tally: Tally) -> str | None:
    boxes = tally.boxes
    if not are_many(boxes.cornered, tally, SHARE, IMAGES):
        return None
    return (
        f"{boxes.cornered} of {boxes.sure} boxes lie in the upper left corner of the image (perhaps their numbers are "
        f"fractions that are taken for pixels, or cells of a grid); {name_decoder(tally)}"
    )


CORNERED: Final = Guard("cornered", judge)
