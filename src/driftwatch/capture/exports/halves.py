"""Which images of a data set are for training, and which are kept apart to validate with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from driftwatch.capture.exports.example import Example

_HOUR: Final = 3600
_PARTS: Final = 5  # one of which validates


@dataclass(frozen=True, slots=True)
class Halves:
    """words: how they were parted, one line."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    words: str


def split(examples: Sequence[Example]) -> Halves:
    """An hour of a camera goes to one side as a whole, since frames of the same scene on both would flatter a model.

    About one hour in five validates. The side follows from the hour and the camera's name alone, so that it stays as it
    is while the data set grows. Where that leaves a side empty, single images are parted in the same way; one image is
    on both sides.
    """
    validation = [one for one in examples if _draw(f"{one.record.camera} {one.record.captured // _HOUR:.0f}") < 1]
    words = "val: about one hour in five of each camera, chosen by chance; no hour is on both sides."
    if examples and len(validation) in (0, len(examples)):
        ordered = sorted(examples, key=lambda one: (_draw(one.file), one.file))
        chosen = {one.file for one in ordered[: max(1, len(ordered) // _PARTS)]}
        validation = [one for one in examples if one.file in chosen]
        words = "val: about one image in five, chosen by chance; frames of the same minutes may be on both sides."
    if len(examples) == 1:
        return Halves(tuple(examples), tuple(examples), "val is train: there is only one image.")
    held = {one.file for one in validation}
    return Halves(tuple(one for one in examples if one.file not in held), tuple(validation), words)


def _draw(text: str) -> float:
    """In [0, 5), always the same for the same text."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 * _PARTS
