"""One image as a model was seen to read it, in a few numbers that guards can add up."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.doubts.cell_counts import CellCounts, count_cells
from driftwatch.inference.geometry import solid
from driftwatch.inference.heads.common.notes import Notes
from driftwatch.inference.output_stage import Reading
from driftwatch.inference.tensors import Array, Tensors

Kind: TypeAlias = Literal["plain", "textured", "frame"]
Boxes: TypeAlias = NDArray[np.float64]

SURE: Final = 0.25
"""From this score up a candidate counts; what lies below is noise of models that are read right, too."""

FAINT: Final = 0.05
"""From this score up most heads give a candidate at all; what others give below it is no answer."""

LARGEST: Final = 1.3
"""Canvases. No box has such a width or height: detectors overshoot an edge by a few percent."""

OUTSIDE: Final = 0.25
"""Canvases. No box has its centre this far outside."""

OVER: Final = 0.05
"""Canvases by which a sound box reaches over an edge now and then."""

CORNER: Final = 0.13
"""Canvases. Boxes in cells, or in fractions that were taken for pixels, end up this near the upper left corner."""

SAMPLED: Final = 4096
"""Numbers of an image that distinguish it from another."""


@dataclass(frozen=True, slots=True)
class BoxCounts:
    """Of candidates from SURE up, before suppression."""

    sure: int = 0
    whole: int = 0
    """Cover the canvas."""
    flat: int = 0
    """Have no area, or a negative one."""
    astray: int = 0
    """Lie outside of the canvas or are larger than any object."""
    cornered: int = 0
    """Lie in its upper left corner."""
    reaching: int = 0
    """Reach over an edge of it."""

    def __add__(self, other: "BoxCounts") -> "BoxCounts":
        return BoxCounts(
            self.sure + other.sure,
            self.whole + other.whole,
            self.flat + other.flat,
            self.astray + other.astray,
            self.cornered + other.cornered,
            self.reaching + other.reaching,
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """What one image showed of how the model is read."""

    kind: Kind
    """Plain and textured images are made to try a model with, a frame is a camera's or a caller's."""
    shown: int
    """Checksums of the model's input, of its outputs, and of what was read there, wherever on the canvas the image lay.
    """
    raw: int
    """See shown."""
    said: int
    """See shown."""
    notes: Notes = field(default_factory=Notes)
    """What the head noted of scores and classes."""
    boxes: BoxCounts = field(default_factory=BoxCounts)
    cells: CellCounts = field(default_factory=CellCounts)
    """How boxes lie about their cells; none of a plain image, where edges say most."""
    answers: int = 0
    """Classifications, and detections from FAINT up, that came out."""
    clear: int = 0
    """Those from SURE up."""
    clues: Mapping[str, str] = field(default_factory=dict[str, str])
    """What else was found in the outputs, by the name of the guard that asks for it."""


def sample_of(kind: Kind, shown: Tensors, outputs: Tensors, reading: Reading, notes: Notes) -> Sample:
    """shown: the model's inputs. outputs: none where it is known that they change.

    notes: what the head noted while it made `reading` of `outputs`.
    """
    answer, found = reading.answer, reading.candidates
    seen = (*(answer.detections or ()), *(answer.classifications or ()))
    boxes = BoxCounts()
    if found is not None:
        notes.scores(found.scores)
        boxes = count_boxes((found.boxes if notes.boxes is None else notes.boxes)[found.scores >= SURE])
    return Sample(
        kind=kind,
        shown=checksum(shown, SAMPLED),
        raw=checksum(outputs),
        said=_said(reading),
        notes=notes,
        boxes=boxes,
        cells=CellCounts() if kind == "plain" else count_cells(notes.placing),
        answers=sum(one.confidence >= FAINT for one in answer.detections or ()) + len(answer.classifications or ()),
        clear=sum(one.confidence >= SURE for one in seen),
    )


def _said(reading: Reading) -> int:
    found = reading.candidates
    parts = {} if found is None else {"boxes": found.boxes, "scores": found.scores, "classes": found.classes}
    return hash((checksum(parts), reading.answer.classifications))


def count_boxes(boxes: Boxes) -> BoxCounts:
    """boxes: (N, 4) xmin ymin xmax ymax of sure candidates, fractions of the canvas."""
    low, high = boxes[:, :2], boxes[:, 2:]
    whole = ((low <= 0) & (high >= 1)).all(axis=1)
    middle = (low + high) / 2
    astray = ((high - low > LARGEST) | (middle < -OUTSIDE) | (middle > 1 + OUTSIDE)).any(axis=1)
    reaching = ((boxes < -OVER) | (boxes > 1 + OVER)).any(axis=1)
    cornered = ((boxes > -CORNER) & (boxes < CORNER)).all(axis=1)
    masks = (whole, ~solid(boxes), astray, cornered, reaching)
    return BoxCounts(len(boxes), *(int(mask.sum()) for mask in masks))


def checksum(tensors: Tensors, at_most: int | None = None) -> int:
    """Equal for equal tensors. at_most: numbers of each that are looked at, spread over it; None: all of them."""
    total = 0
    for array in tensors.values():
        step = 1 if at_most is None else max(1, array.size // at_most)
        total = zlib.adler32(_bytes(array.reshape(-1)[::step]), total)
    return total


def _bytes(array: Array) -> memoryview:
    return np.ascontiguousarray(array).data
