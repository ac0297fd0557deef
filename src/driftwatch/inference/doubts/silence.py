"""Clues that an empty answer is none: outputs that speak of objects all the same."""

from typing import Final

import numpy as np

from driftwatch.errors import OutputError
from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.doubts.sample import count_boxes
from driftwatch.inference.heads.common.tensor_reading import read_detections
from driftwatch.inference.heads.viam_names import HINTS
from driftwatch.inference.heads.viam_tensors import SCORE

LOUD: Final = 0.5
"""A score that no model gives where it sees nothing."""

CROWD: Final = 20
"""Objects; a rival that sees more in one image is the one that is wrong."""


def loud_scores(exhibit: Exhibit) -> str | None:
    """An output with one score a row, by its name, that is high while nothing comes out."""
    if exhibit.answers or exhibit.choice.detector is None:
        return None
    for name, array in exhibit.outputs.items():
        if not any(hint in name.lower() for hint in HINTS[SCORE]) or not np.issubdtype(array.dtype, np.floating):
            continue
        if array.size and max(array.shape, default=0) == array.size and LOUD <= array.max() <= 1:
            return f'its output "{name}" reaches {array.max():.2f}'
    return None


def rival_sees(exhibit: Exhibit) -> str | None:
    """Another convention, which the outputs fit as well but for the number of labels, sees a few clear objects."""
    if exhibit.answers:
        return None
    for rival in exhibit.choice.rivals:
        try:
            found = read_detections(rival.head, exhibit.outputs, exhibit.canvas)
        except OutputError:
            continue
        sure = found.scores >= LOUD
        counts = count_boxes(found.boxes[sure])
        if 0 < counts.sure <= CROWD and not counts.flat + counts.astray and found.scores.max() <= 1:
            return f"read as {rival.decoder} it would see {counts.sure} objects (perhaps there is a label too few)"
    return None
