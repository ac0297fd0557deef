"""Custom Vision's compact detectors without suppression, of the family of YOLOv2: one map of regions.

One output (1, 5 (5 + C), h, w) or (1, h, w, 5 (5 + C)), usually called "model_outputs0": for each of five anchors x,
y, logarithms of width and height, the logit of an object, and C class logits. Centre s(x) + cell, where newer models
have done without the logistic function s; size exp x anchor, in cells; score s(object) x softmax(classes).
Source: the Python samples that Custom Vision ships with its exports (object_detection.py, predict.py), for the anchors,
the image and the metadata Image.BitmapPixelFormat and Image.NominalPixelRange; Redmon & Farhadi, "YOLO9000", 2017.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.classifier import sigmoid, softmax
from driftwatch.inference.heads.common.dense_scores import candidates, confident, corners, reals
from driftwatch.inference.heads.common.maps import Map, anchor_map, maps_of
from driftwatch.inference.heads.common.notes import Placing, is_noting, note_placing
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import Floats, finite, listed, tensor
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS, Preset
from driftwatch.inference.tensors import Tensors

EACH: Final = 5
STRIDE: Final = 32
USUAL: Final = (0.573, 0.677, 1.87, 2.06, 3.34, 5.47, 7.88, 3.53, 9.77, 9.17)
"""Widths and heights in cells."""

FORMAT: Final = "Image.BitmapPixelFormat"
RANGE: Final = "Image.NominalPixelRange"
LINEAR: Final = (-0.5, 1.5)
"""Centres that all lie here are past the logistic function; logits of a whole map never do."""


DOUBT: Final = (
    "anchors: the model does not hold them, those of Custom Vision and of YOLOv2 for COCO are taken; another YOLOv2 "
    'needs its own five pairs, in pixels of its image: "anchors": {"sizes": [width, height, ...]}'
)


@dataclass(frozen=True, slots=True, eq=False)
class CustomVision:
    """Reads the detectors of Custom Vision."""

    map: Map
    sizes: NDArray[np.float64]
    """(5, 2) anchors in cells."""
    logits: bool
    """Whether centres are still to go through the logistic function."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - the grid covers the canvas
        name = self.map.name
        values = reals(anchor_map(tensor(outputs, name), self.map, EACH))
        rows, columns = values.shape[:2]
        if is_noting():
            note_placing(self._placing(values))
        objects = sigmoid(finite(values[..., 4], f'output "{name}"'))
        likely = np.unravel_index(confident(objects.ravel(), name), objects.shape)
        seen = values[likely].astype(np.float64)
        chances = softmax(seen[:, 5:]) * objects[likely][:, None]
        keep = confident(chances.max(axis=1), name)
        seen, cell, anchor = seen[keep], np.stack([likely[1], likely[0]], axis=1)[keep], likely[2][keep]
        centre = (sigmoid(seen[:, :2]) if self.logits else seen[:, :2]) + cell
        boxes = corners(np.concatenate([centre, np.exp(seen[:, 2:4]) * self.sizes[anchor]], axis=1))
        found: Floats = boxes / [columns, rows, columns, rows]
        return candidates(found, chances[keep].max(axis=1), chances[keep].argmax(axis=1), name)

    def _placing(self, values: Floats) -> Placing:
        """values: (rows, columns, 5, K). Sizes in units of the anchor."""
        coded = values[..., :4].reshape(-1, 4)
        offsets = sigmoid(coded[:, :2]) if self.logits else coded[:, :2]
        with np.errstate(over="ignore"):
            return Placing(offsets - 0.5, np.exp(coded[:, 2:]), np.zeros(len(coded)))


def _map(subject: Subject) -> Map | None:
    maps = maps_of(subject, EACH)
    if maps is None or len(maps) != 1 or maps[0].dimensions != 4 or maps[0].width < 6 or maps[0].stride != STRIDE:
        return None
    return maps[0]


def recognise(subject: Subject) -> Recognition | None:
    one = _map(subject)
    if one is None or (subject.class_count is not None and subject.class_count != one.width - 5):
        return None
    regions = f"one map of {one.rows} x {one.columns} cells with five anchors, of 5 + {one.width - 5} numbers"
    if one.name.startswith("model_outputs"):
        return Recognition(f'{regions}, called "{one.name}"', sure=True)
    if subject.class_count is None:
        return None  # too little evidence
    return Recognition(regions, doubt="" if subject.settings.anchors.sizes else DOUBT)


def make(subject: Subject) -> CustomVision:
    one = _map(subject)
    if one is None:
        raise ModelError(
            f"needs one map (1, 5 (5 + C), h, w) of cells of 32 pixels; the model gives {listed(subject.outputs)}"
        )
    own = subject.settings.anchors.sizes
    if own and len(own) != 2 * EACH:
        raise ModelError(f"anchors.sizes: {len(own)} numbers, but five anchors need {2 * EACH}")
    check_labels(subject, one.width - 5)
    sizes = np.reshape(own, (EACH, 2)) / STRIDE if own else np.reshape(USUAL, (EACH, 2))
    centres = reals(anchor_map(subject.outputs[one.name], one, EACH))[..., :2]
    return CustomVision(one, sizes, bool(centres.min() < LINEAR[0] or centres.max() > LINEAR[1]))


def image(subject: Subject) -> Preset:
    """As the metadata of newer models say; older ones say nothing and take bytes, blue first."""
    properties = subject.info.properties
    if FORMAT not in properties and RANGE not in properties:
        return replace(PRESETS["raw"], bgr=True)
    values = PRESETS["raw" if properties.get(RANGE) == "NominalRange_0_255" else "unit"]
    return replace(values, bgr=properties.get(FORMAT) == "Bgr8")


CUSTOM_VISION: Final = Convention(
    name="custom_vision",
    outputs="(1, 5 (5 + C), h, w)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.45),
    image=image,
)
