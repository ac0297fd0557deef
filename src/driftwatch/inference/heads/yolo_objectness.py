"""YOLO with an objectness score: the original v5, v6 and v7, as their export scripts write them.

One output (1, N, 5 + C): centre x, centre y, width and height in pixels (fractions in TensorFlow Lite exports),
the probability that there is an object, then C class probabilities given that there is one.
Source: ultralytics/yolov5, `Detect` head and `non_max_suppression`: score = objectness x best class.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import LabelError, ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads import yolox
from driftwatch.inference.heads.common.dense_scores import (
    FLOOR,
    are_fractions,
    candidates,
    confident,
    corners,
    pixels_to_fractions,
    probabilities,
    reals,
    rows_of,
)
from driftwatch.inference.heads.common.notes import note_scores
from driftwatch.inference.heads.common.output_checks import check_labels, only_table
from driftwatch.inference.heads.common.tensor_reading import listed, tensor
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.common.yolo_grid import cells
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS, Preset
from driftwatch.inference.tensors import Array, Tensors

ANCHORS: Final = 3
"""Predictions a cell."""
SURE: Final = 0.3
MANY: Final = 0.01
"""Share of the cells of a grey image that are sure of a class, if that means: of an object, if there is one."""

LABELS_SAY: Final = (
    "decoder: there is a number more than a box and a score for each label, and it is taken for the probability of an "
    'object, as in YOLOX and YOLOv6; if so, say it: "decoder": "yolo_objectness"; if a label is missing, add it'
)
MAYBE: Final = (
    'perhaps the key points of faces or poses; their boxes are read with "decoder": "rows" and '
    '"row_columns": ["x_centre", "y_centre", "width", "height", "score"]'
)


@dataclass(frozen=True, slots=True)
class YoloObjectness:
    """Reads the YOLO family with an objectness."""

    output: str
    """The model's name of it. A model without classes, (1, N, 5), sees objects of class 0."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        note_scores(table[:, 5:])
        seen = table[confident(table[:, 4], self.output)]
        scores, classes = seen[:, 4], np.zeros(len(seen), dtype=np.int64)
        if table.shape[1] > 5:
            scores = scores * probabilities(seen[:, 5:].max(axis=1), self.output, MAYBE)
            classes = seen[:, 5:].argmax(axis=1)
        rows = confident(scores, self.output)
        boxes = corners(seen[rows, :4])
        if not are_fractions(table[:, :2]):
            boxes = pixels_to_fractions(boxes, canvas)
        return candidates(boxes, scores[rows], classes[rows], self.output)


def recognise(subject: Subject) -> Recognition | None:
    found = only_table(subject)
    if found is None or read_metadata(subject) is not None:
        return None
    _, predictions, width = found[1].shape
    one, three = cells(subject.canvas), {ANCHORS * count for count in cells(subject.canvas)}
    if predictions in three and width >= 5:
        return Recognition(f"three predictions for each of {predictions // ANCHORS} cells, of 5 + {width - 5} numbers")
    if predictions not in one or width < 6 or yolox.recognise(subject) is not None:
        return None
    text, shown = (
        f"one prediction for each of {predictions} cells, of 5 + {width - 5} numbers",
        _shows_objectness(found[1][0]),
    )
    if subject.class_count == width - 5:
        return Recognition(text, sure=True, doubt="" if shown else LABELS_SAY)
    return Recognition(text, sure=True) if subject.class_count is None and shown else None


def _shows_objectness(array: Array) -> bool:
    """Whether the fifth column cannot be the score of a class, as that of a grey image.

    v6 writes 1 everywhere; others are sure of a class in many cells where they are sure that there is no object.
    """
    table = reals(array)
    quiet = table[table[:, 4] < FLOOR, 5:].max(axis=1, initial=0.0)
    return bool((table[:, 4] > 0.99).all() or (quiet.size and quiet.max() <= 1 and (quiet > SURE).mean() > MANY))


def make(subject: Subject) -> YoloObjectness:
    found = only_table(subject)
    if found is None or found[1].shape[2] < 5:
        raise ModelError(f"needs one output (1, N, 5 + C); the model gives {listed(subject.outputs)}")
    classes = max(found[1].shape[2] - 5, 1)
    try:
        check_labels(subject, classes)
    except LabelError as error:
        if subject.class_count is None or subject.class_count > classes:
            raise
        raise LabelError(f"{error}; the other columns are {MAYBE}") from error
    return YoloObjectness(found[0])


def wanted(subject: Subject) -> Preset:
    """One prediction a cell: YOLOX takes bytes, blue first; YOLOv6, which is sure of an object everywhere, does not."""
    found = only_table(subject)
    if found is None or found[1].shape[1] not in cells(subject.canvas) or (found[1][0, :, 4] > 0.99).all():
        return PRESETS["yolo"]
    return yolox.IMAGE


YOLO_OBJECTNESS: Final = Convention(
    name="yolo_objectness",
    outputs="(1, N, 5 + C)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.45),
    image=wanted,
)
