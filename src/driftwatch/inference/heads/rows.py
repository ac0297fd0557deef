"""Rows of box, score and class in whatever order, from models that have removed overlapping boxes themselves.

One output (N, 6), (1, N, 6), (N, 7), (1, N, 7) or (1, 1, N, 7) of any N: a box's four numbers, its score and its class,
in rows of 7 also the number of the image. Some models give the number of rows as well. Sources: YOLOv7's and YOLOv6's
export scripts (--end2end: batch, box, class, score), YOLO-NAS' flat predictions (batch, box, score, class),
PaddleDetection's multiclass_nms (class, score, box), Caffe's and OpenVINO's DetectionOutput (batch, class, score, box
as fractions; class 0 is the background), DeepStream-Yolo's exporters (box, score, class of every cell), automl's
EfficientDet ((1, N, 7): batch, box with y first, score, class from 1).
"""

from dataclasses import replace
from typing import Final

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.box_form import FORMS, XYXY, YXYX, BoxForm
from driftwatch.inference.heads.common.dense_scores import reals
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.open_question import OpenQuestion
from driftwatch.inference.heads.common.row_head import RowHead, filled
from driftwatch.inference.heads.common.row_order import RowReading, ordered, row_readings, said
from driftwatch.inference.heads.common.tensor_reading import Floats, listed
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.common.yolo_grid import cells
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.viam_tensors import LOCATION
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Array

SUPPRESSION: Final = Suppression(0.7)
"""Leaves what a model of this kind has suppressed itself as it is, and does it for those that have not."""
WIDTHS: Final = (6, 7)
END_TO_END: Final = 1000
"""Rows up to which (1, N, 6) is what yolo_end_to_end reads."""


def find_rows(subject: Subject) -> tuple[str, str | None] | None:
    """Names of the rows and of their number, None where there is none; None where no output is rows."""
    counts = [name for name, array in subject.outputs.items() if is_count(array)]
    named = subject.renamed(LOCATION)
    tables = [name for name in subject.outputs if name not in counts] if named is None else [named]
    if len(tables) != 1 or len(counts) > 1:
        return None
    shape = subject.outputs[tables[0]].shape
    if len(shape) < 2 or any(n != 1 for n in shape[:-2]):
        return None
    return tables[0], counts[0] if counts else None


def is_count(array: Array) -> bool:
    """Whether an output is one number, or one integer a batch."""
    return array.size == 1 and array.ndim <= 2


def recognise(subject: Subject) -> Recognition | None:
    found = find_rows(subject)
    if found is None or read_metadata(subject) is not None or subject.settings.remap_output_names:
        return None
    if subject.settings.row_columns:
        return Recognition("the attribute row_columns says what their numbers are", sure=True)
    table = subject.outputs[found[0]]
    *_, count, width = table.shape
    if width not in WIDTHS or count == width or (table.ndim == 4 and width == 7) or _is_paddle(subject):
        return None
    if fits_end_to_end(subject) or not possible(subject, found):
        return None
    text = f"rows of {width} numbers, as box, score and class are written"
    if count not in cells(subject.canvas):
        return Recognition(text)
    corners = _are_corners(reals(table).reshape(-1, width)[:, :4], subject.canvas)
    if corners is False or (corners is None and width == 7):
        return None  # class scores of every cell: yolo
    return Recognition(text, sure=corners is True)


def _are_corners(boxes: Floats, canvas: Size) -> bool | None:
    """Whether the boxes of all cells are two corners and no centres; None where they do not show it."""
    form = BoxForm(FORMS[:2])
    try:
        form.study_cells(boxes, canvas)
    except OutputError:
        return False
    return form.is_corners


def fits_end_to_end(subject: Subject) -> bool:
    """Whether rows can be what yolo_end_to_end reads: (1, N, 6) of few rows, two corners, score and class."""
    found = find_rows(subject)
    if found is None or found[1] is not None or _shape(subject)[-1] != 6 or len(_shape(subject)) != 3:
        return False
    count = _shape(subject)[1]
    wanted = ordered(("box", "score", "class"))
    if count > END_TO_END or count in cells(subject.canvas):
        return False
    return any(reading.order == wanted and reading.form == FORMS[0] for reading in possible(subject, found))


def possible(subject: Subject, found: tuple[str, str | None]) -> list[RowReading]:
    """How the rows of the trial can be read."""
    head = make_head(subject, found, row_readings(_shape(subject)[-1]), Numbering(subject))
    try:
        return head.possible(filled(head.rows(subject.outputs)), subject.canvas)
    except OutputError:
        return []


