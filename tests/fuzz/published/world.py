"""What a made model sees in every image but a plain one, and what a convention makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Reals: TypeAlias = NDArray[Any]

CANVASES = ((320, 320), (256, 256), (320, 256), (416, 416), (256, 320))


@dataclass(frozen=True, slots=True)
class World:
    """boxes: (N, 4) xmin ymin xmax ymax, fractions of the canvas, apart from each other. classes, scores: (N,).

    width, height: of the canvas, pixels. count: classes that the model tells apart. seed: of all that is mere noise.
    """

    boxes: Reals
    classes: NDArray[np.int64]
    scores: Reals
    width: int
    height: int
    count: int
    seed: int

    @property
    def centred(self) -> Reals:
        low, high = self.boxes[:, :2], self.boxes[:, 2:]
        return np.concatenate([(low + high) / 2, high - low], axis=1)

    @property
    def size(self) -> Reals:
        return np.array([self.width, self.height] * 2, np.float64)

    @property
    def noise(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)


@dataclass(frozen=True, slots=True)
class Saying:
    """One model's outputs. idle: of a plain image. lit: of any other. cut: outputs without rows while idle, by axis.

    scores: which columns of which output are class scores, as (output, first, last) along the last axis; boxes:
    likewise the four numbers of a box. properties: metadata. first_class: number of the first class that has a label.
    is_dense: it speaks of every place in the image. is_logits: a logistic function or a softmax must follow.
    is_in_cells: its boxes are offsets within cells and logarithms of sizes.
    canvas: width and height in pixels.
    """

    idle: Mapping[str, Array]
    lit: Mapping[str, Array]
    scores: tuple[str, int, int | None]
    boxes: tuple[str, int, int | None]
    cut: Mapping[str, int] = field(default_factory=dict[str, int])
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    first_class: int = 0
    is_dense: bool = False
    is_logits: bool = False
    is_in_cells: bool = False
    canvas: tuple[int, int] = (1, 1)


Writer: TypeAlias = Callable[[Random, World], Saying]


def make_world(rng: Random, canvas: tuple[int, int], count: int) -> World:
    """One to three objects, each within a quarter of its own."""
    quarters = rng.sample(((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)), rng.randint(1, 3))
    boxes: list[tuple[float, ...]] = []
    for left, top in quarters:
        width, height = rng.uniform(0.15, 0.42), rng.uniform(0.15, 0.42)
        x, y = left + rng.uniform(0.02, 0.46 - width), top + rng.uniform(0.02, 0.46 - height)
        boxes.append((x, y, x + width, y + height))
    return World(
        np.array(boxes),
        np.array([rng.randrange(count) for _ in boxes], np.int64),
        np.array([rng.uniform(0.6, 0.95) for _ in boxes]),
        canvas[0],
        canvas[1],
        count,
        rng.randrange(1 << 30),
    )


def f32(array: Any) -> Array:
    return np.asarray(array, np.float32)


def logit(probability: Any) -> Reals:
    values = np.asarray(probability, np.float64)
    return np.log(values / (1 - values))
