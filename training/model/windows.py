"""What the network looks at: square windows on a pyramid of the picture, one for each cell of three grids.

A window is 16 x 16 pixels of the picture at a half, a quarter or an eighth of its size; cells are 8, 16 and 32 pixels
wide. So one set of weights sees small, middle and large objects alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from model.dataset import Box, Example

STRIDES = (8, 16, 32)
SIDE = 16
"""Pixels of a window, each the mean of stride / 4 pixels a side."""
MARGIN = 6
"""Pixels of a window that reach over its cell on each side."""
GREY = 114 / 255
"""Of the bars around a picture, and of what lies outside."""
CONTRAST = 3.0
"""By which values are multiplied, so that the first layer learns as quickly as the second."""

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Canvas:
    """The model's input in pixels, multiples of 32."""

    width: int
    height: int


@dataclass(frozen=True)
class Placed:
    """A picture (H, W, 3) of the canvas, and its boxes (N, 4) as centre and size in pixels, with their classes.

    pixels: less GREY, times CONTRAST.
    """

    pixels: Values
    boxes: NDArray[np.float64]
    classes: NDArray[np.int64]


def canvas_for(examples: Sequence[Example], longest: int) -> Canvas:
    """Of the proportions of most pictures; longest: pixels of the longer side, at most."""
    shapes, counts = np.unique([one.pixels.shape[:2] for one in examples], axis=0, return_counts=True)
    height, width = (int(value) for value in shapes[counts.argmax()])
    scale = min(1.0, longest / max(width, height))
    return Canvas(*(max(32, -(-round(side * scale) // 32) * 32) for side in (width, height)))


def mirrored(example: Example, left_right: bool, up_down: bool) -> Example:
    """With left and right, and up and down exchanged."""
    pixels, boxes = example.pixels, example.boxes
    if left_right:
        pixels, boxes = pixels[:, ::-1], tuple(replace(one, xmin=1 - one.xmax, xmax=1 - one.xmin) for one in boxes)
    if up_down:
        pixels, boxes = pixels[::-1], tuple(replace(one, ymin=1 - one.ymax, ymax=1 - one.ymin) for one in boxes)
    return Example(np.ascontiguousarray(pixels), boxes)


def place(example: Example, labels: Sequence[str], canvas: Canvas, shift: tuple[int, int] = (0, 0)) -> Placed:
    """The whole picture in the middle, grey bars around. shift: pixels by which it is moved, for training."""
    height, width = example.pixels.shape[:2]
    ratio = min(canvas.width / width, canvas.height / height)
    inner = min(canvas.width, max(1, round(width * ratio))), min(canvas.height, max(1, round(height * ratio)))
    left, top = (canvas.width - inner[0]) // 2 + shift[0], (canvas.height - inner[1]) // 2 + shift[1]
    way = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    picture = example.pixels if inner == (width, height) else cv2.resize(example.pixels, inner, interpolation=way)
    move = np.array([[1, 0, left], [0, 1, top]], np.float32)
    full = cv2.warpAffine(picture, move, (canvas.width, canvas.height), borderValue=(114, 114, 114))
    values = (full.astype(np.float32) / 255 - GREY) * CONTRAST
    boxes = np.array([_pixels(box, inner, (left, top)) for box in example.boxes], np.float64).reshape(-1, 4)
    classes = np.array([labels.index(box.label) for box in example.boxes], np.int64)
    return Placed(values.astype(np.float32), boxes, classes)


def _pixels(box: Box, inner: tuple[int, int], corner: tuple[int, int]) -> tuple[float, float, float, float]:
    return (
        (box.xmin + box.xmax) / 2 * inner[0] + corner[0],
        (box.ymin + box.ymax) / 2 * inner[1] + corner[1],
        (box.xmax - box.xmin) * inner[0],
        (box.ymax - box.ymin) * inner[1],
    )


def centres(canvas: Canvas) -> Values:
    """(N, 3) x and y of each cell's middle in pixels, and its stride; grid by grid, row by row."""
    cells: list[Values] = []
    for stride in STRIDES:
        x, y = np.meshgrid(np.arange(canvas.width // stride), np.arange(canvas.height // stride))
        both = (np.stack([x, y], -1).reshape(-1, 2) + 0.5) * stride
        cells.append(np.concatenate([both, np.full((len(both), 1), stride)], 1).astype(np.float32))
    return np.concatenate(cells)


def windows(pixels: Values, chosen: "NDArray[np.int64] | None" = None) -> Values:
    """(N, 3 * SIDE * SIDE) of every cell, or of those `chosen`, channel by channel, in the order of `centres`."""
    parts: list[Values] = []
    order: list[NDArray[np.int64]] = []
    first = 0
    for views in _grids(pixels):
        count = views.shape[0] * views.shape[1]
        inside = np.arange(count) if chosen is None else chosen[(chosen >= first) & (chosen < first + count)] - first
        rows, columns = np.divmod(inside, views.shape[1])
        parts.append(views[rows, columns].reshape(len(inside), 3 * SIDE * SIDE))
        order.append(inside + first)
        first += count
    found, numbers = np.concatenate(parts), np.concatenate(order)
    return found if chosen is None else found[np.argsort(numbers)[np.argsort(np.argsort(chosen))]]


def _grids(pixels: Values) -> Iterator[Values]:
    """(rows, columns, 3, SIDE, SIDE) views of each grid."""
    height, width = pixels.shape[:2]
    for stride in STRIDES:
        step = stride // 4
        small = pixels.reshape(height // step, step, width // step, step, 3).mean(axis=(1, 3))
        padded = np.pad(small, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)))
        yield sliding_window_view(padded, (SIDE, SIDE), (0, 1))[::4, ::4]
