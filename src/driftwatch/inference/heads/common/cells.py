"""The cells of a detector's grids, and boxes that are measured from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import corners
from driftwatch.inference.heads.common.notes import Placing, is_noting, note_placing
from driftwatch.inference.heads.common.tensor_reading import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """N predictions in the model's order: grid after grid, row by row, those of one cell next to each other."""

    at: NDArray[np.float64]
    """(N, 2) column and row of the cell."""
    stride: NDArray[np.float64]
    """(N, 1) pixels a cell."""

    def take(self, rows: NDArray[np.int64]) -> "Cells":
        return Cells(self.at[rows], self.stride[rows])


def grid_of(canvas: Size, stride: int) -> tuple[int, int]:
    """Rows and columns of a grid; a cell that the canvas' edge cuts counts."""
    return -(-canvas.height // stride), -(-canvas.width // stride)


def count(canvas: Size, strides: Sequence[int]) -> int:
    """How many cells all of the grids have."""
    return sum(rows * columns for rows, columns in (grid_of(canvas, stride) for stride in strides))


@lru_cache(maxsize=32)
def cells_of(canvas: Size, strides: tuple[int, ...], each: int = 1) -> Cells:
    """each: predictions a cell."""
    at: list[NDArray[np.float64]] = []
    for stride in strides:
        rows, columns = grid_of(canvas, stride)
        row, column = np.divmod(np.arange(rows * columns), columns)
        at.append(np.repeat(np.stack([column, row], axis=1), each, axis=0).astype(np.float64))
    stride_of_each = [np.full((len(part), 1), float(stride)) for part, stride in zip(at, strides, strict=True)]
    return Cells(np.concatenate(at), np.concatenate(stride_of_each))


def from_offsets(coded: Floats, cells: Cells) -> NDArray[np.float64]:
    """(N, 4) offset x, y of the centre from the cell's corner and logarithms of the sizes, all in cells.

    Gives corners in pixels. Raises OutputError where a number is not finite.
    """
    centre = (coded[:, :2] + cells.at) * cells.stride
    sizes = np.exp(coded[:, 2:4].astype(np.float64)) * cells.stride
    return np.asarray(corners(np.concatenate([centre, sizes], axis=1)), dtype=np.float64)


def from_distances(coded: Floats, cells: Cells, middle: float) -> NDArray[np.float64]:
    """(N, 4) distances from a cell's point to the left, top, right and bottom edge, in cells. Gives corners in pixels.

    middle: where the point lies in its cell: 0 its upper left corner, 0.5 its middle.
    """
    point = cells.at + middle
    return np.concatenate([point - coded[:, :2], point + coded[:, 2:4]], axis=1) * cells.stride


def note_offsets(coded: Floats, cells: Cells) -> None:
    """Notes the offsets of all cells, as from_offsets takes them."""
    if is_noting():
        with np.errstate(over="ignore"):
            note_placing(Placing(coded[:, :2] - 0.5, np.exp(coded[:, 2:4]), cells.stride[:, 0]))


def note_distances(coded: Floats, cells: Cells) -> None:
    """Notes the distances of all cells, as from_distances takes them, from the point of the cell."""
    left, right = coded[:, :2], coded[:, 2:4]
    note_placing(Placing((right - left) / 2, left + right, cells.stride[:, 0]))
