"""Boxes measured from anchors, and a logit or a probability for each class.

What ssd.py, mediapipe.py and efficientdet.py have in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.classifier import sigmoid
from driftwatch.inference.heads.common.anchor_grid import AnchorSettings, anchors
from driftwatch.inference.heads.common.dense_scores import candidates, confident, corners, reals, rows_of
from driftwatch.inference.heads.common.notes import Placing, is_noting, note_placing
from driftwatch.inference.heads.common.tensor_reading import Floats, finite, listed, tensor
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Coding:
    """How a box is written: offsets from the anchor's centre and sizes, both in units of the anchor."""

    columns: tuple[int, int, int, int]
    """Where centre x, centre y, width and height are."""
    divisors: tuple[float, float, float, float]
    """What each of these was multiplied by."""
    exponential: bool
    """Whether sizes are logarithms."""
    background: int
    """How many classes come before the first real one."""
    logits: bool = True
    """Whether scores are still to go through the logistic function."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Reads boxes that are coded as offsets from anchors."""

    boxes: str
    """The model's names of the outputs (1, N, 4 or more) and (1, N, C)."""
    scores: str
    """The model's names of the outputs (1, N, 4 or more) and (1, N, C)."""
    grid: NDArray[np.float64]
    """(N, 4), see anchors()."""
    coding: Coding

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - the grid is made for the canvas
        boxes = reals(rows_of(tensor(outputs, self.boxes), self.boxes, 3))
        values = reals(rows_of(tensor(outputs, self.scores), self.scores, 3))[:, self.coding.background :]
        if not len(boxes) == len(values) == len(self.grid):
            raise OutputError(
                f"{len(boxes)} boxes, {len(values)} scores and {len(self.grid)} anchors, not as many of each"
            )
        best = finite(values.max(axis=1), f'output "{self.scores}"')
        scores = sigmoid(best) if self.coding.logits else best
        rows = confident(scores, self.scores)
        if is_noting():
            note_placing(self._placing(boxes))
        found = self._decoded(boxes[rows], self.grid[rows])
        return candidates(found, scores[rows], values[rows].argmax(axis=1), self.boxes)

    def _decoded(self, boxes: Floats, grid: NDArray[np.float64]) -> Floats:
        offsets, sizes = self._uncoded(boxes)
        return corners(np.concatenate([grid[:, :2] + offsets * grid[:, 2:], sizes * grid[:, 2:]], axis=1))

    def _uncoded(self, boxes: Floats) -> tuple[Floats, Floats]:
        """Offsets and sizes in units of the anchor."""
        coded = boxes[:, list(self.coding.columns)] / np.array(self.coding.divisors)
        return coded[:, :2], np.exp(coded[:, 2:]) if self.coding.exponential else coded[:, 2:]

    def _placing(self, boxes: Floats) -> Placing:
        with np.errstate(over="ignore"):
            offsets, sizes = self._uncoded(boxes)
        return Placing(offsets, sizes, np.zeros(len(boxes)))


@dataclass(frozen=True, slots=True)
class AnchorPair:
    """The outputs of an anchor model by name, with their shapes."""

    boxes: str
    scores: str
    rows: int
    coordinates: int
    classes: int


def find_pair(subject: Subject) -> AnchorPair | None:
    """The boxes and the scores: two outputs (1, N, K) with the same N; None where there are no such two."""
    tables = [(name, array.shape) for name, array in subject.outputs.items() if array.ndim == 3 and array.shape[0] == 1]
    if len(tables) != 2 or tables[0][1][1] != tables[1][1][1]:
        return None
    score = subject.named("score")
    boxes_first = tables[1][0] == score if score is not None else _are_boxes(tables[0][1][2], tables[1][1][2])
    (boxes, shape), (scores, other) = tables if boxes_first else tables[::-1]
    return AnchorPair(boxes, scores, shape[1], shape[2], other[2])


def _are_boxes(width: int, other: int) -> bool:
    """Boxes have four columns, or more where they carry key points; scores of a single class have one."""
    return width == 4 or (other != 4 and width > other)


def fitting_grid(subject: Subject, rows: int, known: Sequence[AnchorSettings]) -> NDArray[np.float64] | None:
    """The anchors that the owner described, else the first of `known` that gives `rows` anchors on the canvas."""
    own = subject.settings.anchors
    for settings in (own,) if own.strides else known:
        grid = anchors(settings, subject.canvas)
        if len(grid) == rows:
            return grid
    return None


def make_anchors(subject: Subject, coding: Coding, known: Sequence[AnchorSettings]) -> Anchors:
    """Raises ModelError where the outputs are not such a pair, or no known anchors fit them."""
    pair = find_pair(subject)
    if pair is None or pair.coordinates < 4:
        raise ModelError(
            f"needs the outputs boxes (1, N, 4) and scores (1, N, C); the model gives {listed(subject.outputs)}"
        )
    grid = fitting_grid(subject, pair.rows, known)
    if grid is None:
        canvas = f"{subject.canvas.width}x{subject.canvas.height}"
        own = len(anchors(subject.settings.anchors, subject.canvas))
        said = f"the attribute anchors gives {own} of them" if own else "describe them in the attribute anchors"
        raise ModelError(f"the model has {pair.rows} anchors on {canvas} pixels: {said}")
    return Anchors(pair.boxes, pair.scores, grid, coding)
