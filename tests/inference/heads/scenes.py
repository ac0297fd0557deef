"""What is in an image, to be written down as each convention would."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import Array

CLASSES = 6


@dataclass(frozen=True)
class Scene:
    """boxes (N, 4): xmin ymin xmax ymax, fractions; they do not overlap. classes (N,), scores (N,) from .1 to .99.

    order: seed of the order in which a model lists them.
    """

    boxes: NDArray[np.float64]
    classes: NDArray[np.int64]
    scores: NDArray[np.float64]
    canvas: Size
    order: int

    @property
    def centred(self) -> NDArray[np.float64]:
        """Centre x, centre y, width, height, fractions."""
        low, high = self.boxes[:, :2], self.boxes[:, 2:]
        return np.concatenate([(low + high) / 2, high - low], axis=1)

    @property
    def pixels(self) -> NDArray[np.float64]:
        return np.array([self.canvas.width, self.canvas.height] * 2, dtype=np.float64)

    def rows(self, count: int) -> NDArray[np.int64]:
        """Where in `count` rows each object is."""
        return np.random.default_rng(self.order).permutation(count)[: len(self.boxes)]


def scenes(canvas: Size, classes: int = CLASSES, minimum: int = 0) -> st.SearchStrategy[Scene]:
    """Each object lies within a cell of its own of a 4 x 4 grid."""
    inside = st.tuples(st.floats(0.04, 0.1), st.floats(0.04, 0.1), st.floats(0.15, 0.21), st.floats(0.15, 0.21))
    thing = st.tuples(st.integers(0, 15), inside, st.integers(0, classes - 1), st.floats(0.1, 0.99))
    things = st.lists(thing, min_size=minimum, max_size=8, unique_by=lambda t: t[0])
    return st.builds(_scene, things, st.just(canvas), st.integers(0, 2**16))


def random_scene(random: np.random.Generator, canvas: Size, classes: int = CLASSES) -> Scene:
    """One to eight objects anywhere, which may overlap."""
    count = int(random.integers(1, 9))
    size = random.uniform(0.05, 0.6, (count, 2))
    low = random.uniform(0, 1 - size)
    kinds, scores = random.integers(0, classes, count), random.uniform(0.1, 0.99, count)
    return Scene(np.concatenate([low, low + size], axis=1), kinds, scores, canvas, 0)


def _scene(things: list[tuple[int, tuple[float, ...], int, float]], canvas: Size, order: int) -> Scene:
    boxes = np.array([np.array(at) + [cell % 4 / 4, cell // 4 / 4] * 2 for cell, at, _, _ in things])
    return Scene(
        boxes.reshape(-1, 4),
        np.array([kind for _, _, kind, _ in things], dtype=np.int64),
        np.array([score for _, _, _, score in things]),
        canvas,
        order,
    )


def f32(array: Any) -> Array:
    return np.asarray(array, dtype=np.float32)


def logit(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(probability / (1 - probability))
