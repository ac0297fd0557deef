"""Pictures to try a model with: a plain one in which there is nothing to see, and scenes in which there might be."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.pixels import Pixels

GREY: Final = 128

_SHAPES = 14
_GRAIN = 6  # grey values by which neighbouring pixels differ, as a camera's do


def plain(size: Size) -> Pixels:
    """(H, W, 3) uint8 RGB of one grey."""
    return np.full((size.height, size.width, 3), GREY, dtype=np.uint8)


def scene(size: Size, seed: int) -> Pixels:
    """(H, W, 3) uint8 RGB: soft light, a dozen things with edges in front of it, and a camera's grain.

    Not noise alone: a detector's first layers look for edges, corners and gradients, and answer them.
    """
    rng = np.random.default_rng(seed)
    light = rng.integers(40, 216, (3, 4, 3), dtype=np.uint8)
    canvas: Pixels = cv2.resize(light, (size.width, size.height), interpolation=cv2.INTER_LINEAR)  # pyright: ignore[reportAssignmentType]
    canvas = np.ascontiguousarray(canvas)
    for _ in range(_SHAPES):
        _thing(canvas, rng)
    return cv2.add(canvas, _grain(size, rng))  # pyright: ignore[reportReturnType]


def _thing(canvas: Pixels, rng: np.random.Generator) -> None:
    height, width = canvas.shape[:2]
    colour = tuple(rng.integers(0, 256, 3).tolist())
    centre = int(rng.integers(0, width)), int(rng.integers(0, height))
    shorter = min(height, width)
    reach = int(rng.integers(max(2, shorter // 24), max(3, shorter // 4)))
    kind = rng.integers(0, 3)
    if kind == 0:
        cv2.circle(canvas, centre, reach, colour, -1, cv2.LINE_AA)
    elif kind == 1:
        corner = centre[0] + reach, centre[1] + reach // 2
        cv2.rectangle(canvas, (centre[0] - reach, centre[1] - reach), corner, colour, -1)
    else:
        cv2.ellipse(canvas, centre, (reach, reach // 2), int(rng.integers(0, 180)), 0, 360, colour, max(1, reach // 6))


def _grain(size: Size, rng: np.random.Generator) -> NDArray[np.uint8]:
    tile = rng.integers(0, _GRAIN, (64, 64, 3), dtype=np.uint8)
    return np.tile(tile, (-(-size.height // 64), -(-size.width // 64), 1))[: size.height, : size.width]
