"""YOLO with the suppression inside the model: v10, v26, and any that Ultralytics exports with nms=True.

One output (1, N, 6): xmin, ymin, xmax, ymax in pixels (fractions in TensorFlow Lite exports), score and class.
Rows that were not needed are zero. Segmentation and pose models have more columns after those.
Source: Ultralytics' `Detect.postprocess` and `NMSModel`.
"""

from dataclasses import dataclass
from typing import Final

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import (
    are_fractions,
    candidates,
    confident,
    pixels_to_fractions,
    reals,
    rows_of,
)
from driftwatch.inference.heads.common.output_checks import only_table
from driftwatch.inference.heads.common.tensor_reading import listed, tensor
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.common.yolo_grid import cells
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates, DetectorHead
from driftwatch.inference.heads.rows import END_TO_END, fits_end_to_end
from driftwatch.inference.heads.rows import make as make_rows
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class YoloEndToEnd:
    """Reads YOLO with its suppression inside the model."""

    output: str
    """The model's name of it."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        seen = table[confident(table[:, 4], self.output)]
        boxes = seen[:, :4]
        if not are_fractions(boxes):
            boxes = pixels_to_fractions(boxes, canvas)
        return candidates(boxes, seen[:, 4], seen[:, 5], self.output)


def recognise(subject: Subject) -> Recognition | None:
    found = only_table(subject)
    if found is None:
        return None
    _, rows, width = found[1].shape
    metadata = read_metadata(subject)
    if width < 6 or rows > END_TO_END:
        return None
    ambiguous = bool({rows, width} & cells(subject.canvas))
    if metadata is not None:
        suppressed = metadata.suppressed if metadata.suppressed is not None else not ambiguous
        fits = suppressed and metadata.has_boxes and metadata.task != "obb" and not metadata.rt_detr
        return Recognition(str(metadata), sure=True) if fits else None
    if ambiguous or width != 6 or subject.settings.row_columns or not fits_end_to_end(subject):
        return None
    return Recognition(f"{rows} rows of two corners, score and class")


def make(subject: Subject) -> DetectorHead:
    found = only_table(subject)
    if found is None or found[1].shape[2] < 6 or found[1].shape[2] in cells(subject.canvas):
        raise ModelError(f"needs one output (1, N, 6); the model gives {listed(subject.outputs)}")
    if read_metadata(subject) is None and subject.settings.decoder == "auto":
        return make_rows(subject)  # seen on a grey image, any order of columns looks like this
    return YoloEndToEnd(found[0])


YOLO_END_TO_END: Final = Convention(
    name="yolo_end_to_end", outputs="(1, N, 6)", recognise=recognise, make=make, image=PRESETS["yolo"]
)
