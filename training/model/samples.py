"""Windows to learn from, what is wanted for each, and where the object of each lies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.windows import CONTRAST, GREY, STRIDES, Canvas, Placed, Values, centres, windows

OBJECT = 0.7
"""A window that is wanted to be nothing by less than this is one on an object."""
_SHARE = 0.55
"""Of a window's side that an object of the grid fills at best; each object belongs to the grid that comes closest."""
_SPREAD = 0.3
"""Cells: one whose middle is a cell from the object's is wanted by 0.25, so that each object has one clear answer."""
_NEAR, _FAR = 12, 8
"""Windows of nothing from each picture: around its objects, and anywhere."""


@dataclass(frozen=True)
class Samples:
    """N windows. wanted: (N, C + 1) probabilities, the last of nothing. places: (N, 4) of the object, see `targets`."""

    windows: Values
    wanted: Values
    places: Values

    def of(self, chosen: NDArray[np.int64]) -> "Samples":
        return Samples(self.windows[chosen], self.wanted[chosen], self.places[chosen])


def targets(placed: Placed, canvas: Canvas, classes: int) -> tuple[Values, Values]:
    """Of every cell: what is wanted (N, C + 1), and the object's centre from the cell's middle and its size (N, 4).

    Both in sides of the window, which are 4 strides. An object is wanted the less the further a cell is from its
    middle, as in Zhou et al., "Objects as Points" (2019).
    """
    cells = centres(canvas)
    wanted = np.zeros((len(cells), classes + 1), np.float32)
    places = np.zeros((len(cells), 4), np.float32)
    for (x, y, width, height), number in zip(placed.boxes, placed.classes, strict=True):
        stride = _stride_of(max(width, height))
        away = np.abs(cells[:, :2] - (x, y)).max(axis=1) / stride
        strength = np.where(cells[:, 2] == stride, np.exp(-((np.maximum(away - 0.5, 0) / _SPREAD) ** 2) / 2), 0)
        stronger = strength > np.maximum(wanted[:, :classes].max(axis=1), 0.02)
        wanted[stronger, :classes] = 0
        wanted[stronger, number] = strength[stronger]
        place = np.stack([x - cells[:, 0], y - cells[:, 1], np.full(len(cells), width), np.full(len(cells), height)], 1)
        places[stronger] = place[stronger] / (4 * stride)
    wanted[:, classes] = 1 - wanted[:, :classes].sum(axis=1)
    return wanted, places


def _stride_of(side: float) -> int:
    steps = np.log2(max(side, 1e-3) / (_SHARE * 4 * STRIDES[0]))
    return STRIDES[int(np.clip(round(float(steps)), 0, len(STRIDES) - 1))]


def draw_samples(placed: Placed, canvas: Canvas, classes: int, rng: np.random.Generator) -> Samples:
    """All windows on objects, and some of nothing; the light varies."""
    wanted, places = targets(placed, canvas, classes)
    nothing = wanted[:, classes]
    objects, near = np.nonzero(nothing < OBJECT)[0], np.nonzero((nothing >= OBJECT) & (nothing < 1))[0]
    around = np.union1d(near, _around(placed, canvas, nothing))
    chosen = np.concatenate([objects, _some(around, _NEAR, rng), _some(np.nonzero(nothing == 1)[0], _FAR, rng)])
    light = np.float32(rng.uniform(0.85, 1.15))
    return Samples(windows(placed.pixels * light, chosen), wanted[chosen], places[chosen])


def plain_samples(canvas: Canvas, classes: int, rng: np.random.Generator) -> Samples:
    """A picture of one colour, with some noise, in which there is nothing."""
    colour, noise = rng.uniform(0, 1, 3) if rng.random() < 0.5 else np.full(3, rng.uniform(0, 1)), rng.uniform(0, 0.03)
    pixels = np.clip(colour + rng.normal(0, noise, (canvas.height, canvas.width, 3)), 0, 1) - GREY
    pixels *= CONTRAST
    placed = Placed(pixels.astype(np.float32), np.zeros((0, 4)), np.zeros(0, np.int64))
    return draw_samples(placed, canvas, classes, rng)


def hard_samples(placed: Placed, canvas: Canvas, probabilities: Values, most: int) -> Samples:
    """The windows of nothing in which a network sees an object most surely. probabilities: (N, C + 1) of all cells."""
    classes = probabilities.shape[1] - 1
    wanted, places = targets(placed, canvas, classes)
    wrong = np.where(wanted[:, classes] == 1, 1 - probabilities[:, classes], 0)
    chosen = np.argsort(-wrong)[:most]
    chosen = chosen[wrong[chosen] > 0.1]
    return Samples(windows(placed.pixels, chosen), wanted[chosen], places[chosen])


def _around(placed: Placed, canvas: Canvas, nothing: Values) -> NDArray[np.int64]:
    """Cells of nothing whose window sees a part of an object."""
    cells, sees = centres(canvas), np.zeros(len(nothing), bool)
    for x, y, width, height in placed.boxes:
        reach = np.stack([np.full(len(cells), width), np.full(len(cells), height)], 1) / 2 + 2 * cells[:, 2:]
        sees |= (np.abs(cells[:, :2] - (x, y)) < reach).all(axis=1)
    return np.nonzero(sees & (nothing == 1))[0]


def _some(cells: NDArray[np.int64], most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.choice(cells, min(most, len(cells)), replace=False) if len(cells) else cells


def joined(parts: Sequence[Samples]) -> Samples:
    return Samples(
        np.concatenate([one.windows for one in parts]),
        np.concatenate([one.wanted for one in parts]),
        np.concatenate([one.places for one in parts]),
    )
