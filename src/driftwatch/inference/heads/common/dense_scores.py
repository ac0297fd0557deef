"""What heads share whose models say something about every cell of the image: nearly all of it is nothing."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.notes import note_scores
from driftwatch.inference.heads.common.tensor_reading import Floats, class_numbers, finite
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.tensors import Array

ROUNDING: Final = 1e-3
"""What a float16 model may leave [0, 1] by."""

FLOOR: Final = 0.05
"""Candidates below this score are not looked at: they are noise, and thousands."""


def reals(array: Array) -> Floats:
    """Gives float32 and float64 as they are, everything else as float32."""
    return array if array.dtype == np.float32 or array.dtype == np.float64 else array.astype(np.float32)


def rows_of(array: Array, name: str, rank: int) -> Array:
    """Gives a tensor of `rank` dimensions and a batch of one without its batch. Raises OutputError for another."""
    if array.ndim != rank or array.shape[0] != 1:
        raise OutputError(f'output "{name}" has shape {list(array.shape)}, expected {rank} dimensions, the first of 1')
    return array[0]


def confident(scores: Floats, name: str) -> NDArray[np.int64]:
    """Gives the rows whose score is above the floor. Raises OutputError where a score is not a finite number.

    scores: of every row, as the model gave them.
    """
    note_scores(finite(scores, f'output "{name}"'))
    return np.flatnonzero(scores > FLOOR)


def probabilities(scores: Floats, name: str, maybe: str = "something else") -> Floats:
    """Gives `scores` back. Raises OutputError where one lies outside [0, 1] by more than rounding, so that it is none.

    maybe: what such numbers are then, and how to say it.
    """
    if scores.size and (scores.min() < -ROUNDING or scores.max() > 1 + ROUNDING):
        raise OutputError(
            f'the scores in output "{name}" go from {scores.min():.4g} to {scores.max():.4g}, but those of a class lie '
            f"between 0 and 1: these numbers are {maybe}"
        )
    return scores


def corners(centred: Floats) -> Floats:
    """(N, 4) centre x, centre y, width, height to xmin ymin xmax ymax. Raises OutputError where one is not finite."""
    finite(centred, "a box")
    half = centred[:, 2:] / 2
    return np.concatenate([centred[:, :2] - half, centred[:, :2] + half], axis=1)


def are_fractions(positions: Floats) -> bool:
    """Whether positions count in canvases rather than in pixels: all lie within twice the canvas."""
    return positions.size == 0 or bool(np.abs(positions).max() <= 2)


def pixels_to_fractions(boxes: Floats, canvas: Size) -> NDArray[np.float64]:
    return boxes / np.array([canvas.width, canvas.height] * 2, dtype=np.float64)


def candidates(boxes: Floats, scores: Floats, classes: Array, name: str) -> Candidates:
    """`boxes`: (N, 4) corners as fractions of the canvas. Raises OutputError where a number is not finite.

    Neither boxes nor scores are clipped: what lies too far out shows that a model is read wrong.
    """
    return Candidates(
        boxes=finite(boxes, f'output "{name}"').astype(np.float64),
        scores=scores.astype(np.float64),
        classes=class_numbers(finite(classes.astype(np.float64), f'output "{name}"')),
    )
