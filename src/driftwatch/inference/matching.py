"""Which boxes of two answers show the same object."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Detection


def corners_of(detections: Sequence[Detection]) -> NDArray[np.float64]:
    """(N, 4) xmin ymin xmax ymax."""
    return np.array([(d.box.xmin, d.box.ymin, d.box.xmax, d.box.ymax) for d in detections]).reshape(-1, 4)


def iou_matrix(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 4) and (M, 4) xmin ymin xmax ymax to (N, M) intersection over union; 0 for boxes without area."""
    sides = np.minimum(one[:, None, 2:], other[:, 2:]) - np.maximum(one[:, None, :2], other[:, :2])
    np.maximum(sides, 0.0, out=sides)
    common = sides[..., 0] * sides[..., 1]
    areas = [(boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) for boxes in (one, other)]
    union = areas[0][:, None] + areas[1] - common
    np.maximum(union, np.finfo(np.float64).tiny, out=union)
    return common / union


def count_partners(one: Sequence[Detection], other: Sequence[Detection], iou: float) -> int:
    """The largest number of pairs of one label whose boxes overlap by `iou` or more, each detection in one at most.

    The same whichever answer comes first and in whatever order its detections stand. Augmenting paths: Kuhn, "The
    Hungarian method for the assignment problem" (1955), for pairs that are all worth the same.
    """
    if not one or not other:
        return 0
    fits = iou_matrix(corners_of(one), corners_of(other)) >= iou
    fits &= np.array([[a.label == b.label for b in other] for a in one])
    choices: list[list[int]] = [np.flatnonzero(row).tolist() for row in fits]
    partner_of: dict[int, int] = {}
    return sum(_finds_partner(row, choices, partner_of, set()) for row in range(len(one)))


def _finds_partner(row: int, choices: list[list[int]], partner_of: dict[int, int], tried: set[int]) -> bool:
    free = next((column for column in choices[row] if column not in partner_of), None)
    if free is not None:
        partner_of[free] = row
        return True
    for column in choices[row]:
        if column not in tried:
            tried.add(column)
            if _finds_partner(partner_of[column], choices, partner_of, tried):
                partner_of[column] = row
                return True
    return False
