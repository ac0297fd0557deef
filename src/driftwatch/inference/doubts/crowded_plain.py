"""Crowds of answers on a plain grey image, in which there is nothing to see."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.sample import SURE
from driftwatch.inference.doubts.tally import Tally
from driftwatch.inference.heads.selection.choose import CLASSIFIER

MOST: Final = 20
"""Clear answers; a model that is read right has none or a few."""

MOST_FAINT: Final = 100
"""Answers of any clearness."""

FRAMES: Final = 10
"""Frames that can refute it."""


def judge(tally: Tally) -> str | None:
    """Refuted by frames that give less than half as many: there are models that only a plain image confuses."""
    plain = tally.plain
    if plain is None or tally.manner.decoder == CLASSIFIER or (plain.clear <= MOST and plain.answers <= MOST_FAINT):
        return None
    if tally.frames >= FRAMES and tally.frames_answers < tally.frames * plain.answers / 2:
        return None
    return (
        f"it sees {plain.answers} objects in a plain grey image, {plain.clear} of them sure to {SURE} or more (perhaps "
        f"its scores are meant otherwise, or one of its columns is no class); {name_decoder(tally)}"
    )


CROWDED_PLAIN: Final = Guard("crowded_plain", judge)
