"""Models that give the predictions of each grid in outputs of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import count
from driftwatch.inference.heads.common.dense_scores import reals
from driftwatch.inference.heads.common.tensor_reading import Floats, shape_text, tensor
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.tensors import Array, Tensors


@dataclass(frozen=True, slots=True)
class Grids:
    """The grids of a model with several strides."""

    strides: tuple[int, ...]
    """Pixels a cell, one entry a grid."""
    each: int = 1
    """Predictions a cell."""


def by_width(subject: Subject, grids: Grids) -> Mapping[int, tuple[str, ...]] | None:
    """The names of all outputs by their number of columns, those of one width from the finest grid to the coarsest.

    None unless every output is a table (N, K) or (1, N, K) with a row for each prediction of one of the grids, and
    every width is there for every grid equally often.
    """
    stride_of = {grids.each * count(subject.canvas, (stride,)): stride for stride in grids.strides}
    found: dict[int, dict[int, list[str]]] = {}
    for name, array in subject.outputs.items():
        shape = _table(array)
        if shape is None or shape[0] not in stride_of:
            return None
        found.setdefault(shape[1], {}).setdefault(stride_of[shape[0]], []).append(name)
    for levels in found.values():
        if set(levels) != set(grids.strides) or len({len(names) for names in levels.values()}) != 1:
            return None
    return {
        width: tuple(name for part in zip(*(levels[s] for s in grids.strides), strict=True) for name in part)
        for width, levels in found.items()
    }


def stacked(outputs: Tensors, names: Sequence[str]) -> Floats:
    """(N, K) of the tables of all grids. Raises OutputError where one is missing or is no table."""
    parts: list[Array] = []
    for name in names:
        array = tensor(outputs, name)
        shape = _table(array)
        if shape is None:
            raise OutputError(f'output "{name}" has shape {shape_text(array)}, expected (N, K) or (1, N, K)')
        parts.append(reals(array).reshape(shape))
    return np.concatenate(parts)


def check_rows(table: Floats, canvas: Size, grids: Grids) -> None:
    """Raises OutputError unless there is a row for each prediction on a canvas of this size."""
    expected = grids.each * count(canvas, grids.strides)
    if len(table) != expected:
        raise OutputError(f"{len(table)} predictions for {expected} cells, not as many of each")


def _table(array: Array) -> tuple[int, int] | None:
    """Rows and columns."""
    shape = array.shape[1:] if array.ndim == 3 and array.shape[0] == 1 else array.shape
    return (shape[0], shape[1]) if len(shape) == 2 else None
