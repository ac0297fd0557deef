"""What can be wrong with a model or its label file so that it says something else than its convention."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Final, TypeAlias

import numpy as np

from tests.fuzz.published.world import Array, Saying, f32, logit

Break: TypeAlias = Callable[[Random, Saying], Saying | None]
"""Gives None where a convention cannot be broken this way."""


def _both(saying: Saying, name: str, change: Callable[[Array], Array]) -> Saying:
    """With `change` made to one output."""
    idle, lit = dict(saying.idle), dict(saying.lit)
    idle[name], lit[name] = change(idle[name]), change(lit[name])
    return replace(saying, idle=idle, lit=lit)


def _columns(saying: Saying, part: tuple[str, int, int | None], change: Callable[[Array], Array]) -> Saying:
    """With `change` made to columns of an output; they come last for it."""
    axis = -2 if _is_upright(saying, part[0]) else -1

    def changed(array: Array) -> Array:
        moved = np.moveaxis(array.astype(np.float32), axis, -1).copy()
        moved[..., part[1] : part[2]] = change(moved[..., part[1] : part[2]])
        return np.moveaxis(moved, -1, axis)

    return _both(saying, part[0], changed)


def _is_upright(saying: Saying, name: str) -> bool:
    """Whether the columns of a grid's table are its rows, as Ultralytics writes them."""
    shape = saying.lit[name].shape
    return saying.is_dense and len(shape) == 3 and shape[-1] > shape[-2]


def _has_boxes(saying: Saying) -> bool:
    first, last = saying.boxes[1:]
    return last is not None and last - first == 4


def logits(rng: Random, saying: Saying) -> Saying | None:
    """Logits for probabilities, or the other way round.

    A classifier may have either, and of a few finished rows alone nobody could tell, nor where all others are marked
    as none.
    """
    del rng
    is_marked = saying.lit[saying.scores[0]].shape[-1] == 7
    if not _has_boxes(saying) or saying.cut or (is_marked and not saying.is_dense):
        return None
    if saying.is_logits:
        return _columns(saying, saying.scores, lambda scores: 1 / (1 + np.exp(-scores)))
    return _columns(saying, saying.scores, lambda scores: f32(logit(np.clip(scores, 1e-6, 1 - 1e-6))))


def percent(rng: Random, saying: Saying) -> Saying | None:
    del rng
    if saying.is_logits:
        return None
    return _columns(saying, saying.scores, lambda scores: scores * 100)


def noisy_scores(rng: Random, saying: Saying) -> Saying | None:
    """Every score is high, as where the wrong columns stand; of finished rows nobody could tell."""
    if not saying.is_dense:
        return None
    noise = np.random.default_rng(rng.randrange(1 << 30))
    return _columns(saying, saying.scores, lambda scores: f32(noise.uniform(0.45, 0.9, scores.shape)))


def centres_and_corners(rng: Random, saying: Saying) -> Saying | None:
    """A grid's or a query's boxes in the other of both ways; of finished rows nobody could tell."""
    del rng
    if not _has_boxes(saying) or not saying.is_dense:
        return None

    def change(boxes: Array) -> Array:
        centre, size = boxes[..., :2], boxes[..., 2:]
        return np.concatenate([centre - size / 2, centre + size / 2], axis=-1)

    return _columns(saying, saying.boxes, change)


def y_before_x(rng: Random, saying: Saying) -> Saying | None:
    """Only of a grid, see above; but within a cell x and y, and width and height, look alike."""
    del rng
    if not _has_boxes(saying) or not saying.is_dense or saying.is_in_cells:
        return None
    return _columns(saying, saying.boxes, lambda boxes: boxes[..., [1, 0, 3, 2]])


def high_before_low(rng: Random, saying: Saying) -> Saying | None:
    """xmax ymax xmin ymin, or a negative size.

    A table of finished rows may hold centres and sizes as well, and only boxes that reach over an edge show that these
    are none.
    """
    del rng
    is_finished = not saying.is_dense and saying.boxes[0] == saying.scores[0]
    if not _has_boxes(saying) or (is_finished and _mostly_inside(saying)):
        return None
    return _columns(saying, saying.boxes, lambda boxes: boxes[..., [2, 3, 0, 1]])


