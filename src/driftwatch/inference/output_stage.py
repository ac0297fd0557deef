"""From a model's output tensors to labelled detections and classifications in the image's own coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Answer, Classification, Detection, detections_of
from driftwatch.inference.geometry import Placement, solid
from driftwatch.inference.heads.common.tensor_reading import read_detections
from driftwatch.inference.heads.head import Candidates, ClassifierHead
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.labels import check_count
from driftwatch.inference.nms import Suppression, suppress, take
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.quantization import dequantized
from driftwatch.inference.tensors import Tensors

MOST: Final = 300
"""Detections that suppression leaves at most unless set; Ultralytics' default as well."""

__all__ = ["OutputSettings", "OutputStage"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer, and what the head read before anything was clipped, suppressed or dropped."""

    answer: Answer
    candidates: Candidates | None
    """None where the model is no detector."""


class OutputStage:
    """Reads a model in every role that it plays.

    labels: class names in the model's order; None names a class by its number, as the builtin service does.
    """

    def __init__(self, choice: Choice, settings: OutputSettings, labels: Sequence[str] | None) -> None:
        self.choice = choice
        self._labels = None if labels is None else tuple(labels)
        self._suppression = _suppression(choice, settings)
        self._most = settings.max_detections
        if self._most is None and self._suppression is not None:
            self._most = MOST

    def read(self, outputs: Tensors, placement: Placement) -> Answer:
        """`outputs`: every output by name, batch of one. `placement`: where the image lay on the model's canvas.

        Raises OutputError where the tensors are not what the head reads or a class has no label, LabelError where
        a classifier has another number of classes than there are labels.
        """
        return self.read_closely(outputs, placement).answer

    def read_closely(self, outputs: Tensors, placement: Placement) -> Reading:
        """As `read`, for those who judge how a model is read."""
        reals = dequantized(outputs, self.choice.scales)
        detector, classifier = self.choice.detector, self.choice.classifier
        found = None if detector is None else read_detections(detector, reals, placement.canvas)
        answer = Answer(
            size=placement.image,
            detections=None if found is None else self._detections(found, placement),
            classifications=None if classifier is None else self._classifications(classifier, reals),
        )
        return Reading(answer, found)

    def _detections(self, found: Candidates, placement: Placement) -> tuple[Detection, ...]:
        if self._suppression is not None:
            found = suppress(found, self._suppression)
        boxes = placement.to_image(found.boxes)
        if not self.choice.keeps_empty:
            visible = solid(boxes)
            found, boxes = take(found, visible), boxes[visible]
        if self._most is not None and len(found.scores) > self._most:
            rows = np.sort(np.argsort(-found.scores, kind="stable")[: self._most])
            found, boxes = take(found, rows), boxes[rows]
        return self._labelled(found, boxes)

    def _labelled(self, found: Candidates, boxes: NDArray[np.float64]) -> tuple[Detection, ...]:
        labels = list(map(self._label, found.classes.tolist()))
        return detections_of(boxes.tolist(), labels, np.clip(found.scores, 0.0, 1.0).tolist())

    def _label(self, index: int) -> str:
        if self._labels is None:
            return str(index)
        if not 0 <= index < len(self._labels):
            raise OutputError(f"the model names class {index}, but there are only {len(self._labels)} labels")
        return self._labels[index]

    def _classifications(self, head: ClassifierHead, outputs: Tensors) -> tuple[Classification, ...]:
        confidences = head.read(outputs).tolist()
        labels = self._labels if self._labels is not None else tuple(map(str, range(len(confidences))))
        check_count(len(labels), len(confidences))
        return tuple(Classification(label, score) for label, score in zip(labels, confidences, strict=True))


def _suppression(choice: Choice, settings: OutputSettings) -> Suppression | None:
    """The convention's own, with what the owner said otherwise."""
    if choice.suppression is None and settings.iou_threshold is None:
        return None
    own = choice.suppression or Suppression(0.0)
    iou_threshold = own.iou_threshold if settings.iou_threshold is None else settings.iou_threshold
    return replace(own, iou_threshold=iou_threshold, class_agnostic=settings.class_agnostic_nms)
