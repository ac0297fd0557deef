"""DETR and its descendants as they leave the network: class logits and boxes for each of Q queries.

Two outputs: logits (1, Q, K) and boxes (1, Q, 4) as centre x, centre y, width, height, fractions. In DETR and YOLOS
the last of the K = C + 1 classes means "no object" and a softmax goes over all of them; in Deformable and
Conditional DETR, RT-DETR and D-FINE each of the K = C classes has its own logistic function, as in RF-DETR, which has
one class more than it was taught: 0 in its models of COCO, else mostly the last.
Source: `post_process_object_detection` of these models in Hugging Face transformers (names logits, pred_boxes), and
RF-DETR's exporter (labels, dets).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.classifier import sigmoid, softmax
from driftwatch.inference.heads.common.dense_scores import FLOOR, candidates, corners, rows_of
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import listed, numbers
from driftwatch.inference.heads.convention import Convention, Make, Recognise, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.viam_tensors import LOCATION, SCORE
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Array, Tensors

NAMES: Final = (("logits", "pred_logits", "labels"), ("pred_boxes", "boxes", "dets"))

RF_DETR_NAMES: Final = ("labels", "dets")
COCO: Final = 91
"""Classes of a model of COCO, whose ids count from 1 to 90: class 0 is nothing."""


@dataclass(frozen=True, slots=True)
class Detr:
    """Reads DETR and its descendants.

    With "no object" each query gives its best class; without, the Q best pairs of query and class are taken.
    """

    logits: str
    """The model's names of the outputs."""
    boxes: str
    """The model's names of the outputs."""
    no_object: bool
    """Whether the last class means that."""
    numbering: Numbering | None = None
    """Which class the first label names, where there is one class more than labels."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - boxes are fractions already
        logits = rows_of(numbers(outputs, self.logits), self.logits, 3)
        boxes = rows_of(numbers(outputs, self.boxes), self.boxes, 3)
        if self.no_object:
            scores = softmax(logits)[:, :-1]
            classes = scores.argmax(axis=1)
            queries = np.flatnonzero(scores.max(axis=1) > FLOOR)
            pairs = (queries, classes[queries])
        else:
            scores = sigmoid(logits)
            best = np.argsort(-scores, axis=None, kind="stable")[: len(scores)]
            queries, classes = np.unravel_index(best[scores.ravel()[best] > FLOOR], scores.shape)
            pairs = (queries, classes)
        found = scores[pairs]
        places = pairs[1] if self.numbering is None else self.numbering.places(pairs[1], found)
        return candidates(corners(boxes[pairs[0]]), found, places, self.boxes)

    @property
    def assumptions(self) -> tuple[str, ...]:
        return () if self.numbering is None else self.numbering.assumptions


def _find(subject: Subject) -> Detr | None:
    """By name, else by shape."""
    tables = {name: array for name, array in subject.outputs.items() if array.ndim == 3 and array.shape[0] == 1}
    logits = subject.named(SCORE) or next((name for name in NAMES[0] if name in tables), None)
    boxes = subject.named(LOCATION) or next((name for name in NAMES[1] if name in tables), None)
    if logits is None and boxes is None and len(tables) == 2:
        (boxes, logits) = sorted(tables, key=lambda name: tables[name].shape[2] != 4)
    if logits not in tables or boxes not in tables or logits == boxes:
        return None
    if tables[boxes].shape[2] != 4 or tables[logits].shape[1] != tables[boxes].shape[1]:
        return None
    return Detr(logits, boxes, (logits, boxes) != RF_DETR_NAMES and _ends_in_no_object(subject, tables[logits][0]))


def _ends_in_no_object(subject: Subject, logits: Array) -> bool:
    """By what is seen in a grey image, nothing: then the last class wins, or no logistic function says anything."""
    if logits.shape[1] < 2 or subject.class_count not in (None, logits.shape[1] - 1):
        return False
    wins = bool((logits.argmax(axis=1) == logits.shape[1] - 1).mean() > 0.5 and np.median(logits[:, -1]) > 0)
    is_quiet = bool((logits < 0).all())
    return wins or (subject.class_count is not None and not is_quiet)


def _recognise(no_object: bool) -> Recognise:
    def recognise(subject: Subject) -> Recognition | None:
        head = _find(subject)
        if head is None or head.no_object is not no_object or (head.logits, head.boxes) == RF_DETR_NAMES:
            return None
        if head.logits not in NAMES[0] or head.boxes not in NAMES[1]:
            return None
        last = "its last class wins in a grey image" if no_object else "it has no class for no object"
        why = last if subject.class_count is None else f"there are {subject.class_count} labels"
        return Recognition(f'class logits "{head.logits}" and boxes "{head.boxes}" by name, and {why}', sure=True)

    return recognise


def _make(no_object: bool) -> Make:
    def make(subject: Subject) -> Detr:
        head = _find(subject)
        if head is None:
            raise ModelError(
                f"needs the outputs logits (1, Q, K), boxes (1, Q, 4); the model gives {listed(subject.outputs)}"
            )
        classes = subject.outputs[head.logits].shape[2]
        if no_object:
            check_labels(subject, classes - 1)
            return replace(head, no_object=True)
        if subject.class_count != classes - 1:
            check_labels(subject, classes)
            return replace(head, no_object=False)
        numbering = Numbering(subject, likely=int(classes == COCO), certain=classes == COCO)
        return replace(head, no_object=False, numbering=numbering)

    return make


def _recognise_rf_detr(subject: Subject) -> Recognition | None:
    head = _find(subject)
    if head is None or (head.logits, head.boxes) != RF_DETR_NAMES:
        return None
    return Recognition('class logits "labels" and boxes "dets", as RF-DETR calls them', sure=True)


DETR: Final = Convention(
    "detr",
    "logits (1, Q, C + 1), boxes (1, Q, 4)",
    _recognise(True),
    _make(True),
    image=replace(PRESETS["imagenet"], fit="stretch"),
)
DETR_SIGMOID: Final = Convention("detr_sigmoid", "logits (1, Q, C), boxes (1, Q, 4)", _recognise(False), _make(False))
RF_DETR: Final = Convention(
    "rf_detr",
    "labels (1, Q, C + 1), dets (1, Q, 4)",
    _recognise_rf_detr,
    _make(False),
    image=replace(PRESETS["imagenet"], fit="stretch"),
)
