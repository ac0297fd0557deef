"""How many predictions a YOLO model makes on a canvas: one or three for each cell of its grids."""

from typing import Final

from driftwatch.inference.answer import Size

STRIDES: Final = ((8, 16, 32), (4, 8, 16, 32), (8, 16, 32, 64), (16, 32))
"""Pixels a cell: the usual models, those for small objects, those for large images, and YOLOv3-tiny."""


def cells(canvas: Size) -> frozenset[int]:
    """The possible numbers of cells over all grids of a model."""
    return frozenset(sum((canvas.width // s) * (canvas.height // s) for s in strides) for strides in STRIDES)
