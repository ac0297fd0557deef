"""Boxes, scores and classes that are outputs of their own, one row each for what was seen."""

from dataclasses import dataclass

import numpy as np

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.box_form import BoxForm
from driftwatch.inference.heads.common.dense_scores import candidates
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.open_question import OpenQuestion
from driftwatch.inference.heads.common.parts import Parts
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.tensors import Tensors


def question_of(parts: Parts) -> OpenQuestion[Parts]:
    """Which of the outputs are scores and which are classes, as far as that is known."""
    return OpenQuestion("scores and classes", (parts,) if parts.told_apart else (parts, parts.swapped()))


@dataclass(frozen=True, slots=True)
class PartsHead:
    """Reads boxes, labels and scores that are outputs of their own."""

    parts: OpenQuestion[Parts]
    """Where they are."""
    box: BoxForm
    """How boxes and classes are written, as far as that is known."""
    numbering: Numbering
    """How boxes and classes are written, as far as that is known."""
    notes: tuple[str, ...] = ()
    """What else is doubtful."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        if not self.parts.settled:
            self.parts.strike(lambda parts: parts.can_read(outputs))
        boxes, scores, classes = self.parts.answer.seen(outputs)
        for other in self.parts.left[1:]:
            if not np.array_equal(scores, other.seen(outputs)[1]):
                raise OutputError(
                    f'either "{other.classes}" or "{other.scores}" may be the scores, and no frame has shown which: '
                    "say it in remap_output_names, and name the decoder"
                )
        found = self.box.corners(boxes, scores, canvas)
        return candidates(found, scores, self.numbering.places(classes, scores), self.parts.answer.boxes)

    @property
    def assumptions(self) -> tuple[str, ...]:
        text = (
            f'remap_output_names: "{self.parts.answer.scores}" is taken for the scores, and no frame has shown it yet'
        )
        apart = () if self.parts.settled else (text,)
        return (*apart, *self.box.assumptions, *self.numbering.assumptions, *self.notes)
