"""Maps of a grid with several predictions a cell, in whichever order an exporter left their dimensions."""

from dataclasses import dataclass
from typing import Final

from driftwatch.errors import OutputError
from driftwatch.inference.heads.common.tensor_reading import shape_text
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.tensors import Array

SQUARE: Final = (4, 8, 16, 32, 64, 128)
"""Pixels a cell that grids have."""


@dataclass(frozen=True, slots=True)
class Map:
    """One output."""

    name: str
    stride: int
    """Pixels a cell."""
    rows: int
    columns: int
    width: int
    """Numbers a prediction."""
    dimensions: int
    """As the model gives it, 4 or 5."""
    channels_first: bool
    """Whether the grid's rows and columns are the last two of four dimensions, or the two before the numbers of a
    prediction of five.
    """


def maps_of(subject: Subject, each: int) -> tuple[Map, ...] | None:
    """All outputs as maps with `each` predictions a cell, from the finest grid to the coarsest.

    None where one of them is no such map, or they differ in the numbers of a prediction.
    """
    found: list[Map] = []
    for name, array in subject.outputs.items():
        one = _read(subject, name, array.shape, each)
        if one is None:
            return None
        found.append(one)
    if len({one.width for one in found}) != 1 or len({one.stride for one in found}) != len(found):
        return None
    return tuple(sorted(found, key=lambda one: one.stride))


def anchor_map(array: Array, one: Map, each: int) -> Array:
    """(rows, columns, each, width), a view. Raises OutputError for another shape than `one` says."""
    if array.ndim != one.dimensions or array.shape[0] != 1:
        raise OutputError(f'output "{one.name}" has shape {shape_text(array)}, expected {one.dimensions} dimensions')
    whole = array[0]
    if one.dimensions == 5:
        return whole.transpose(1, 2, 0, 3) if one.channels_first else whole
    if one.channels_first:
        return whole.reshape(each, one.width, *whole.shape[1:]).transpose(2, 3, 0, 1)
    return whole.reshape(*whole.shape[:2], each, one.width)


def _read(subject: Subject, name: str, shape: tuple[int, ...], each: int) -> Map | None:
    for channels_first in (True, False):
        found = _layout(shape, each, channels_first)
        if found is None:
            continue
        rows, columns, width = found
        for stride in SQUARE:
            if (subject.canvas.height, subject.canvas.width) == (rows * stride, columns * stride):
                return Map(name, stride, rows, columns, width, len(shape), channels_first)
    return None


def _layout(shape: tuple[int, ...], each: int, channels_first: bool) -> tuple[int, int, int] | None:
    """Rows, columns and numbers a prediction."""
    if shape[:1] != (1,):
        return None
    if len(shape) == 5:
        at, rows, columns = (1, 2, 3) if channels_first else (3, 1, 2)
        return (shape[rows], shape[columns], shape[4]) if shape[at] == each else None
    if len(shape) == 4:
        channels, rows, columns = (1, 2, 3) if channels_first else (3, 1, 2)
        return (shape[rows], shape[columns], shape[channels] // each) if shape[channels] % each == 0 else None
    return None
