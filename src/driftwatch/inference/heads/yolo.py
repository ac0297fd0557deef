"""YOLO without anchors: v5u, v8, 9, 11, 12 and 26 as Ultralytics exports them without suppression in the graph.

One output (1, 4 + C, N) or its transpose (1, N, 4 + C): centre x, centre y, width and height, in pixels (fractions
in TensorFlow Lite exports), then C class probabilities. Segmentation and pose models have more columns after those.
Source: Ultralytics' `Detect` head and `utils/nms.py`.
"""

from dataclasses import dataclass
from typing import Final

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.convention import Convention, Evidence, Subject
from driftwatch.inference.heads.dense import (
    are_fractions,
    candidates,
    confident,
    corners,
    pixels_to_fractions,
    reals,
    rows_of,
)
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.looking import check_labels, only_table
from driftwatch.inference.heads.reading import listed, tensor
from driftwatch.inference.heads.ultralytics import read_metadata
from driftwatch.inference.heads.yolo_grid import cells
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Yolo:
    """output: the model's name of it. classes: C. transposed: whether the predictions are its rows."""

    output: str
    classes: int
    transposed: bool = False

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        columns = table.T if self.transposed else table
        scores = columns[4 : 4 + self.classes]
        best = scores.max(axis=0)
        rows = confident(best, self.output)
        boxes = corners(columns[:4, rows].T)
        if not are_fractions(columns[:2]):
            boxes = pixels_to_fractions(boxes, canvas)
        return candidates(boxes, best[rows], scores[:, rows].argmax(axis=0), self.output)


def recognise(subject: Subject) -> Evidence | None:
    found = only_table(subject)
    if found is None:
        return None
    _, first, second = found[1].shape
    return _fits(subject, first, second) or _fits(subject, second, first)


def make(subject: Subject) -> Yolo:
    found = only_table(subject)
    if found is None or max(found[1].shape[1:]) <= 4 + _masks(subject):
        raise ModelError(f"needs one output (1, 4 + C, N) or (1, N, 4 + C); the model gives {listed(subject.outputs)}")
    name, array = found
    _, first, second = array.shape
    transposed = _fits(subject, first, second) is None and (_fits(subject, second, first) is not None or second < first)
    metadata = read_metadata(subject)
    classes = (second if transposed else first) - 4 - _masks(subject) if metadata is None else metadata.classes
    check_labels(subject, classes)
    return Yolo(name, classes, transposed)


def _fits(subject: Subject, width: int, predictions: int) -> Evidence | None:
    """Whether the output is `predictions` times `width` numbers."""
    if predictions not in cells(subject.canvas) or width <= 4:
        return None
    metadata = read_metadata(subject)
    if metadata is None:
        return Evidence(f"one prediction for each of {predictions} cells, of 4 + {width - 4} numbers")
    exact = width == 4 + metadata.classes or (width > 4 + metadata.classes and metadata.task != "detect")
    if not exact or not metadata.has_boxes or metadata.rt_detr or metadata.suppressed:
        return None
    return Evidence(str(metadata), sure=True)


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
