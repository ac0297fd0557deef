"""YOLO without anchors: v5u, v8, 9, 11, 12 and 26 as Ultralytics exports them without suppression in the graph.

One output (1, 4 + C, N) or its transpose (1, N, 4 + C): centre x, centre y, width and height, in pixels (fractions
in TensorFlow Lite exports), then C class probabilities. Segmentation and pose models have more columns after those.
Source: Ultralytics' `Detect` head and `utils/nms.py`.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from driftwatch.errors import LabelError, ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import (
    are_fractions,
    candidates,
    confident,
    corners,
    pixels_to_fractions,
    probabilities,
    reals,
    rows_of,
)
from driftwatch.inference.heads.common.output_checks import check_labels, only_table
from driftwatch.inference.heads.common.tensor_reading import Floats, listed, tensor
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.common.yolo_grid import cells
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors

UNCOUNTED: Final = (
    "decoder: the fifth number of each row is taken for the score of a class; in YOLOX and YOLOv6 it is the "
    'probability of an object; a label file decides it, and so does "decoder": "yolo" or "yolo_objectness"'
)
MAYBE: Final = (
    "perhaps the angle of turned boxes or key points, with fewer classes than that; say how many classes there are, as "
    'in "decoder": "yolo", "class_count": 1, and the boxes are read'
)


@dataclass(frozen=True, slots=True)
class Yolo:
    """Reads the YOLO family without an objectness."""

    output: str
    """The model's name of it."""
    classes: int
    """Number of classes."""
    transposed: bool = False
    """Whether the predictions are its rows."""
    turned: bool = False
    """Whether the column after the classes is an angle; each box is then the upright one around the turned one."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        columns = table.T if self.transposed else table
        scores = columns[4 : 4 + self.classes]
        best = scores.max(axis=0)
        rows = confident(probabilities(best, self.output, MAYBE), self.output)
        boxes = columns[:4, rows].T
        boxes = corners(upright(boxes, columns[4 + self.classes, rows]) if self.turned else boxes)
        if not are_fractions(columns[:2]):
            boxes = pixels_to_fractions(boxes, canvas)
        return candidates(boxes, best[rows], scores[:, rows].argmax(axis=0), self.output)


def recognise(subject: Subject) -> Recognition | None:
    found = only_table(subject)
    if found is None:
        return None
    _, first, second = found[1].shape
    columns, rows = _fits(subject, first, second), _fits(subject, second, first)
    if columns is None and rows is not None and not rows.sure and second > 5 and not _is_counted(subject):
        return replace(rows, doubt=UNCOUNTED)
    return columns or rows


def _is_counted(subject: Subject) -> bool:
    """Whether labels or the owner say how many classes there are."""
    return subject.class_count is not None or subject.settings.class_count is not None


def make(subject: Subject) -> Yolo:
    found = only_table(subject)
    if found is None or max(found[1].shape[1:]) <= 4 + _masks(subject):
        raise ModelError(f"needs one output (1, 4 + C, N) or (1, N, 4 + C); the model gives {listed(subject.outputs)}")
    name, array = found
    _, first, second = array.shape
    transposed = _fits(subject, first, second) is None and (_fits(subject, second, first) is not None or second < first)
    metadata, said = read_metadata(subject), subject.settings.class_count
    columns = (second if transposed else first) - 4 - _masks(subject)
    classes = said or (columns if metadata is None else metadata.classes)
    if classes > columns:
        raise ModelError(f"class_count: {classes} classes do not fit into the {columns} columns after the box")
    try:
        check_labels(subject, classes)
    except LabelError as error:
        if said is not None or subject.class_count is None or subject.class_count > columns:
            raise
        raise LabelError(f"{error}; {extra_columns(columns - subject.class_count, subject.class_count)}") from error
    turned = classes + 1 == columns and (metadata is None or metadata.task == "obb")
    return Yolo(name, classes, transposed, turned)


def extra_columns(count: int, classes: int) -> str:
    """What columns after the class scores may be, and how to say it."""
    what = "it is the angle of turned boxes" if count == 1 else f"the last {count} columns are key points"
    return f'if {what}, say "decoder": "yolo" and "class_count": {classes}, and the boxes are read'


def upright(boxes: Floats, angles: Floats) -> Floats:
    """(N, 4) centre and size of the upright boxes around those that are turned by `angles` (N,), in radians."""
    cosine, sine = np.abs(np.cos(angles)), np.abs(np.sin(angles))
    width, height = boxes[:, 2], boxes[:, 3]
    sizes = np.stack([width * cosine + height * sine, width * sine + height * cosine], axis=1)
    return np.concatenate([boxes[:, :2], sizes], axis=1)


def suspicion(subject: Subject) -> str:
    """What outputs of the shape of this convention may be whose class scores cannot be any; "" for others."""
    found = only_table(subject)
    if found is None or recognise(subject) is not None:
        return ""
    _, first, second = found[1].shape
    widths = [n for n, other in ((first, second), (second, first)) if other in cells(subject.canvas) and n > 4]
    if not widths:
        return ""
    return f"they have the shape of YOLO with {widths[0] - 4} classes, but these columns are not all scores: {MAYBE}"


def _fits(subject: Subject, width: int, predictions: int) -> Recognition | None:
    """Whether the output is `predictions` times `width` numbers."""
    if predictions not in cells(subject.canvas) or width <= 4:
        return None
    metadata = read_metadata(subject)
    if metadata is None:
        if not _are_scores(subject, width):
            return None
        return Recognition(f"one prediction for each of {predictions} cells, of 4 + {width - 4} numbers")
    exact = width == 4 + metadata.classes or (width > 4 + metadata.classes and metadata.task != "detect")
    if not exact or not metadata.has_boxes or metadata.rt_detr or metadata.suppressed:
        return None
    return Recognition(str(metadata), sure=True)


def _are_scores(subject: Subject, width: int) -> bool:
    """Whether all columns after the box, but for those of masks, lie between 0 and 1 in the trial."""
    found, said = only_table(subject), subject.settings.class_count
    if found is None:
        return False
    table = reals(found[1][0])
    columns = table if table.shape[0] == width else table.T
    try:
        probabilities(columns[4 : width - _masks(subject)] if said is None else columns[4 : 4 + said], found[0])
    except OutputError:
        return False
    return True


def _masks(subject: Subject) -> int:
    """Columns of a segmentation model that weigh its masks: as many as its second output has layers."""
    return next((array.shape[1] for array in subject.outputs.values() if array.ndim == 4), 0)


YOLO: Final = Convention(
    name="yolo",
    outputs="(1, 4 + C, N) or (1, N, 4 + C)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.7),
    image=PRESETS["yolo"],
)
