"""Detectors that end in TensorFlow Lite's TFLite_Detection_PostProcess operation, and their TensorFlow relatives.

Four outputs: boxes (1, N, 4) as ymin xmin ymax xmax fractions, classes (1, N) from 0, scores (1, N), and the number
of rows that are filled (1,). Made by the TensorFlow Object Detection API, Model Maker and MediaPipe Model Maker.
Source: tensorflow/lite/kernels/detection_postprocess.cc and the object detector schema of TensorFlow Lite metadata.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.notes import note_scores
from driftwatch.inference.heads.common.tensor_reading import class_numbers, listed, numbers
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.viam_names import HINTS, find_names
from driftwatch.inference.heads.viam_tensors import CATEGORY, SCORE, YXYX
from driftwatch.inference.tensors import Tensors

SEEN: Final = 0.25
"""Scores above this are no noise."""
FRACTIONS: Final = 2.0
"""No box that is seen reaches further, in fractions of the image."""
ITS_NAMES: Final = ("tflite_detection_postprocess", "statefulpartitionedcall", "partitionedcall")
"""How converters call the operation's outputs in a file of another format."""


@dataclass(frozen=True, slots=True)
class TflitePostprocess:
    """The model's names of the four outputs."""

    boxes: str
    classes: str
    scores: str
    count: str

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - boxes are fractions already
        boxes = numbers(outputs, self.boxes).reshape(-1, 4)
        scores, classes = numbers(outputs, self.scores).reshape(-1), numbers(outputs, self.classes).reshape(-1)
        if not len(boxes) == len(scores) == len(classes):
            raise OutputError(
                f"{len(boxes)} boxes, {len(scores)} scores and {len(classes)} classes, not as many of each"
            )
        if scores.size and np.abs(boxes).max(initial=0.0, where=(scores > SEEN)[:, None]) > FRACTIONS:
            raise OutputError(
                f'the boxes in output "{self.boxes}" are no fractions of the image, but pixels: this is not what '
                "TFLite_Detection_PostProcess gives; set decoder to counted_boxes"
            )
        filled = int(np.clip(numbers(outputs, self.count).reshape(-1)[0], 0, len(scores)))
        note_scores(scores)
        return Candidates(
            boxes=boxes[:filled, list(YXYX)],
            scores=scores[:filled],
            classes=class_numbers(classes[:filled]),
        )


def recognise(subject: Subject) -> Recognition | None:
    if subject.settings.remap_output_names or subject.settings.xmin_ymin_xmax_ymax_order:
        return None
    head = _head(subject)
    if head is None or not may_be_the_operation(subject):
        return None
    return Recognition(
        f'boxes "{head.boxes}", classes "{head.classes}", scores "{head.scores}" and their number "{head.count}"',
        sure=True,
    )


def make(subject: Subject) -> TflitePostprocess:
    head = _head(subject)
    if head is None:
        raise ModelError(
            f"needs the outputs boxes (1, N, 4), classes (1, N), scores (1, N) and count (1); "
            f"the model gives {listed(subject.outputs)}"
        )
    return head


def _head(subject: Subject) -> TflitePostprocess | None:
    counts = [name for name, array in subject.outputs.items() if array.shape in ((1,), (1, 1), ())]
    names = find_names(subject)
    if names is not None and not names.guessed and subject.settings.decoder == "auto":
        return None  # all three bear Viam's names
    if len(subject.outputs) != 4 or len(counts) != 1 or names is None or names.category is None:
        return None
    shapes = [subject.outputs[name].shape for name in (names.location, names.category, names.score)]
    if len(shapes[0]) != 3 or shapes[0][2] != 4 or not shapes[1] == shapes[2] == shapes[0][:2]:
        return None
    classes, scores = names.category, names.score
    if _are_alike(subject, classes, scores) and next(iter(subject.outputs)) != names.location:
        scores, classes = (name for name in subject.outputs if name in (classes, scores))
    return TflitePostprocess(names.location, classes, scores, counts[0])


def may_be_the_operation(subject: Subject) -> bool:
    """Whether all outputs are floats, and an ONNX model, once a .tflite file, has names of the operation."""
    if not all(np.issubdtype(array.dtype, np.floating) for array in subject.outputs.values()):
        return False
    named = all(name.lower().startswith(ITS_NAMES) for name in subject.outputs)
    return named or subject.info.kind != "onnx"


def _are_alike(subject: Subject, classes: str, scores: str) -> bool:
    """Whether only the order of the outputs distinguishes classes and scores.

    The operation gives boxes, classes, scores, count. TensorFlow 2 converts it with its outputs in the order of
    their signature's names instead: scores, boxes, count, classes.
    """
    named = any(hint in classes.lower() for hint in HINTS[CATEGORY]) or any(
        hint in scores.lower() for hint in HINTS[SCORE]
    )
    content = [subject.outputs[name] for name in (classes, scores)]
    return not named and all(np.isin(array, (0, 1)).all() for array in content)


TFLITE_POSTPROCESS: Final = Convention(
    name="tflite_postprocess",
    outputs="boxes (1, N, 4), classes (1, N), scores (1, N), count (1)",
    recognise=recognise,
    make=make,
)
