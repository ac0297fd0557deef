"""Boxes far outside of the image, or larger than any object: pixels taken for fractions, cells for pixels."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, are_many, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.5


def judge(tally: Tally) -> str | None:
    boxes = tally.boxes
    if not are_many(boxes.astray, tally, SHARE):
        return None
    return (
        f"{boxes.astray} of {boxes.sure} boxes lie far outside of the image or are larger than it (perhaps their "
        f"numbers are pixels, or cells of a grid that are not decoded); {name_decoder(tally)}"
    )


ASTRAY: Final = Guard("astray", judge)
