"""Non-maximum suppression as in the textbook, to hold the models' own to it."""

import numpy as np
from numpy.typing import NDArray


def overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Intersection over union of two boxes given as low, low, high, high corners."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    common = float(np.prod(np.maximum(sides, 0)))
    return common / (float(np.prod(a[2:] - a[:2])) + float(np.prod(b[2:] - b[:2])) - common)


def suppress(
    boxes: NDArray[np.float64], scores: NDArray[np.float64], floor: float, limit: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The best `limit` boxes and their scores, none overlapping a better one by more than 0.3."""
    kept: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        if scores[index] < floor or len(kept) == limit:
            break
        if all(overlap(boxes[index], boxes[other]) <= 0.3 for other in kept):
            kept.append(int(index))
    return boxes[kept], scores[kept]
