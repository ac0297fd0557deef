"""What a model's raw scores and classes look like, noted where heads take them and before they drop or round any.

Numbers that are no probabilities are mostly low: a head that keeps what is above its floor would never see them.
"""

import math
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]

_WHOLE = 0.01  # a class number this far from a whole one is none; float16 and quantisation stay below


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """How the boxes of all N cells, or anchors, lie about them; what may be in them or not."""

    shifts: Floats
    """(N, 2) from the middle of the cell to the centre of its box."""
    sizes: Floats
    """(N, 2) of the box. Both in cells, or in sizes of the anchor."""
    layers: Floats
    """(N,) the same number for all cells of a grid."""


@dataclass(slots=True)
class Notes:
    """What a head noted of scores, classes and boxes while it read."""

    lowest: float = math.inf
    """Of every score that was noted; infinity and its negative while there is none."""
    highest: float = -math.inf
    """See lowest."""
    lowest_logit: float = math.inf
    """Likewise of numbers that a logistic function or a softmax makes scores of."""
    highest_logit: float = -math.inf
    """See lowest_logit."""
    broken_classes: int = 0
    """Class numbers that are no whole numbers."""
    boxes: NDArray[np.float64] | None = None
    """(N, 4) of all candidates as fractions of the canvas, before a head clipped them; None where none does."""
    placing: Placing | None = None
    """None where the head measures no boxes from cells."""

    def scores(self, scores: Floats) -> None:
        if scores.size:
            self.lowest = min(self.lowest, float(scores.min()))
            self.highest = max(self.highest, float(scores.max()))

    def logits(self, values: Floats) -> None:
        if values.size:
            self.lowest_logit = min(self.lowest_logit, float(values.min()))
            self.highest_logit = max(self.highest_logit, float(values.max()))

    def classes(self, classes: Floats) -> None:
        self.broken_classes += int((np.abs(classes - np.round(classes)) > _WHOLE).sum())

    def and_also(self, other: "Notes") -> "Notes":
        """Both together, without their boxes and cells."""
        return Notes(
            lowest=min(self.lowest, other.lowest),
            highest=max(self.highest, other.highest),
            lowest_logit=min(self.lowest_logit, other.lowest_logit),
            highest_logit=max(self.highest_logit, other.highest_logit),
            broken_classes=self.broken_classes + other.broken_classes,
        )


_NOTES: ContextVar[Notes | None] = ContextVar("notes of what heads read", default=None)


@contextmanager
def noting() -> Generator[Notes]:
    """Within it, what heads note in this thread is gathered. Elsewhere noting costs nothing."""
    found = Notes()
    token = _NOTES.set(found)
    try:
        yield found
    finally:
        _NOTES.reset(token)


def note_scores(scores: Floats) -> None:
    """Of every row, as the model gave them, and meant to lie in [0, 1]."""
    notes = _NOTES.get()
    if notes is not None:
        notes.scores(scores)


def note_logits(values: Floats) -> None:
    """What a logistic function or a softmax is applied to."""
    notes = _NOTES.get()
    if notes is not None:
        notes.logits(values)


def note_classes(classes: Floats) -> None:
    """Finite class numbers, before they are cut to whole ones."""
    notes = _NOTES.get()
    if notes is not None:
        notes.classes(classes)


def note_boxes(boxes: NDArray[np.float64]) -> None:
    """By a head that clips its boxes: (N, 4) of all its candidates before that."""
    notes = _NOTES.get()
    if notes is not None:
        notes.boxes = boxes


def is_noting() -> bool:
    """Whether it is worth while to work something out for a note."""
    return _NOTES.get() is not None


def note_placing(placing: Placing) -> None:
    """By a head that measures its boxes from cells: of all cells, before any is dropped."""
    notes = _NOTES.get()
    if notes is not None:
        notes.placing = placing
