"""Which number of a row is what: the orders in which detectors write box, score and class, and how to recognise one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.heads.common.box_form import FORMS, Form

BOXES: Final[Mapping[Form, tuple[str, ...]]] = {
    "corners": ("xmin", "ymin", "xmax", "ymax"),
    "centre_size": ("x_centre", "y_centre", "width", "height"),
    "corner_size": ("x", "y", "width", "height"),
}
"""The columns of a box in each form, as the attribute row_columns calls them; x and y are those of its first corner."""
OTHERS: Final = ("score", "class", "batch", "-")
"""The other columns: batch is the number of the image, "-" what is left alone."""

ROUNDING: Final = 1e-3
"""What a float16 model may overshoot 1 by."""


@dataclass(frozen=True, slots=True)
class RowOrder:
    """Where in a row the parts are."""

    box: tuple[int, int, int, int]
    score: int
    kind: int | None
    """Of the class."""
    batch: int | None = None
    """Of the image's number; None where there is none."""

    @property
    def counts_from_zero(self) -> bool:
        """Whether those who write this order number their classes from 0."""
        return self in _FROM_ZERO

    def can_read(self, rows: NDArray[Any], classes: int | None) -> bool:
        """Whether `rows` (N, width), of which none is empty, could be written in this order.

        Scores lie in [0, 1], classes are whole numbers, and a batch of one has the number 0. classes: how many there
        are at most, counted from 0, None where that is not known.
        """
        scores, kinds = rows[:, self.score], self.kinds(rows)
        if not ((scores >= 0) & (scores <= 1 + ROUNDING)).all():
            return False
        if not ((kinds >= 0) & (kinds == np.round(kinds))).all() or (classes is not None and kinds.max() >= classes):
            return False
        return self.batch is None or not rows[:, self.batch].any()

    def kinds(self, rows: NDArray[Any]) -> NDArray[Any]:
        return np.zeros(len(rows)) if self.kind is None else rows[:, self.kind]


@dataclass(frozen=True, slots=True)
class RowReading:
    """An order, and the form of the box in it."""

    order: RowOrder
    form: Form

    def __str__(self) -> str:
        """Gives the order as the attribute row_columns has it."""
        order = self.order
        names: dict[int, str] = dict(zip(order.box, BOXES[self.form], strict=True))
        names[order.score] = "score"
        names |= {
            column: name for column, name in ((order.kind, "class"), (order.batch, "batch")) if column is not None
        }
        return "[" + ", ".join(f'"{names.get(column, "-")}"' for column in range(max(names) + 1)) + "]"


_PARTS: Final = {6: ("box", "score", "class"), 7: ("batch", "box", "score", "class")}
_PUBLISHED: Final[tuple[tuple[str, ...], ...]] = (
    ("box", "score", "class"),
    ("class", "score", "box"),
    ("batch", "box", "class", "score"),
    ("batch", "box", "score", "class"),
    ("batch", "class", "score", "box"),
)


def row_readings(width: int, forms: Sequence[Form] = FORMS) -> tuple[RowReading, ...]:
    """Every order of box, score and class, and of the image's number in rows of 7; those in use come first.

    forms: of a box. Those after the first are considered only in orders that somebody is known to write.
    """
    free = [parts for parts in permutations(_PARTS[width]) if parts not in _PUBLISHED]
    known = [parts for parts in _PUBLISHED if len(parts) == len(_PARTS[width])]
    likely = [RowReading(ordered(parts), forms[0]) for parts in (*known, *free)]
    return (*likely, *(RowReading(ordered(parts), form) for form in forms[1:] for parts in known))


def ordered(parts: Sequence[str]) -> RowOrder:
    """Of "box", "score", "class" and "batch" as they follow each other."""
    at: dict[str, int] = {}
    column = 0
    for part in parts:
        at[part] = column
        column += 4 if part == "box" else 1
    box = at["box"]
    return RowOrder((box, box + 1, box + 2, box + 3), at["score"], at["class"], at.get("batch"))


_FROM_ZERO: Final = frozenset(ordered(parts) for parts in _PUBLISHED[:4])


def said(columns: Sequence[str]) -> RowReading:
    """From the attribute row_columns, which has no problems (see column_problems)."""
    fitting: list[Form] = [form for form in FORMS if set(BOXES[form]) <= set(columns)]
    first, second, third, fourth = (columns.index(name) for name in BOXES[fitting[0]])
    batch = columns.index("batch") if "batch" in columns else None
    kind = columns.index("class") if "class" in columns else None
    return RowReading(RowOrder((first, second, third, fourth), columns.index("score"), kind, batch), fitting[0])


def column_problems(columns: Sequence[str]) -> list[str]:
    """What is wrong with the attribute row_columns; nothing where it is not set."""
    if not columns:
        return []
    found: list[str] = []
    twice = sorted({name for name in columns if name != "-" and columns.count(name) > 1})
    found.extend(f'row_columns: "{name}" appears more than once' for name in twice)
    boxes = [names for names in BOXES.values() if set(names) <= set(columns)]
    if "score" not in columns or len(boxes) != 1 or len({*columns} - {*boxes[0], *OTHERS}) > 0:
        choices = " or ".join(", ".join(f'"{name}"' for name in names) for names in BOXES.values())
        found.append(f'row_columns: must hold "score" and the four of one box ({choices}), got {list(columns)}')
    return found
