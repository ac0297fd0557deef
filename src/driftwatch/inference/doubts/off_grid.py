"""Boxes of a grid whose four numbers do not lie as the decoder reads them."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

NAME: Final = "off_grid"
SHARE: Final = 0.5

SEARCHED: Final = 6
"""Images that are searched for it."""


def judge(tally: Tally) -> str | None:
    """The clue lies in the form of the outputs, for which a few images are searched: no later frame refutes it."""
    clue = tally.clues.get(NAME)
    if clue is None or clue.samples < SHARE * min(tally.samples, SEARCHED):
        return None
    return f"{clue.text}; {name_decoder(tally)}, or export it with its boxes decoded"


OFF_GRID: Final = Guard(NAME, judge)
