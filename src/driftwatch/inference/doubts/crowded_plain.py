"""Crowds of answers on a plain grey image, in which there is nothing to see."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.look import SURE
from driftwatch.inference.doubts.tally import Tally

MOST: Final = 20
"""Clear answers; a model that is read right has none or a few."""

FRAMES: Final = 10
"""So many frames can refute it."""


def judge(tally: Tally) -> str | None:
    """Refuted by frames that give less than half as many: there are models that only a plain image confuses."""
    plain = tally.plain
    if plain is None or plain.boxes.sure == 0 or plain.clear <= MOST:
        return None
    if tally.frames >= FRAMES and tally.frames_clear < tally.frames * plain.clear / 2:
        return None
    return (
        f"it sees {plain.clear} objects, sure to {SURE} or more, in a plain grey image (perhaps its scores are meant "
        f"otherwise, or one of its columns is no class); {name_decoder(tally)}"
    )


CROWDED_PLAIN: Final = Guard("crowded_plain", judge)