def most_classes(subject: Subject) -> int | None:
    """Class numbers end below this; one more than there are labels, where 0 may be the background."""
    return None if subject.class_count is None else subject.class_count + 1


def make(subject: Subject) -> RowHead:
    found, columns = find_rows(subject), subject.settings.row_columns
    width = 0 if found is None else subject.outputs[found[0]].shape[-1]
    if found is None or (width not in (6, 7) and not columns):
        raise ModelError(
            "needs one output of rows of 6 or 7 numbers, or row_columns to say what the numbers of other rows are; "
            f"the model gives {listed(subject.outputs)}"
        )
    if len(columns) > width:
        raise ModelError(f"row_columns: names {len(columns)} columns, but the rows have {width} numbers")
    said_form, said_order = subject.settings.box_format, subject.settings.xmin_ymin_xmax_ymax_order
    readings = (said(columns),) if columns else row_readings(width, FORMS if said_form == "auto" else (said_form,))
    orders, counts_from_zero = ((said_order,) if said_order else (XYXY,)), True
    if len(_shape(subject)) == 3 and width == 7 and not columns:  # EfficientDet of TensorFlow: y first, classes from 1
        orders, counts_from_zero = ((said_order,) if said_order else (XYXY, YXYX)), False
    head = make_head(subject, found, readings, Numbering(subject, certain=counts_from_zero))
    return replace(head, box=BoxForm(FORMS[:1], orders))


def make_head(
    subject: Subject, found: tuple[str, str | None], readings: tuple[RowReading, ...], numbering: Numbering
) -> RowHead:
    question = OpenQuestion("order of columns: set row_columns", readings)
    return RowHead(found[0], found[1], question, numbering, Numbering(subject), most_classes(subject))


def _is_paddle(subject: Subject) -> bool:
    found = find_rows(subject)
    inputs = {spec.name for spec in subject.info.inputs}
    return found is not None and ("multiclass_nms" in found[0] or {"image", "scale_factor"} <= inputs)


def recognise_paddle(subject: Subject) -> Recognition | None:
    if not _is_paddle(subject) or _shape(subject)[-1:] != (6,) or subject.settings.row_columns:
        return None
    return Recognition("rows of 6 numbers, with names or inputs of PaddleDetection", sure=True)


def make_paddle(subject: Subject) -> RowHead:
    found = find_rows(subject)
    if found is None or _shape(subject)[-1:] != (6,):
        raise ModelError(f"needs an output (N, 6) and at most a count; the model gives {listed(subject.outputs)}")
    reading = RowReading(ordered(("class", "score", "box")), "corners")
    return make_head(subject, found, (reading,), Numbering(subject, certain=True))


def recognise_detection_output(subject: Subject) -> Recognition | None:
    shape = _shape(subject)
    if len(shape) != 4 or shape[:2] != (1, 1) or shape[3] != 7 or subject.settings.row_columns:
        return None
    return Recognition(f"an output of the shape {list(shape)}", sure=True)


def make_detection_output(subject: Subject) -> RowHead:
    found = find_rows(subject)
    if found is None or _shape(subject)[-1:] != (7,):
        raise ModelError(f"needs an output (1, 1, N, 7); the model gives {listed(subject.outputs)}")
    reading = RowReading(ordered(("batch", "class", "score", "box")), "corners")
    numbering = Numbering(subject, likely=1)
    return RowHead(found[0], found[1], OpenQuestion("order", (reading,)), numbering, numbering, most_classes(subject))


def _shape(subject: Subject) -> tuple[int, ...]:
    found = find_rows(subject)
    return () if found is None else subject.outputs[found[0]].shape


ROWS: Final = Convention(
    name="rows",
    outputs="(N, 6) or (N, 7), box, score and class in any order",
    recognise=recognise,
    make=make,
    suppression=SUPPRESSION,
    image=PRESETS["yolo"],
)
PADDLE_NMS: Final = Convention(
    name="paddle_nms",
    outputs="(N, 6), class, score and box, and their number",
    recognise=recognise_paddle,
    make=make_paddle,
)
DETECTION_OUTPUT: Final = Convention(
    name="detection_output",
    outputs="(1, 1, N, 7), image, class, score and box",
    recognise=recognise_detection_output,
    make=make_detection_output,
)
