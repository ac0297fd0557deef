"""Four outputs with the suppression inside: boxes, scores, classes and how many of them there are.

Boxes (1, N, 4), scores (1, N) and classes (1, N), of which the first rows are filled, and their number (1) or (1, 1).
counted_boxes: under any names. Corners in pixels, x first and classes from 0, in YOLO-NAS' batch format and TensorRT's
EfficientNMS and BatchedNMS plug-ins (num_dets, det_boxes, det_scores, det_classes); fractions, y first, where they
come from TensorFlow. tf_detection: TensorFlow's Object Detection API, known by its names: fractions, y first, classes
from 1. Sources: super-gradients' documentation of exported models, the plug-ins' READMEs, exporter_main_v2 of the
Object Detection API.
"""

from typing import Final

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.heads.common.box_form import FORMS, XYXY, YXYX, BoxForm
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.parts import TENSORFLOW, find_parts, plain_name
from driftwatch.inference.heads.common.parts_head import PartsHead, question_of
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.tflite_postprocess import may_be_the_operation
from driftwatch.inference.presets import PRESETS

XY_NAMES: Final = (
    frozenset({"num_predictions", "pred_boxes", "pred_scores", "pred_classes"}),
    frozenset({"num_dets", "det_boxes", "det_scores", "det_classes"}),
    frozenset({"num_detections", "nmsed_boxes", "nmsed_scores", "nmsed_classes"}),
)
"""Names whose exporters write two corners, x first, and count classes from 0."""

COCO_NAMES: Final = 80
GAPS: Final = (
    "label_path: there are 80 labels, as COCO has, but TensorFlow's models of COCO count 90 classes with gaps; if this "
    "is one of them, take a label file with 90 lines"
)


def recognise(subject: Subject) -> Recognition | None:
    parts = find_parts(subject, counted=True)
    if parts is None or subject.settings.remap_output_names or _is_tensorflow(subject):
        return None
    if may_be_the_operation(subject):
        return None
    return Recognition(str(parts), sure=True)


def make(subject: Subject) -> PartsHead:
    parts = find_parts(subject, counted=True)
    if parts is None:
        raise ModelError(
            "needs the outputs boxes (1, N, 4), scores (1, N), classes (1, N) and their number (1); "
            f"the model gives {listed(subject.outputs)}"
        )
    said = subject.settings.box_format
    if frozenset(plain_name(name) for name in subject.outputs) in XY_NAMES:
        form = BoxForm((FORMS[0] if said == "auto" else said,), (_said_order(subject) or XYXY,))
        return PartsHead(question_of(parts), form, Numbering(subject, certain=True))
    order = _said_order(subject)
    form = BoxForm(FORMS if said == "auto" else (said,), (order,) if order else (XYXY, YXYX), yx_fractions=True)
    return PartsHead(question_of(parts), form, Numbering(subject))


def recognise_tensorflow(subject: Subject) -> Recognition | None:
    parts = find_parts(subject, counted=True)
    if parts is None or subject.settings.remap_output_names or not _is_tensorflow(subject):
        return None
    return Recognition(f"{parts}, names of TensorFlow's Object Detection API, which counts classes from 1", sure=True)


def make_tensorflow(subject: Subject) -> PartsHead:
    parts = find_parts(subject, counted=True)
    if parts is None:
        raise ModelError(
            "needs the outputs num_detections, detection_boxes, detection_scores and detection_classes; "
            f"the model gives {listed(subject.outputs)}"
        )
    form = BoxForm(("corners",), (_said_order(subject) or YXYX,))
    notes = (GAPS,) if subject.class_count == COCO_NAMES else ()
    return PartsHead(question_of(parts), form, Numbering(subject, likely=1, certain=True), notes)


def _said_order(subject: Subject) -> tuple[int, ...]:
    return subject.settings.xmin_ymin_xmax_ymax_order


def _is_tensorflow(subject: Subject) -> bool:
    """By its names. Plug-ins of TensorRT bear them too, but give integers, and their number as (1, 1).

    A .tflite file that bears them ends in TFLite_Detection_PostProcess, whose classes count from 0.
    """
    named = {plain_name(name): array for name, array in subject.outputs.items()}
    if subject.info.kind != "onnx" or not set(named) >= TENSORFLOW:
        return False
    return np.issubdtype(named["detection_classes"].dtype, np.floating) and named["num_detections"].ndim < 2


COUNTED_BOXES: Final = Convention(
    name="counted_boxes",
    outputs="boxes (1, N, 4), scores (1, N), classes (1, N) and their number",
    recognise=recognise,
    make=make,
    image=PRESETS["yolo"],
)
TF_DETECTION: Final = Convention(
    name="tf_detection",
    outputs="num_detections, detection_boxes, detection_scores, detection_classes",
    recognise=recognise_tensorflow,
    make=make_tensorflow,
)
