"""Never an answer, although the outputs speak of objects."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

NAME: Final = "always_empty"
SAMPLES: Final = 2


def judge(tally: Tally) -> str | None:
    """The first answer refutes it. A site where there is nothing to see gives no clue, and is not doubted."""
    if tally.empty < tally.samples:
        return None
    clue = tally.clues.get(NAME)
    if clue is not None and clue.samples >= SAMPLES:
        return f"it never sees anything, but {clue.text}; {name_decoder(tally)}"
    if tally.boxes.sure:
        return f"it never sees anything, but {tally.boxes.sure} sure boxes had to be dropped; {name_decoder(tally)}"
    return None


ALWAYS_EMPTY: Final = Guard(NAME, judge)
