"""YOLOv5 and YOLOv7 exported without their last layer ("without grid"): the raw maps of three or four grids.

Each map (1, 3, h, w, 5 + C), or the same numbers as (1, h, w, 3, 5 + C), (1, 3 (5 + C), h, w) or (1, h, w, 3 (5 + C)):
for each of three anchors x, y, width, height, objectness and C classes, as logits or after a logistic function s:
centre (2 s - 0.5 + cell) x stride, size (2 s)^2 x anchor, score objectness x class. The anchors are not in such a
file. Source: `Detect` of ultralytics/yolov5 and WongKinYiu/yolov7, and their model files for the anchors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.classifier import sigmoid
from driftwatch.inference.heads.common.dense_scores import candidates, confident, corners, pixels_to_fractions, reals
from driftwatch.inference.heads.common.maps import Map, anchor_map, maps_of
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import Floats, finite, listed, tensor
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors

EACH: Final = 3
"""Anchors a grid."""

USUAL: Final[Mapping[int, tuple[float, ...]]] = {
    3: (10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326),
    4: (19, 27, 44, 40, 38, 94, 96, 68, 86, 152, 180, 137, 140, 301, 303, 264, 238, 542, 436, 615, 739, 380, 925, 792),
}
"""Widths and heights in pixels by the number of grids: YOLOv5 and YOLOv7-tiny; YOLOv5's P6 models and YOLOv7-W6."""

OF_V7: Final = (12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401)
"""YOLOv7 and YOLOv7x."""

DOUBT: Final = (
    "anchors: the model does not hold them, those of YOLOv5 and YOLOv7-tiny are taken; if it is YOLOv7 or YOLOv7x, all "
    'boxes are about a fifth too small, and it needs "anchors": {"sizes": ' + str(list(OF_V7)) + "}"
)


@dataclass(frozen=True, slots=True, eq=False)
class YoloHeads:
    """Reads the raw maps of YOLO heads."""

    maps: tuple[Map, ...]
    """From the finest grid to the coarsest."""
    sizes: NDArray[np.float64]
    """(maps, 3, 2) anchors in pixels."""
    logits: bool
    """Whether the numbers are still to go through the logistic function."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        parts = [self._grid(outputs, one, sizes) for one, sizes in zip(self.maps, self.sizes, strict=True)]
        boxes, scores, classes = (np.concatenate(column) for column in zip(*parts, strict=True))
        return candidates(pixels_to_fractions(boxes, canvas), scores, classes, self.maps[0].name)

    def _grid(self, outputs: Tensors, one: Map, sizes: NDArray[np.float64]) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Boxes in pixels, scores and classes of one grid."""
        values = reals(anchor_map(tensor(outputs, one.name), one, EACH))
        rows, columns, _, width = values.shape
        if (rows, columns) != (one.rows, one.columns):
            raise OutputError(f'output "{one.name}" has {rows} x {columns} cells, expected {one.rows} x {one.columns}')
        objects = finite(values[..., 4], f'output "{one.name}"')
        likely = np.unravel_index(confident(self._chances(objects).ravel(), one.name), objects.shape)
        seen = self._chances(finite(values[likely], f'output "{one.name}"'))
        best = seen[:, 5:].max(axis=1) if width > 5 else np.ones(len(seen), dtype=seen.dtype)
        keep = confident(seen[:, 4] * best, one.name)
        seen, cell, anchor = seen[keep], np.stack([likely[1], likely[0]], axis=1)[keep], likely[2][keep]
        centre = (2 * seen[:, :2] - 0.5 + cell) * one.stride
        boxes = corners(np.concatenate([centre, (2 * seen[:, 2:4]) ** 2 * sizes[anchor]], axis=1))
        classes = seen[:, 5:].argmax(axis=1) if width > 5 else np.zeros(len(seen), dtype=np.int64)
        return boxes, (seen[:, 4] * best[keep]), classes

    def _chances(self, values: Floats) -> Floats:
        return sigmoid(values) if self.logits else values


def _maps(subject: Subject) -> tuple[Map, ...] | None:
    found = maps_of(subject, EACH)
    if found is None or len(found) not in USUAL or found[0].width < 5:
        return None
    strides = [one.stride for one in found]
    return found if all(stride == strides[0] * 2**level for level, stride in enumerate(strides)) else None


def _are_logits(subject: Subject, maps: Sequence[Map]) -> bool:
    return any(bool(array.min() < 0 or array.max() > 1) for array in (subject.outputs[one.name] for one in maps))


def recognise(subject: Subject) -> Recognition | None:
    """Maps of four dimensions could be YOLOv3's, which writes other boxes, unless everything went through a sigmoid."""
    maps = _maps(subject)
    if maps is None or (any(one.dimensions == 4 for one in maps) and _are_logits(subject, maps)):
        return None
    sizes = subject.settings.anchors.sizes
    doubt = DOUBT if len(maps) == 3 and not sizes else ""
    anchors = "the anchors of the attribute" if sizes else "the usual anchors"
    return Recognition(
        f"maps of {len(maps)} grids with three anchors, of 5 + {maps[0].width - 5} numbers; {anchors}",
        sure=True,
        doubt=doubt,
    )


def make(subject: Subject) -> YoloHeads:
    maps = _maps(subject)
    if maps is None:
        raise ModelError(
            f"needs three or four maps (1, 3, h, w, 5 + C), each half as large as the one before; "
            f"the model gives {listed(subject.outputs)}"
        )
    own = subject.settings.anchors.sizes
    if own and len(own) != 2 * EACH * len(maps):
        raise ModelError(
            f"anchors.sizes: {len(own)} numbers, but {len(maps)} grids of three anchors need {2 * EACH * len(maps)}"
        )
    check_labels(subject, max(maps[0].width - 5, 1))
    sizes = np.reshape(own or USUAL[len(maps)], (len(maps), EACH, 2)).astype(np.float64)
    return YoloHeads(maps, sizes, _are_logits(subject, maps))


YOLO_HEADS: Final = Convention(
    name="yolo_heads",
    outputs="(1, 3, h, w, 5 + C) of each of three or four grids",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.45),
    image=PRESETS["yolo"],
)
