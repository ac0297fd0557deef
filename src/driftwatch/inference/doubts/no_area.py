"""Boxes without an area, or whose right edge lies left of their left one."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, are_many, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.5


def judge(tally: Tally) -> str | None:
    boxes = tally.boxes
    if not are_many(boxes.flat, tally, SHARE):
        return None
    return (
        f"{boxes.flat} of {boxes.sure} boxes have no width or no height, or a negative one (perhaps corners and sizes, "
        f"or x and y, stand in another order); {name_decoder(tally)}, or their order in xmin_ymin_xmax_ymax_order"
    )


NO_AREA: Final = Guard("no_area", judge)
