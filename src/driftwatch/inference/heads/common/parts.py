"""Which outputs of a model that suppresses by itself are its boxes, scores, classes and their number."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from driftwatch.errors import OutputError
from driftwatch.inference.heads.common.dense_scores import FLOOR, ROUNDING
from driftwatch.inference.heads.common.tensor_reading import Floats, numbers
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.viam_names import HINTS
from driftwatch.inference.heads.viam_tensors import CATEGORY, LOCATION, SCORE
from driftwatch.inference.tensors import Array, Tensors

COUNT: Final = "count"
_HINTS: Final = {**HINTS, COUNT: ("num", "count", "valid")}


@dataclass(frozen=True, slots=True)
class Parts:
    """The model's names of the outputs."""

    boxes: str
    scores: str
    classes: str
    count: str | None = None
    """None where it gives none."""
    told_apart: bool = True
    """Whether scores and classes are known from each other; else it is only a guess which is which."""

    def swapped(self) -> "Parts":
        return replace(self, scores=self.classes, classes=self.scores)

    def can_read(self, outputs: Tensors) -> bool:
        """Whether the scores of the rows that are filled lie in [0, 1], and their classes are whole numbers."""
        filled = self._filled(outputs)
        scores, classes = (numbers(outputs, name).reshape(-1)[:filled] for name in (self.scores, self.classes))
        in_range = ((scores >= 0) & (scores <= 1 + ROUNDING)).all()
        return bool(in_range and ((classes == np.round(classes)) & (classes >= -1)).all())

    def seen(self, outputs: Tensors) -> tuple[Floats, Floats, Floats]:
        """Boxes (N, 4), scores (N,) and classes (N,) above the floor, of the rows that are filled.

        Raises OutputError where they are not as many, or hold what is no finite number.
        """
        boxes = numbers(outputs, self.boxes).reshape(-1, 4)
        scores, classes = numbers(outputs, self.scores).reshape(-1), numbers(outputs, self.classes).reshape(-1)
        if not len(boxes) == len(scores) == len(classes):
            raise OutputError(
                f"{len(boxes)} boxes, {len(scores)} scores and {len(classes)} classes, not as many of each"
            )
        rows = np.flatnonzero(scores[: self._filled(outputs)] > FLOOR)
        return boxes[rows], scores[rows], classes[rows]

    def _filled(self, outputs: Tensors) -> int:
        """How many rows hold something."""
        rows = numbers(outputs, self.scores).size
        if self.count is None:
            return rows
        given = numbers(outputs, self.count).reshape(-1)
        if len(given) != 1:
            raise OutputError(f'output "{self.count}" holds {len(given)} numbers, expected the number of boxes')
        return int(np.clip(given[0], 0, rows))

    def __str__(self) -> str:
        number = "" if self.count is None else f' and their number "{self.count}"'
        return f'boxes "{self.boxes}", scores "{self.scores}", classes "{self.classes}"{number}'


def find_parts(subject: Subject, counted: bool) -> Parts | None:
    """By the owner's names, by shape and dtype, among equals by a hint in the name; None where there are no such four.

    counted: whether one output gives the number of boxes.
    """
    outputs = subject.outputs
    free = [name for name in outputs if len(outputs) == 3 + counted or _of_detections(name)]
    if len(free) != 3 + counted:
        return None
    boxes = subject.renamed(LOCATION) or _only([name for name in free if _are_boxes(outputs[name])], LOCATION)
    if boxes is None:
        return None
    rows = outputs[boxes].size // 4
    count = None
    if counted:
        numbers_ = [name for name in free if name != boxes and outputs[name].size == 1 and outputs[name].ndim <= 2]
        count = _only(numbers_, COUNT)
        if count is None:
            return None
    rest = [name for name in free if name not in (boxes, count)]
    if any(outputs[name].size != rows or sum(n != 1 for n in outputs[name].shape) > 1 for name in rest):
        return None
    scores, classes = subject.renamed(SCORE), subject.renamed(CATEGORY)
    if scores is None or classes is None:
        scores, classes = _told_apart(subject, rest)
    if scores is None or classes is None:
        return Parts(boxes, rest[0], rest[1], count, told_apart=False) if counted else None
    return Parts(boxes, scores, classes, count)


def _told_apart(subject: Subject, names: list[str]) -> tuple[str | None, str | None]:
    """Scores and classes: integers are classes, else their names say it, else that classes are above 1."""
    integers = [name for name in names if np.issubdtype(subject.outputs[name].dtype, np.integer)]
    if len(integers) == 1:
        return next(name for name in names if name not in integers), integers[0]
    scores, classes = _only(names, SCORE, hinted=True), _only(names, CATEGORY, hinted=True)
    if scores is None and classes is None:
        whole = [name for name in names if _are_classes(subject.outputs[name])]
        classes = whole[0] if len(whole) == 1 else None
    if scores is None and classes is not None:
        scores = next(name for name in names if name != classes)
    if classes is None and scores is not None:
        classes = next(name for name in names if name != scores)
    return (scores, classes) if scores != classes else (None, None)


def _are_classes(array: Array) -> bool:
    return bool(array.size) and np.array_equal(array, np.round(array)) and float(array.max()) > 1


def _are_boxes(array: Array) -> bool:
    return array.ndim >= 2 and array.shape[-1] == 4 and sum(n != 1 for n in array.shape[:-1]) <= 1


def _only(names: list[str], role: str, hinted: bool = False) -> str | None:
    """The only one of `names`, or the only one whose name hints at `role`. hinted: it must do so in any case."""
    hinting = [name for name in names if any(hint in name.lower() for hint in _HINTS[role])]
    if len(names) == 1 and not hinted:
        return names[0]
    return hinting[0] if len(hinting) == 1 else None


def _of_detections(name: str) -> bool:
    """Whether TensorFlow's Object Detection API calls one of its four outputs so."""
    return plain_name(name) in TENSORFLOW


def plain_name(name: str) -> str:
    """Without what TensorFlow puts after it: "detection_boxes:0"."""
    return name.split(":")[0].rsplit("/", 1)[-1].lower()


TENSORFLOW: Final = frozenset({"num_detections", "detection_boxes", "detection_scores", "detection_classes"})
