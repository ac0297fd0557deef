"""Detectors whose outputs are Viam's own tensors: location, category and score.

The convention is that of Viam's vision service rdk:builtin:mlmodel (its documentation, "Deploy computer vision",
and rdk v1.4.0, packages ml and services/vision/mlvision). Where that service gives an answer, this gives the same one.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.notes import note_boxes, note_scores
from driftwatch.inference.heads.common.tensor_reading import class_numbers, numbers
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.tensors import Tensors

LOCATION: Final = "location"
CATEGORY: Final = "category"
SCORE: Final = "score"

YXYX: Final = (1, 0, 3, 2)
"""Box order unless set: ymin, xmin, ymax, xmax, as TensorFlow writes boxes."""

ROUNDING: Final = 1e-3
"""What a float16 model may overshoot 1 by."""


@dataclass(frozen=True, slots=True)
class ViamTensors:
    """Reads the tensors that Viam's documentation names.

    Each frame says by its first box how its coordinates are meant: fractions of the canvas when the four numbers sum to
    less than 4, else pixels. Scores below 0 become 0, scores above 1 are percentages. No overlapping boxes are removed,
    no low score is dropped.
    """

    location: str
    """The model's names of those outputs; category None where classes lie in the scores or there is only one class."""
    score: str
    """See location."""
    category: str | None = None
    """See location."""
    box_order: tuple[int, ...] = YXYX
    """What each of the four numbers is: 0 xmin, 1 ymin, 2 xmax, 3 ymax."""
    is_order_assumed: bool = field(default=False, compare=False)
    """Nobody has said it."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        if not self.is_order_assumed:
            return ()
        text = (
            f'xmin_ymin_xmax_ymax_order: a box in "{self.location}" is taken to begin with ymin, as in the builtin '
            'service; if it begins with xmin, say "xmin_ymin_xmax_ymax_order": [0, 1, 2, 3], else '
            f'"xmin_ymin_xmax_ymax_order": {list(self.box_order)}'
        )
        return (text,)

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        locations = numbers(outputs, self.location).reshape(-1)
        scores, classes = self._scored(outputs, len(locations))
        if len(classes) != len(scores) or 4 * len(scores) != len(locations):
            raise OutputError(
                f'{len(scores)} scores, {len(classes)} categories and {len(locations)} coordinates ("{self.location}") '
                "do not belong together: each detection needs one, one and four"
            )
        boxes = as_fractions(locations.reshape(-1, 4)[:, np.argsort(self.box_order)], canvas)
        note_boxes(boxes)
        note_scores(without_percent(scores))
        return Candidates(
            boxes=np.clip(boxes, 0.0, 1.0),
            scores=as_confidences(scores),
            classes=class_numbers(classes),
        )

    def _scored(self, outputs: Tensors, coordinates: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        scores = numbers(outputs, self.score)
        if self.category is not None:
            return scores.reshape(-1), numbers(outputs, self.category).reshape(-1)
        if scores.ndim != 3:
            return scores.reshape(-1), np.zeros(scores.size)
        per_box = scores.reshape(-1, scores.shape[2])
        if 4 * len(per_box) != coordinates and 4 * scores.shape[2] == coordinates:
            per_box = per_box.T  # (1, C, N)
        if per_box.shape[1] == 0:
            raise OutputError(f'output "{self.score}" has no classes')
        return per_box.max(axis=1), per_box.argmax(axis=1).astype(np.float64)


def as_fractions(boxes: NDArray[np.float64], canvas: Size) -> NDArray[np.float64]:
    """Gives (N, 4) boxes as fractions of the canvas, not clipped to it; pixels are counted from 0 to size - 1."""
    if len(boxes) == 0 or boxes[0].sum() < 4:
        return boxes
    return boxes / np.maximum([canvas.width - 1, canvas.height - 1] * 2, 1)


def as_confidences(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Negative scores become 0 and percentages fractions; a fraction that rounding carried past 1 becomes 1."""
    return np.clip(without_percent(scores), 0.0, 1.0)


def without_percent(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Percentages become fractions, whatever is below 0 or above 100 stays wrong; rounding is taken back."""
    return np.where(scores > 1 + ROUNDING, scores / 100, np.minimum(scores, 1.0))
