"""A clue that boxes of all places are written otherwise: they grow along the image, in both directions.

How large a sound detector's boxes are has nothing to do with how far to the right and how far down they lie.
"""

from typing import Final

import numpy as np

from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.heads.boxes_scores import BoxesScores

FOLLOWS: Final = 0.7
"""A correlation of the sizes with the places from which boxes grow."""

FEWEST: Final = 200
"""Boxes."""


def grow_along(exhibit: Exhibit) -> str | None:
    head = exhibit.choice.detector
    if not isinstance(head, BoxesScores) or head.box.is_corners is False or head.pair.boxes not in exhibit.outputs:
        return None
    boxes = exhibit.outputs[head.pair.boxes].reshape(-1, 4).astype(np.float64)
    boxes = boxes[np.isfinite(boxes).all(axis=1) & boxes.any(axis=1)]
    places, sizes = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    if len(boxes) < FEWEST or not (places.std(axis=0).all() and sizes.std(axis=0).all()):
        return None
    if min(np.corrcoef(places[:, axis], sizes[:, axis])[0, 1] for axis in (0, 1)) < FOLLOWS:
        return None
    return "its boxes are the larger the further right and down they lie, as if they were no two corners each"
