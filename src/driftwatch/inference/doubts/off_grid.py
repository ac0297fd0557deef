"""Boxes of a grid whose four numbers do not lie as the decoder reads them."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

NAME: Final = "off_grid"
SHARE: Final = 0.5


def judge(tally: Tally) -> str | None:
    clue = tally.clues.get(NAME)
    if clue is None or clue.looks < SHARE * tally.looks:
        return None
    return f"{clue.text}; {name_decoder(tally)}, or export it with its boxes decoded"


OFF_GRID: Final = Guard(NAME, judge)
