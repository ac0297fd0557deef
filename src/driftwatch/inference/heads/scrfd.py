"""SCRFD: the faces of InsightFace.

For each grid score (N, 1), a probability; bbox (N, 4), distances from the cell's upper left corner to the edges of the
face, in cells; and, in the models with key points, kps (N, 10). Three grids of 8, 16 and 32 pixels a cell with two
predictions a cell, or five up to 128 with one. Every output may have a batch of one in front.
Source: Guo et al., "Sample and Computation Redistribution for Efficient Face Detection", 2021; InsightFace's
`model_zoo/scrfd.py`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import cells_of, from_distances, note_distances
from driftwatch.inference.heads.common.dense_scores import candidates, confident, pixels_to_fractions
from driftwatch.inference.heads.common.levels import Grids, by_width, check_rows, stacked
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.preprocess import Normalization
from driftwatch.inference.presets import Preset
from driftwatch.inference.tensors import Tensors

KNOWN: Final = (Grids((8, 16, 32), each=2), Grids((8, 16, 32, 64, 128)))
VALUES: Final = Normalization((0.5, 0.5, 0.5), (128 / 255, 128 / 255, 128 / 255))


@dataclass(frozen=True, slots=True)
class Scrfd:
    """The model's names, from the finest grid to the coarsest."""

    scores: tuple[str, ...]
    boxes: tuple[str, ...]
    grids: Grids

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        scores, boxes = stacked(outputs, self.scores)[:, 0], stacked(outputs, self.boxes)
        check_rows(boxes, canvas, self.grids)
        rows = confident(scores, self.scores[0])
        cells = cells_of(canvas, self.grids.strides, self.grids.each)
        note_distances(boxes, cells)
        found = from_distances(boxes[rows], cells.take(rows), middle=0.0)
        faces = np.zeros(len(rows), dtype=np.int64)
        return candidates(pixels_to_fractions(found, canvas), scores[rows], faces, self.boxes[0])


def _head(subject: Subject) -> Scrfd | None:
    for grids in KNOWN:
        found = by_width(subject, grids)
        levels = len(grids.strides)
        widths = {} if found is None else {width: len(names) for width, names in found.items()}
        if found is not None and widths in ({1: levels, 4: levels}, {1: levels, 4: levels, 10: levels}):
            return Scrfd(found[1], found[4], grids)
    return None


def recognise(subject: Subject) -> Recognition | None:
    head = _head(subject)
    if head is None:
        return None
    return Recognition(
        f"a score and a box for {head.grids.each} predictions in each cell of {len(head.grids.strides)} grids",
        sure=True,
    )


def make(subject: Subject) -> Scrfd:
    head = _head(subject)
    if head is None:
        raise ModelError(
            f"needs score (N, 1) and bbox (N, 4) of three or five grids; the model gives {listed(subject.outputs)}"
        )
    check_labels(subject, 1)
    return head


SCRFD: Final = Convention(
    name="scrfd",
    outputs="score (N, 1), bbox (N, 4) and perhaps kps (N, 10) of each of three or five grids",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.4),
    image=Preset(VALUES, "top_left"),
)
