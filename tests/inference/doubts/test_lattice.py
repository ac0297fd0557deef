"""Tables of a grid, written from the definition of what is wrong with them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.doubts.lattice import lies_otherwise
from driftwatch.inference.heads.selection.choice import Choice

CANVAS = Size(320, 256)
STRIDES = (8, 16, 32)


def grid(repeats: int = 1) -> NDArray[np.float64]:
    """(N, 3) middle x and y of each cell and its stride, in pixels."""
    layers: list[NDArray[np.float64]] = []
    for stride in STRIDES:
        y, x = np.mgrid[: CANVAS.height // stride, : CANVAS.width // stride]
        cell = np.stack([(x.ravel() + 0.5) * stride, (y.ravel() + 0.5) * stride, np.full(x.size, stride)], axis=1)
        layers.append(np.tile(cell, (repeats, 1)))
    return np.concatenate(layers)


def boxes(repeats: int = 1) -> NDArray[np.float64]:
    cells, rng = grid(repeats), np.random.default_rng(1)
    centre = cells[:, :2] + rng.normal(0, 0.4, (len(cells), 2)) * cells[:, 2:]
    return np.concatenate([centre, cells[:, 2:] * rng.uniform(1, 6, (len(cells), 2))], axis=1)


def verdict(table: NDArray[np.float64], decoder: str = "yolo", columns: int = 7) -> str | None:
    output = np.zeros((len(table), columns), np.float32)
    output[:, :4] = table
    return lies_otherwise(Exhibit(Choice(decoder, ""), {"output0": output[None]}, CANVAS, 0))


def corners(table: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([table[:, :2] - table[:, 2:] / 2, table[:, :2] + table[:, 2:] / 2], axis=1)


@pytest.mark.parametrize("repeats", [1, 3])
def test_boxes_as_they_should_lie_give_no_clue(repeats: int) -> None:
    assert verdict(boxes(repeats)) is None
    assert verdict(boxes(repeats) / [320, 256, 320, 256]) is None


def test_upright_tables_are_found_too() -> None:
    table = np.zeros((7, len(boxes())), np.float32)
    table[:4] = boxes()[:, [1, 0, 3, 2]].T
    found = lies_otherwise(Exhibit(Choice("yolo", ""), {"output0": table[None]}, CANVAS, 0))
    assert found is not None
    assert "y before x" in found


def test_other_orders_are_named() -> None:
    assert "y before x" in (verdict(boxes()[:, [1, 0, 3, 2]]) or "")
    assert "two corners" in (verdict(corners(boxes())) or "")
    assert "sizes before their centres" in (verdict(boxes()[:, [2, 3, 0, 1]]) or "")


def test_another_unit_is_named() -> None:
    assert "another unit" in (verdict(boxes() / 8) or "")
    assert "another unit" in (verdict(boxes() * 2) or "")
    assert verdict(boxes() * 1.2) is None


def test_offsets_within_cells_are_named() -> None:
    rng = np.random.default_rng(2)
    offsets = np.concatenate([rng.uniform(0, 1, (len(grid()), 2)), rng.normal(1, 0.5, (len(grid()), 2))], axis=1)
    assert "not yet decoded" in (verdict(offsets, "yolo_objectness") or "")


def test_rows_that_say_nothing_and_other_decoders_give_no_clue() -> None:
    one = np.zeros_like(boxes())
    one[5] = [160, 200, 30, 40]
    assert verdict(one) is None
    assert verdict(boxes()[:, [1, 0, 3, 2]], "yolo_end_to_end") is None
    assert verdict(boxes()[:-1, [1, 0, 3, 2]]) is None
