"""Clues that the four numbers of a grid's boxes lie otherwise than they are read.

A detector that speaks of every cell of a grid puts the centre of a cell's box near that cell, whatever the image is.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.heads.common.dense_scores import are_fractions
from driftwatch.inference.heads.common.yolo_grid import STRIDES
from driftwatch.inference.tensors import Tensors

DECODERS: Final = ("yolo", "yolo_objectness")
"""Those that read one table of centre x, centre y, width and height, cell by cell."""

FOLLOWS: Final = 0.8
"""A correlation from which a column lies along the grid."""

ENOUGH: Final = 2000
"""Rows that are looked at, spread over the table."""

FEWEST: Final = 0.5
"""Share of rows that must say something."""

STRETCHED: Final = 1.4
"""Times the canvas, or its inverse, over which the centres of a grid's boxes never spread."""

OFFSETS: Final = 4.0
"""Cells; offsets within a cell, and logarithms of sizes, stay below."""

Columns = NDArray[np.float64]


def lies_otherwise(exhibit: Exhibit) -> str | None:
    if exhibit.choice.decoder not in DECODERS:
        return None
    table = _table(exhibit.outputs, exhibit.canvas)
    if table is None:
        return None
    boxes, grid = (part[:: 1 + len(part) // ENOUGH] for part in table)
    filled = np.isfinite(boxes).all(axis=1) & (np.abs(boxes).sum(axis=1) > 0)
    if filled.mean() < FEWEST:
        return None
    boxes, grid = boxes[filled], grid[filled]
    follows = np.array([[_along(column, line) > FOLLOWS for line in grid.T] for column in boxes.T])
    if follows[0, 0] and follows[1, 1]:
        if follows[2, 0] and follows[3, 1]:
            return "its boxes seem to be two corners each, not a centre and a size"
        return _scale(boxes, grid, exhibit.canvas)
    if follows[0, 1] and follows[1, 0]:
        return "its boxes seem to have y before x"
    if follows[2, 0] and follows[3, 1]:
        return "its boxes seem to have their sizes before their centres"
    if not follows.any() and 0 < np.abs(boxes[:, :2]).max() <= OFFSETS and boxes[:, 0].std() > 0:
        return "its boxes seem to be offsets within the cells of a grid, not yet decoded"
    return None


def _scale(boxes: Columns, grid: Columns, canvas: Size) -> str | None:
    """Whether the centres span the canvas, in fractions or in pixels as the decoders take them."""
    unit = np.ones(2) if are_fractions(boxes[:, :2]) else np.array([canvas.width, canvas.height])
    spans = boxes[:, :2].std(axis=0) / (grid.std(axis=0) * unit)
    if np.abs(np.log(spans)).max() < np.log(STRETCHED):
        return None
    share = " x ".join(f"{span:.2g}" for span in spans)
    return f"its boxes spread over {share} times the image, as if they were counted in another unit"


def _along(column: Columns, line: Columns) -> float:
    """Pearson's correlation; 0 where either does not vary."""
    if column.std() == 0 or line.std() == 0:
        return 0.0
    return float(np.corrcoef(column, line)[0, 1])


def _table(outputs: Tensors, canvas: Size) -> tuple[Columns, Columns] | None:
    """The first four columns of the only table, and where the cell of each row lies."""
    tables = [array for array in outputs.values() if array.ndim == 3 and array.shape[0] == 1]
    if len(tables) != 1:
        return None
    for table in (tables[0][0], tables[0][0].T):
        grid = _cells(canvas, len(table))
        if grid is not None and table.shape[1] > 4:
            return table[:, :4].astype(np.float64), grid
    return None


def _cells(canvas: Size, rows: int) -> Columns | None:
    """(rows, 2) x and y of each row's cell, layer by layer, in each once or for three anchors one after the other."""
    for strides in STRIDES:
        sizes = [(canvas.width // stride, canvas.height // stride) for stride in strides]
        for repeats in (1, 3):
            if rows == repeats * sum(width * height for width, height in sizes):
                return np.concatenate([_layer(width, height, repeats) for width, height in sizes])
    return None


def _layer(width: int, height: int, repeats: int) -> Columns:
    y, x = np.mgrid[:height, :width]
    return np.tile(np.stack([(x.ravel() + 0.5) / width, (y.ravel() + 0.5) / height], axis=1), (repeats, 1))
