"""Detectors of PyTorch that do their own post-processing: torchvision's, and RT-DETR's official export.

Three outputs: boxes (N, 4) as xmin ymin xmax ymax in pixels of the canvas (fractions are accepted), labels (N) and
scores (N), each with or without a batch of one. Source: torchvision.models.detection, and lyuwenyu/RT-DETR's
export_onnx.py, whose pixels are those of the orig_target_sizes that it is given.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.convention import Convention, Evidence, Subject
from driftwatch.inference.heads.dense import are_fractions, candidates, confident, pixels_to_fractions
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.reading import listed, numbers
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors

NAMES: Final = ("boxes", "labels", "scores")


@dataclass(frozen=True, slots=True)
class BoxesLabelsScores:
    """The model's names of the three outputs."""

    boxes: str = NAMES[0]
    labels: str = NAMES[1]
    scores: str = NAMES[2]

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        boxes, labels, scores = (numbers(outputs, name) for name in (self.boxes, self.labels, self.scores))
        boxes, labels, scores = boxes.reshape(-1, 4), labels.reshape(-1), scores.reshape(-1)
        if not len(boxes) == len(labels) == len(scores):
            raise OutputError(f"{len(boxes)} boxes, {len(labels)} labels and {len(scores)} scores, not as many of each")
        rows = confident(scores, self.scores)
        found = boxes[rows]
        if not are_fractions(found):
            found = pixels_to_fractions(found, canvas)
        return candidates(found, scores[rows], labels[rows], self.boxes)


def recognise(subject: Subject) -> Evidence | None:
    if subject.settings.remap_output_names or subject.settings.xmin_ymin_xmax_ymax_order or _problem(subject):
        return None
    return Evidence('the outputs "boxes", "labels" and "scores" by name', sure=True)


def make(subject: Subject) -> BoxesLabelsScores:
    if _problem(subject):
        raise ModelError(
            'needs the outputs "boxes" (N, 4), "labels" (N) and "scores" (N); '
            f"the model gives {listed(subject.outputs)}"
        )
    return BoxesLabelsScores()


def _problem(subject: Subject) -> bool:
    found = [subject.outputs.get(name) for name in NAMES]
    boxes, labels, scores = found
    if boxes is None or labels is None or scores is None or boxes.ndim < 2 or boxes.shape[-1] != 4:
        return True
    return not np.array_equal(labels.shape, scores.shape) or boxes.size != 4 * scores.size


BOXES_LABELS_SCORES: Final = Convention(
    name="boxes_labels_scores",
    outputs="boxes (N, 4), labels (N), scores (N)",
    recognise=recognise,
    make=make,
    image=PRESETS["unit"],
)
