"""Boxes, scores and classes that are outputs of their own, one row each for what was seen."""

from dataclasses import dataclass

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.box_form import BoxForm
from driftwatch.inference.heads.dense import candidates
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.numbering import Numbering
from driftwatch.inference.heads.parts import Parts
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class PartsHead:
    """parts: where they are. box, numbering: how boxes and classes are written, as far as that is known.

    notes: what else is doubtful.
    """

    parts: Parts
    box: BoxForm
    numbering: Numbering
    notes: tuple[str, ...] = ()

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        boxes, scores, classes = self.parts.seen(outputs)
        found = self.box.corners(boxes, scores, canvas)
        return candidates(found, scores, self.numbering.places(classes, scores), self.parts.boxes)

    @property
    def assumptions(self) -> tuple[str, ...]:
        return (*self.box.assumptions, *self.numbering.assumptions, *self.notes)
