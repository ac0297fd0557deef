"""FOMO of Edge Impulse: which cell of a grid sees what. It gives centroids, not boxes.

One output (1, h, w, 1 + C): for each cell, mostly of 8 x 8 pixels, the probabilities of the background and of C
classes. Cells of one class that touch, also at a corner, are one object, as sure as the surest of them; its box is that
of its cells, which says where the middle of the object is and not how large it is.
Source: Edge Impulse's documentation of FOMO and its C++ SDK (`ei_handle_cube`), with its threshold of 0.5: cells from
there up are joined. Cells that are less sure and touch none of those are joined likewise.
"""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import FLOOR, candidates, confident, reals, rows_of
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import Floats, finite, listed, tensor
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Array, Tensors

THRESHOLD: Final = 0.5
STRIDES: Final = (8, 4, 16)
"""Pixels a cell; the first unless the labels fit as well."""

ROUNDING: Final = 0.02
MOST_ROUNDING: Final = 0.1
"""What the probabilities of most cells, and of any cell, may miss 1 by; those of int8 models are in 1/256."""

Boxes = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fomo:
    """Reads FOMO: a map of cells and their classes."""

    output: str
    """The model's name of it."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - the grid covers the canvas
        grid = finite(reals(rows_of(tensor(outputs, self.output), self.output, 4)), f'output "{self.output}"')
        rows, columns, classes = grid.shape
        if len(confident(grid[..., 1:].ravel(), self.output)) == 0:
            return Candidates(np.empty((0, 4)), np.empty(0), np.empty(0, dtype=np.int64))
        found = [(_objects(grid[..., kind]), kind - 1) for kind in range(1, classes)]
        boxes = np.concatenate([boxes for (boxes, _), _ in found]) / [columns, rows, columns, rows]
        scores = np.concatenate([scores for (_, scores), _ in found])
        kinds = np.repeat([kind for _, kind in found], [len(scores) for (_, scores), _ in found])
        return candidates(boxes, scores, kinds, self.output)


def _objects(chances: Floats) -> tuple[Boxes, Floats]:
    """(K, 4) corners in cells and (K,) scores of the groups of cells of one class, a (rows, columns) map."""
    sure = chances >= THRESHOLD
    near = cv2.dilate(sure.astype(np.uint8), np.ones((3, 3), dtype=np.uint8)) > 0
    groups = [_groups(sure, chances), _groups((chances > FLOOR) & ~near, chances)]
    return np.concatenate([boxes for boxes, _ in groups]), np.concatenate([scores for _, scores in groups])


def _groups(cells: NDArray[np.bool_], chances: Floats) -> tuple[Boxes, Floats]:
    count, labelled, stats, _ = cv2.connectedComponentsWithStats(cells.astype(np.uint8), connectivity=8)
    corner, size = stats[1:, :2].astype(np.float64), stats[1:, 2:4]
    scores = np.array([chances[labelled == group].max() for group in range(1, count)], dtype=chances.dtype)
    return np.concatenate([corner, corner + size], axis=1), scores


def _grid(subject: Subject) -> tuple[str, Array] | None:
    """The only output where it is a grid of probabilities that add up to 1."""
    only = subject.only()
    if only is None or only[1].ndim != 4 or only[1].shape[0] != 1 or only[1].shape[3] < 2:
        return None
    grid = only[1]
    if grid.min() < -ROUNDING or grid.max() > 1 + ROUNDING:
        return None
    missed = np.abs(grid.sum(axis=3) - 1)
    return only if np.median(missed) <= ROUNDING and missed.max() <= MOST_ROUNDING else None


def recognise(subject: Subject) -> Recognition | None:
    found = _grid(subject)
    if found is None:
        return None
    _, rows, columns, width = found[1].shape
    if np.median(found[1][..., 0]) < THRESHOLD:
        return None  # a grey image is background
    possible = STRIDES if subject.class_count == width - 1 else STRIDES[:1]
    canvas = subject.canvas
    if not any((rows, columns) == (canvas.height // stride, canvas.width // stride) for stride in possible):
        return None
    return Recognition(
        f"{rows} x {columns} cells with probabilities of a background and {width - 1} classes; it gives centroids: a "
        "box is as large as the cells that see an object, not as the object"
    )


def make(subject: Subject) -> Fomo:
    found = _grid(subject)
    if found is None:
        raise ModelError(
            "needs one grid of probabilities (1, h, w, 1 + C), the background first; "
            f"the model gives {listed(subject.outputs)}"
        )
    check_labels(subject, found[1].shape[3] - 1)
    return Fomo(found[0])


FOMO: Final = Convention(
    name="fomo",
    outputs="(1, h, w, 1 + C)",
    recognise=recognise,
    make=make,
    image=replace(PRESETS["unit"], fit="crop"),
)
