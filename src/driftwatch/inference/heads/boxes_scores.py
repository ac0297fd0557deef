"""A box for every cell or anchor, and its probability of each class: two outputs that need suppression only.

Boxes (1, N, 4), (N, 4) or (1, N, 1, 4) and scores (1, N, C), (N, C) or (1, C, N), as pixels or fractions. Sources:
pytorch-ssd's, jetson-inference's and UltraFace's exporters (corners as fractions, softmax with the background first),
YOLO-NAS of super-gradients, YOLO-World of mmyolo, DAMO-YOLO, PP-YOLOE without its suppression (corners in pixels, a
logistic function a class), pytorch-YOLOv4 (corners as fractions).
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads import viam_convention
from driftwatch.inference.heads.common.box_form import FORMS, XYXY, YXYX, BoxForm
from driftwatch.inference.heads.common.dense_scores import candidates, confident, probabilities, reals
from driftwatch.inference.heads.common.numbering import has_placeholder
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import Floats, listed, tensor
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.viam_names import HINTS
from driftwatch.inference.heads.viam_tensors import LOCATION, SCORE
from driftwatch.inference.nms import Suppression
from driftwatch.inference.tensors import Array, Tensors

Background: TypeAlias = Literal["none", "first", "last"]

ONE: Final = 0.02
"""Probabilities of exclusive classes add up to 1, but for so much in models of reduced precision."""


@dataclass(frozen=True, slots=True)
class BoxesAndScores:
    """The model's names of the outputs."""

    boxes: str
    scores: str
    turned: bool = False
    """Whether the scores are (1, C, N)."""

    def table(self, outputs: Tensors) -> Floats:
        """(N, C) scores."""
        scores = reals(tensor(outputs, self.scores))
        if scores.ndim < 2:
            return scores.reshape(-1, 1)
        table = scores.reshape(scores.shape[-2:]) if scores.size == scores.shape[-1] * scores.shape[-2] else scores
        if table.ndim != 2:
            raise OutputError(f'output "{self.scores}" has the shape {list(scores.shape)}, expected (1, N, C)')
        return table.T if self.turned else table


@dataclass(frozen=True, slots=True)
class BoxesScores:
    """Reads boxes in one output and the scores of all classes in another."""

    pair: BoxesAndScores
    box: BoxForm
    first: int
    """The columns of the scores that are classes."""
    last: int
    """The columns of the scores that are classes."""
    places: int = 0
    """What is added to a column to give its label."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        boxes = reals(tensor(outputs, self.pair.boxes)).reshape(-1, 4)
        scores = self.pair.table(outputs)[:, self.first : self.last]
        if len(boxes) != len(scores) or scores.shape[1] == 0:
            raise OutputError(f"{len(boxes)} boxes and {len(scores)} rows of scores, not as many of each")
        best = scores.max(axis=1)
        rows = confident(probabilities(best, self.pair.scores), self.pair.scores)
        self.box.study_cells(boxes, canvas)
        found = self.box.corners(boxes[rows], best[rows], canvas)
        return candidates(found, best[rows], scores[rows].argmax(axis=1) + self.places, self.pair.scores)

    @property
    def assumptions(self) -> tuple[str, ...]:
        return self.box.assumptions


def recognise(subject: Subject) -> Recognition | None:
    pair = find_pair(subject)
    if pair is None or subject.settings.remap_output_names or viam_convention.recognise(subject) is not None:
        return None  # a box, a score and a class for each row are Viam's three tensors
    scores = pair.table(subject.outputs)
    if len(scores) == 0 or not _are_probabilities(scores):
        return None
    try:
        _form(subject).study_cells(_boxes(subject, pair), subject.canvas)
    except OutputError:
        return None  # offsets from anchors, or anything else
    background = _background(subject, scores)
    words = {"none": "without a background", "first": "the first of them the background", "last": "the last of them"}
    return Recognition(
        f'boxes "{pair.boxes}" and probabilities "{pair.scores}" of {scores.shape[1]} classes, {words[background]}'
    )


def make(subject: Subject) -> BoxesScores:
    pair = find_pair(subject)
    if pair is None or min(pair.table(subject.outputs).shape) == 0:
        raise ModelError(
            f"needs the outputs boxes (1, N, 4) and scores (1, N, C); the model gives {listed(subject.outputs)}"
        )
    scores = pair.table(subject.outputs)
    background, columns = _background(subject, scores), scores.shape[1]
    first, last = int(background == "first"), columns - int(background == "last")
    named = first == 1 and (has_placeholder(subject) or subject.class_count == columns)
    check_labels(subject, columns if named else last - first)
    return BoxesScores(pair, _form(subject), first, last, first if named else 0)


def find_pair(subject: Subject) -> BoxesAndScores | None:
    """By the names that the owner gave them, else by shape, among several scores by a hint in the name."""
    outputs, boxes, scores = subject.outputs, subject.renamed(LOCATION), subject.renamed(SCORE)
    if boxes is not None and scores is not None:
        return _pair(subject, boxes, scores)
    pairs = [
        pair
        for one, array in outputs.items()
        for other in outputs
        if one != other and _are_boxes(array) and (pair := _pair(subject, one, other)) is not None
    ]
    if len(pairs) > 1:  # four classes look like boxes
        pairs = [pair for pair in pairs if _are_probabilities(pair.table(outputs))]
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if _hints(pair.boxes, LOCATION) or _hints(pair.scores, SCORE)]
    return pairs[0] if len(pairs) == 1 else None


def _pair(subject: Subject, boxes: str, scores: str) -> BoxesAndScores | None:
    rows, array = subject.outputs[boxes].size // 4, subject.outputs[scores]
    shape = array.shape if array.ndim != 1 else (*array.shape, 1)
    if rows == 0 or not np.issubdtype(array.dtype, np.floating) or any(n != 1 for n in shape[:-2]):
        return None
    if shape[-2] == rows:
        return BoxesAndScores(boxes, scores)
    if shape[-1] == rows and (shape[-2] > 1 or subject.class_count == 1):
        return BoxesAndScores(boxes, scores, turned=True)
    return None


def _are_boxes(array: Array) -> bool:
    return array.ndim >= 2 and array.shape[-1] == 4 and array.size == 4 * max(array.shape[:-1])


def _hints(name: str, role: str) -> bool:
    return any(hint in name.lower() for hint in HINTS[role])


def _are_probabilities(scores: Floats) -> bool:
    try:
        probabilities(scores, "")
    except OutputError:
        return False
    return True


def _background(subject: Subject, scores: Floats) -> Background:
    """The column that wins in a picture of nothing, where the columns exclude each other."""
    said = subject.settings.first_class
    if said is not None:
        return "first" if said == 1 else "none"
    if scores.shape[1] < 2 or np.median(np.abs(scores.sum(axis=1) - 1)) > ONE:
        return "none"
    wins: NDArray[np.int64] = np.bincount(scores.argmax(axis=1), minlength=scores.shape[1])
    return "first" if wins[0] >= wins[-1] else "last"


def _boxes(subject: Subject, pair: BoxesAndScores) -> Floats:
    return reals(subject.outputs[pair.boxes]).reshape(-1, 4)


def _form(subject: Subject) -> BoxForm:
    said, order = subject.settings.box_format, subject.settings.xmin_ymin_xmax_ymax_order
    return BoxForm(FORMS[:2] if said == "auto" else (said,), (order,) if order else (XYXY, YXYX))


BOXES_SCORES: Final = Convention(
    name="boxes_scores",
    outputs="boxes (1, N, 4), scores (1, N, C)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.5),
)
