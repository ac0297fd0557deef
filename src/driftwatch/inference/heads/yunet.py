"""YuNet: faces, as OpenCV's model zoo publishes it.

Four outputs for each of the grids of 8, 16 and 32 pixels a cell: cls (1, N, 1) and obj (1, N, 1), the probabilities of
a face and of an object; bbox (1, N, 4), offset x, y of the centre from the cell's corner and logarithms of the sizes,
in cells; and kps (1, N, 10), key points. The score is the geometric mean of both probabilities.
Source: Wu et al., "YuNet", 2023; `FaceDetectorYNImpl::postProcess` of OpenCV's objdetect.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import cells_of, from_offsets, note_offsets
from driftwatch.inference.heads.common.dense_scores import candidates, confident, pixels_to_fractions
from driftwatch.inference.heads.common.levels import Grids, by_width, check_rows, stacked
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import finite, listed
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS, Preset
from driftwatch.inference.tensors import Tensors

GRIDS: Final = Grids((8, 16, 32))


@dataclass(frozen=True, slots=True)
class YuNet:
    """The model's names, from the finest grid to the coarsest."""

    scores: tuple[tuple[str, ...], tuple[str, ...]]
    """Both kinds of them."""
    boxes: tuple[str, ...]

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        first, second = (stacked(outputs, names)[:, 0] for names in self.scores)
        boxes = stacked(outputs, self.boxes)
        check_rows(boxes, canvas, GRIDS)
        cells = cells_of(canvas, GRIDS.strides)
        note_offsets(boxes, cells)
        product = finite(first, f'output "{self.scores[0][0]}"') * second
        scores = np.sqrt(np.maximum(product, 0))
        rows = confident(scores, self.scores[1][0])
        found = from_offsets(boxes[rows], cells.take(rows))
        faces = np.zeros(len(rows), dtype=np.int64)
        return candidates(pixels_to_fractions(found, canvas), scores[rows], faces, self.boxes[0])


def _head(subject: Subject) -> YuNet | None:
    found = by_width(subject, GRIDS)
    if found is None or {width: len(names) for width, names in found.items()} != {1: 6, 4: 3, 10: 3}:
        return None
    # Which of both is the object's does not matter: they are multiplied.
    return YuNet((found[1][:3], found[1][3:]), found[4])


def recognise(subject: Subject) -> Recognition | None:
    if _head(subject) is None:
        return None
    return Recognition("two scores, a box and five key points for each cell of three grids", sure=True)


def make(subject: Subject) -> YuNet:
    head = _head(subject)
    if head is None:
        raise ModelError(
            "needs cls (1, N, 1), obj (1, N, 1), bbox (1, N, 4) and kps (1, N, 10) of three grids; "
            f"the model gives {listed(subject.outputs)}"
        )
    check_labels(subject, 1)
    return head


YUNET: Final = Convention(
    name="yunet",
    outputs="cls (1, N, 1), obj (1, N, 1), bbox (1, N, 4), kps (1, N, 10) of each of three grids",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.3),
    image=Preset(PRESETS["raw"].normalization, "top_left", bgr=True),
)
