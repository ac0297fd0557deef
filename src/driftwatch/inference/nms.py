"""Non-maximum suppression: of boxes that overlap, the most confident one stays."""

from typing import Final

import cv2
import numpy as np

from driftwatch.inference.geometry import solid
from driftwatch.inference.heads.head import Candidates

MOST: Final = 5000
"""Only the most confident candidates take part, so that a model that sees things everywhere costs bounded time."""


def suppress(candidates: Candidates, iou_threshold: float, class_agnostic: bool = False) -> Candidates:
    """Gives the candidates that stay, the most confident first.

    Greedy: a candidate goes when it overlaps one that stays by more than `iou_threshold` (intersection over union)
    and has the same class, or any class with `class_agnostic`. Equal scores stand in the order of their boxes, then
    of their classes, so the answer does not depend on the order of the candidates. Boxes without an area go.
    """
    ordered = take(candidates, _order(candidates)[:MOST])
    if len(ordered.scores) == 0:
        return ordered
    corners = ordered.boxes
    rectangles = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)
    ranks = np.arange(len(rectangles), 0, -1, dtype=np.float32)  # cv2 sorts by score again: let it find our order
    classes = np.zeros(len(ranks), dtype=np.int32) if class_agnostic else ordered.classes.astype(np.int32)
    kept = cv2.dnn.NMSBoxesBatched(rectangles, ranks, classes, 0.0, iou_threshold)  # type: ignore[arg-type]
    return take(ordered, np.sort(np.asarray(kept, dtype=np.int64)))


def take(candidates: Candidates, rows: np.ndarray) -> Candidates:
    return Candidates(candidates.boxes[rows], candidates.scores[rows], candidates.classes[rows])


def _order(candidates: Candidates) -> np.ndarray:
    """Rows with an area, by falling score, then by box, then by class."""
    columns = candidates.boxes.T
    order = np.lexsort((candidates.classes, *columns[::-1], -candidates.scores))
    return order[solid(candidates.boxes)[order]]
