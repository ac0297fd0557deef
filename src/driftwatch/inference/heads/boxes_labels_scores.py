"""Detectors of PyTorch that do their own post-processing: torchvision's, and RT-DETR's official export.

Three outputs: boxes (N, 4) as xmin ymin xmax ymax in pixels of the canvas (fractions are accepted), labels (N) and
scores (N), each with or without a batch of one. Source: torchvision.models.detection, whose class 0 is the background,
lyuwenyu/RT-DETR's export_onnx.py, whose pixels are those of the orig_target_sizes that it is given, and Qualcomm AI
Hub's YOLO models, which give a box for every cell: suppression at 0.7 leaves what the others have suppressed as it is.
"""

from typing import Final

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.heads.common.box_form import FORMS, XYXY, YXYX, BoxForm
from driftwatch.inference.heads.common.dense_scores import reals
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.parts import Parts, find_parts
from driftwatch.inference.heads.common.parts_head import PartsHead, question_of
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.common.yolo_grid import cells
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS

NAMES: Final = Parts(boxes="boxes", scores="scores", classes="labels")


def recognise(subject: Subject) -> Recognition | None:
    settings = subject.settings
    if settings.remap_output_names:
        return None
    if _bear_the_names(subject):
        order = settings.xmin_ymin_xmax_ymax_order
        return None if order else Recognition('the outputs "boxes", "labels" and "scores" by name', sure=True)
    parts = find_parts(subject, counted=False)
    if parts is None:
        return None
    boxes = subject.outputs[parts.boxes]
    if boxes.ndim == 3 and boxes.size // 4 not in cells(subject.canvas):
        return None  # Viam's tensors
    return Recognition(f"{parts} by their shapes and dtypes")


def make(subject: Subject) -> PartsHead:
    named = _bear_the_names(subject)
    parts = NAMES if named else find_parts(subject, counted=False)
    if parts is None:
        raise ModelError(
            'needs the outputs "boxes" (N, 4), "labels" (N) and "scores" (N), or remap_output_names to say which are '
            f"location, category and score; the model gives {listed(subject.outputs)}"
        )
    said, order = subject.settings.box_format, subject.settings.xmin_ymin_xmax_ymax_order
    known = named or bool(subject.settings.remap_output_names)
    forms = FORMS if said == "auto" and not known else (FORMS[0] if said == "auto" else said,)
    box = BoxForm(forms, (order,) if order else (XYXY,) if known else (XYXY, YXYX))
    if len(boxes := reals(subject.outputs[parts.boxes]).reshape(-1, 4)) in cells(subject.canvas):
        box.study_cells(boxes, subject.canvas)
    return PartsHead(question_of(parts), box, Numbering(subject, certain=_counts_from_zero(subject)))


def _counts_from_zero(subject: Subject) -> bool:
    """RT-DETR and D-FINE, which want to know a size, do; torchvision's models do not, where 0 is their background."""
    return any(spec.name == "orig_target_sizes" for spec in subject.info.inputs)


def _bear_the_names(subject: Subject) -> bool:
    if subject.settings.remap_output_names:
        return False
    boxes, labels, scores = (subject.outputs.get(name) for name in (NAMES.boxes, NAMES.classes, NAMES.scores))
    if boxes is None or labels is None or scores is None or boxes.ndim < 2 or boxes.shape[-1] != 4:
        return False
    return np.array_equal(labels.shape, scores.shape) and boxes.size == 4 * scores.size


BOXES_LABELS_SCORES: Final = Convention(
    name="boxes_labels_scores",
    outputs="boxes (N, 4), labels (N), scores (N)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.7),
    image=PRESETS["unit"],
)
