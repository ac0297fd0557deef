"""Which boxes of two answers show the same object."""

from collections.abc import Sequence
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Detection

Corners: TypeAlias = tuple[float, float, float, float]
"""xmin ymin xmax ymax."""

_FEW: Final = 250  # pairs up to which a loop is quicker than starting numpy a dozen times
_ROUNDING: Final = 1e-9


def corners_of(detections: Sequence[Detection]) -> list[Corners]:
    return [(box.xmin, box.ymin, box.xmax, box.ymax) for box in [detection.box for detection in detections]]


def overlapping(one: Sequence[Corners], other: Sequence[Corners], least: float) -> list[tuple[int, int, float]]:
    """(row, column, intersection over union) of each pair that overlaps by `least` or more; in no order.

    Boxes without area overlap with nothing.
    """
    if not one or not other:
        return []
    if least <= 0:
        return [(i, j, overlap) for i, row in enumerate(_all(one, other)) for j, overlap in enumerate(row)]
    return _swept(one, other, least) if len(one) * len(other) <= _FEW else _at_once(one, other, least)


def _swept(one: Sequence[Corners], other: Sequence[Corners], least: float) -> list[tuple[int, int, float]]:
    """From left to right: boxes that overlap so much begin closer together than a part of the wider one's width."""
    found: list[tuple[int, int, float]] = []
    order = sorted(range(len(other)), key=other.__getitem__)
    boxes = [other[column] for column in order]
    apart = 1.0 - least + _ROUNDING
    widest = apart * max([box[2] - box[0] for box in boxes])
    first, count = 0, len(boxes)
    for row in sorted(range(len(one)), key=one.__getitem__):
        left, top, right, bottom = one[row]
        area, nearest, furthest = (right - left) * (bottom - top), left - widest, left + apart * (right - left)
        while first < count and boxes[first][0] < nearest:
            first += 1
        for index in range(first, count):
            xmin, ymin, xmax, ymax = boxes[index]
            if xmin > furthest:
                break
            if ymin >= bottom or ymax <= top or xmax <= left:
                continue
            common = ((min(xmax, right)) - (max(xmin, left))) * ((min(ymax, bottom)) - (max(ymin, top)))
            if common <= 0:  # of boxes so small that nothing is left of the product
                continue
            overlap = common / (area + (xmax - xmin) * (ymax - ymin) - common)
            if overlap >= least:
                found.append((row, order[index], overlap))
    return found


def _at_once(one: Sequence[Corners], other: Sequence[Corners], least: float) -> list[tuple[int, int, float]]:
    """Areas are computed only of the pairs that overlap at all, which are few."""
    ours = _columns(one)
    left, top, right, bottom = ours[:, :, None]
    xmin, ymin, xmax, ymax = ours if other is one else _columns(other)
    width = np.minimum(right, xmax)
    width -= np.maximum(left, xmin)
    height = np.minimum(bottom, ymax)
    height -= np.maximum(top, ymin)
    common = width * height
    near = np.flatnonzero((width > 0) & (common > 0))
    rows, columns = np.divmod(near, len(other))
    common = common.ravel()[near]
    areas = ((right - left) * (bottom - top)).ravel()[rows] + ((xmax - xmin) * (ymax - ymin))[columns]
    overlaps = common / (areas - common)
    enough = overlaps >= least
    return list(zip(rows[enough].tolist(), columns[enough].tolist(), overlaps[enough].tolist(), strict=True))


def _columns(boxes: Sequence[Corners]) -> NDArray[np.float64]:
    """(4, N), twice as quick as np.array."""
    return np.fromiter(chain.from_iterable(boxes), np.float64, 4 * len(boxes)).reshape(-1, 4).T.copy()


def _all(one: Sequence[Corners], other: Sequence[Corners]) -> list[list[float]]:
    return iou_matrix(np.array(one), np.array(other)).tolist()


def iou_matrix(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 4) and (M, 4) xmin ymin xmax ymax to (N, M) intersection over union; 0 for boxes without area."""
    sides = np.minimum(one[:, None, 2:], other[:, 2:]) - np.maximum(one[:, None, :2], other[:, :2])
    np.maximum(sides, 0.0, out=sides)
    common = sides[..., 0] * sides[..., 1]
    areas = [(boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) for boxes in (one, other)]
    union = areas[0][:, None] + areas[1] - common
    np.maximum(union, np.finfo(np.float64).smallest_subnormal, out=union)
    return common / union


def count_partners(one: Sequence[Detection], other: Sequence[Detection], iou: float) -> int:
    """The largest number of pairs of one label whose boxes overlap by `iou` or more, each detection in one at most.

    The same whichever answer comes first and in whatever order its detections are.
    """
    return len(partners(one, other, iou))


def partners(one: Sequence[Detection], other: Sequence[Detection], iou: float) -> dict[int, int]:
    """As many pairs as `count_partners` says: the place in `other` of each pair to its place in `one`.

    Augmenting paths: Kuhn, "The Hungarian method for the assignment problem" (1955), for pairs that are all worth the
    same.
    """
    choices: dict[int, list[int]] = {}
    for row, column, _ in overlapping(corners_of(one), corners_of(other), iou):
        if one[row].label == other[column].label:
            choices.setdefault(row, []).append(column)
    partner_of: dict[int, int] = {}
    for row, columns in choices.items():
        if len(columns) == 1 and columns[0] not in partner_of:  # nearly always; a call for each would cost as much
            partner_of[columns[0]] = row
        else:
            _finds_partner(row, choices, partner_of, set())
    return partner_of


def _finds_partner(row: int, choices: dict[int, list[int]], partner_of: dict[int, int], tried: set[int]) -> bool:
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
