"""Reads rows of box, score and class, and finds their order as far as nobody has said it."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.box_form import FORMS, SURE, BoxForm, as_corners, can_be
from driftwatch.inference.heads.common.dense_scores import FLOOR, are_fractions, candidates, pixels_to_fractions, reals
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.open_question import OpenQuestion
from driftwatch.inference.heads.common.row_order import RowReading
from driftwatch.inference.heads.common.tensor_reading import Floats, finite, shape_text, tensor
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.tensors import Tensors

ENOUGH: Final = 500
"""Rows that prove an order as well as thousands."""


@dataclass(frozen=True, slots=True)
class RowHead:
    """Reads one row of numbers a detection."""

    output: str
    """The model's names of the rows and of their number, None where it gives none."""
    count: str | None
    """See output."""
    question: OpenQuestion[RowReading]
    """How a row can be read, the likeliest first."""
    numbering: Numbering
    """Of classes in orders whose source counts them from a known number."""
    other_numbering: Numbering | None = None
    """In all others, None where there are none."""
    classes: int | None = None
    """One more than the highest number of a class, None where that is not known."""
    box: BoxForm = field(default_factory=lambda: BoxForm(FORMS[:1]))

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        """Raises OutputError as well where rows can be read in several orders that give different answers."""
        rows = filled(self.rows(outputs))
        if not self.question.settled and len(rows):
            left = self.possible(rows, canvas)
            self.question.strike(lambda reading: reading in left)
        best = self.question.answer
        parts = _parts(rows, best)
        for other in self.question.left[1:]:
            if other.order != best.order and not _alike(parts, _parts(rows, other)):
                raise OutputError(
                    f'the rows of "{self.output}" can be read as {best} and as {other}, and no frame has shown yet '
                    "which of them is right: say it in row_columns"
                )
        boxes, scores, kinds = parts
        found = self.box.corners(as_corners(boxes, best.form), scores, canvas)
        return candidates(found, scores, self._numbering.places(kinds, scores), self.output)

    @property
    def _numbering(self) -> Numbering:
        counted = self.question.answer.order.counts_from_zero
        return self.numbering if counted or self.other_numbering is None else self.other_numbering

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed of the rows, as long as none has shown it."""
        numbering = (*self.box.assumptions, *self._numbering.assumptions)
        best = self.question.answer
        if not self.question.untouched and len({reading.form for reading in self.question.left}) == 1:
            return numbering
        text = (
            f"row_columns: the rows are taken as {best}, and no frame has shown yet that they are nothing else; if you "
            f'know, say it: "row_columns": {best}'
        )
        return (text, *numbering)

    def rows(self, outputs: Tensors) -> Floats:
        """(N, width), as many as there are."""
        table = reals(tensor(outputs, self.output))
        width = 1 + max(max(*reading.order.box, reading.order.score) for reading in self.question.left)
        if table.ndim < 2 or table.shape[-1] < width or any(n != 1 for n in table.shape[:-2]):
            raise OutputError(f'output "{self.output}" has the shape {shape_text(table)}, expected rows of {width}')
        rows = table.reshape(-1, table.shape[-1])
        if self.count is not None:
            given = finite(reals(tensor(outputs, self.count)), f'output "{self.count}"').reshape(-1)
            rows = rows[: max(int(given[0]), 0)] if given.size == 1 else rows
        return finite(rows, f'output "{self.output}"')

    def possible(self, rows: Floats, canvas: Size) -> list[RowReading]:
        """The readings that `rows` do not contradict; where scores are seen in one, those that see none are out."""
        some = rows[:ENOUGH]
        if len(some) == 0:
            return list(self.question.left)
        fitting = [reading for reading in self.question.left if self._can_be(some, reading, canvas)]
        seeing = [reading for reading in fitting if some[:, reading.order.score].any()]
        return seeing or fitting

    def _can_be(self, rows: Floats, reading: RowReading, canvas: Size) -> bool:
        if not reading.order.can_read(rows, self.classes):
            return False
        boxes = rows[:, list(reading.order.box)]
        spread = boxes if are_fractions(boxes) else pixels_to_fractions(boxes, canvas)
        sure = rows[:, reading.order.score] >= SURE
        return bool(can_be(spread[sure], reading.form).all())


def filled(rows: NDArray[Any]) -> NDArray[Any]:
    """`rows` without those that hold nothing: of zeros, and all from one on that begins with -1 (DetectionOutput)."""
    empty = ((rows == 0) | (rows == -1)).all(axis=1)
    ends = np.flatnonzero(empty & (rows[:, 0] == -1))
    last = int(ends[0]) if len(ends) else len(rows)
    return rows[:last][~empty[:last]]


def _parts(rows: Floats, reading: RowReading) -> tuple[Floats, Floats, Floats]:
    """Boxes (N, 4), scores (N,) and classes (N,) of the rows that say something."""
    order = reading.order
    seen = rows[rows[:, order.score] > FLOOR]
    return seen[:, list(order.box)], seen[:, order.score], order.kinds(seen)


def _alike(one: tuple[Floats, ...], other: tuple[Floats, ...]) -> bool:
    return all(np.array_equal(mine, its) for mine, its in zip(one, other, strict=True))
