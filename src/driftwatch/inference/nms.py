"""Non-maximum suppression: of boxes that overlap, the most confident one stays."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.geometry import solid
from driftwatch.inference.heads.head import Candidates

MOST: Final = 2000
"""Only the most confident candidates take part, so that a model that sees things everywhere costs bounded time."""

COUNTS: Final = 0.5
"""From this score up a candidate counts in a weighted mean."""

Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Suppression:
    """How overlapping boxes are suppressed."""

    iou_threshold: float
    """Boxes that overlap by more (intersection over union) are one object."""
    class_agnostic: bool = False
    """Whether boxes of different classes suppress each other."""
    weighted: bool = False
    """The box that stays becomes the mean of those that it suppresses and itself, weighted by score (see `suppress`).
    """


def suppress(candidates: Candidates, how: Suppression) -> Candidates:
    """Gives the candidates that stay, the most confident first, at most MOST.

    Greedy: a candidate goes when it overlaps one that stays by more than the threshold and has the same class, or
    any class when class-agnostic. Equal scores come in the order of their boxes, then of their classes, so the
    answer does not depend on the order of the candidates. Boxes without an area go.
    Weighted: MediaPipe's non_max_suppression_calculator in its WEIGHTED mode, with its threshold of 0.5: only
    candidates from that score up count in the mean.
    """
    ordered = take(candidates, _order(candidates)[:MOST])
    if len(ordered.scores) == 0:
        return ordered
    classes = np.zeros_like(ordered.classes) if how.class_agnostic else ordered.classes
    corners = ordered.boxes
    rectangles = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)
    ranks = np.arange(len(rectangles), 0, -1, dtype=np.float32)  # cv2 sorts by score again: let it find our order
    # OpenCV's stubs know lists only; arrays are taken as they are, without an object for each number.
    batched: Any = cv2.dnn.NMSBoxesBatched
    rows = batched(rectangles, ranks, classes.astype(np.int32), 0.0, how.iou_threshold)
    kept = np.sort(np.asarray(rows, dtype=np.int64))
    stays = take(ordered, kept)
    return Candidates(_means(ordered, classes, kept, how), stays.scores, stays.classes) if how.weighted else stays


def take(candidates: Candidates, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Candidates:
    return Candidates(candidates.boxes[rows], candidates.scores[rows], candidates.classes[rows])


def _order(candidates: Candidates) -> Rows:
    """Rows with an area, by falling score, then by box, then by class."""
    columns = candidates.boxes.T
    order = np.lexsort((candidates.classes, *columns[::-1], -candidates.scores))
    return order[solid(candidates.boxes)[order]]


def _means(ordered: Candidates, classes: Rows, kept: Rows, how: Suppression) -> NDArray[np.float64]:
    """(K, 4): for each kept row the weighted mean of itself and what it suppressed."""
    boxes, free = ordered.boxes.copy(), ordered.scores >= COUNTS
    for row in kept[free[kept]]:
        near = np.flatnonzero(free & (classes == classes[row]))
        near = near[_ious(ordered.boxes[row], ordered.boxes[near]) > how.iou_threshold]
        boxes[row] = np.average(ordered.boxes[near], axis=0, weights=ordered.scores[near])
        free[near] = False
    return boxes[kept]


def _ious(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    common = np.prod(np.maximum(sides, 0.0), axis=1)
    areas = np.prod(others[:, 2:] - others[:, :2], axis=1)
    return common / (np.prod(box[2:] - box[:2]) + areas - common)