def _mostly_inside(saying: Saying) -> bool:
    """Whether not even half of the boxes would clearly reach over an edge, if their high corners were centres."""
    name, first, last = saying.boxes
    rows = saying.lit[name][..., first:last].reshape(-1, 4)
    rows = rows[rows.any(axis=1)]
    edge = np.array(saying.canvas if rows.max() > 2 else (1, 1))
    return bool((rows[:, 2:] + rows[:, :2] / 2 > 1.06 * edge).any(axis=1).mean() < 0.5)


def huge(rng: Random, saying: Saying) -> Saying | None:
    """Fractions by some hundred could be pixels; these are more than any canvas has, or too few for one."""
    return _columns(saying, saying.boxes, lambda boxes: boxes * rng.choice((9, 6400))) if _has_boxes(saying) else None


def in_cells(rng: Random, saying: Saying) -> Saying | None:
    """Pixels divided by a stride; only of a grid."""
    del rng
    if not _has_boxes(saying) or not saying.is_dense:
        return None
    return _columns(saying, saying.boxes, lambda boxes: boxes / 8)


def no_size(rng: Random, saying: Saying) -> Saying | None:
    del rng
    if not _has_boxes(saying):
        return None
    return _columns(saying, saying.boxes, lambda boxes: boxes * 0)


def not_a_number(rng: Random, saying: Saying) -> Saying:
    value = rng.choice((np.nan, np.inf, -np.inf))
    part = rng.choice((saying.scores, saying.boxes)) if _has_boxes(saying) else saying.scores
    return _columns(saying, part, lambda values: values * 0 + value)


def transposed(rng: Random, saying: Saying) -> Saying | None:
    del rng
    if len(saying.lit) != 1:
        return None
    name = saying.scores[0]
    return (
        _both(saying, name, lambda array: np.ascontiguousarray(np.moveaxis(array, -1, -2)))
        if (saying.lit[name].ndim >= 3 and name not in saying.cut)
        else None
    )


def one_more_column(rng: Random, saying: Saying) -> Saying | None:
    """Of numbers that are no probabilities; among logits they are one class more."""
    name = saying.scores[0]
    axis = -2 if _is_upright(saying, name) else -1
    noise = np.random.default_rng(rng.randrange(1 << 30))
    if saying.lit[name].ndim < 2 or saying.is_logits:
        return None

    def change(array: Array) -> Array:
        moved = np.moveaxis(array.astype(np.float32), axis, -1)
        more = noise.uniform(-3, 9, (*moved.shape[:-1], 1)).astype(np.float32)
        return np.ascontiguousarray(np.moveaxis(np.concatenate([moved, more], axis=-1), -1, axis))

    return _both(saying, name, change)


def same_for_all(rng: Random, saying: Saying) -> Saying:
    """The image does not reach the answer."""
    del rng
    return replace(saying, idle=saying.lit, cut={})


def other_names(rng: Random, saying: Saying) -> Saying | None:
    """The outputs bear each other's names."""
    names = list(saying.lit)
    if len(names) < 2:
        return None
    turned = names[1:] + names[:1] if rng.random() < 0.5 else names[::-1]
    to = dict(zip(names, turned, strict=True))

    def renamed(parts: Mapping[str, Array]) -> dict[str, Array]:
        return {to[name]: array for name, array in parts.items()}

    cut = {to[name]: axis for name, axis in saying.cut.items()}
    return replace(saying, idle=renamed(saying.idle), lit=renamed(saying.lit), cut=cut)


BREAKS: Final[Mapping[str, Break]] = {
    "logits": logits,
    "percent": percent,
    "noisy scores": noisy_scores,
    "centres and corners": centres_and_corners,
    "y before x": y_before_x,
    "high before low": high_before_low,
    "huge": huge,
    "in cells": in_cells,
    "no size": no_size,
    "not a number": not_a_number,
    "transposed": transposed,
    "one more column": one_more_column,
    "same for all": same_for_all,
    "other names": other_names,
}

LABEL_BREAKS: Final = ("a label too many", "a label too few")
