"""CenterNet: a heat map for each class, whose peaks are the centres of objects.

Three outputs over a grid of cells: heat (1, C, h, w) as probabilities or logits, width and height in cells
(1, 2, h, w), and the offset x, y of the centre in cells (1, 2, h, w). A peak is a cell that no neighbour exceeds,
so nothing is left to suppress. Source: Zhou et al., "Objects as Points", 2019, and its reference `ctdet_decode`.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.classifier import sigmoid
from driftwatch.inference.heads.common.dense_scores import candidates, confident, corners, rows_of
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import Floats, finite, listed, tensor
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.tensors import Array, Tensors

NAMES: Final = (("hm", "heat"), ("wh", "size"), ("reg", "off"))
PEAKS: Final = 100
"""The most confident peaks that are taken, as in the reference code."""


@dataclass(frozen=True, slots=True)
class CenterNet:
    """The model's names of the outputs."""

    heat: str
    size: str
    offset: str
    logits: bool
    """Whether the heat is still to become a probability."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - the grid covers the canvas
        heat, size, offset = (
            rows_of(tensor(outputs, name), name, 4).astype(np.float32) for name in (self.heat, self.size, self.offset)
        )
        rows, columns = heat.shape[1:]
        if size.shape != (2, rows, columns) or offset.shape != (2, rows, columns):
            raise OutputError(f"the grids of heat {heat.shape}, size {size.shape} and offset {offset.shape} differ")
        finite(heat, "the heat map")
        scores = _peaks(sigmoid(heat) if self.logits else heat).reshape(-1)
        found = confident(scores, self.heat)
        found = found[np.argsort(-scores[found], kind="stable")[:PEAKS]]
        classes, cells = np.divmod(found, rows * columns)
        y, x = np.divmod(cells, columns)
        centre = np.stack([x, y], axis=1) + offset.reshape(2, -1)[:, cells].T
        boxes = corners(np.concatenate([centre, size.reshape(2, -1)[:, cells].T], axis=1))
        return candidates(boxes / [columns, rows, columns, rows], scores[found], classes, self.size)


def _peaks(heat: Floats) -> Floats:
    """The heat (C, h, w) where no neighbour of the same class is hotter, else 0."""
    window = np.ones((3, 3), dtype=np.uint8)
    return np.stack([np.where(layer >= cv2.dilate(layer, window), layer, np.float32(0)) for layer in heat])


def _maps(subject: Subject) -> tuple[str, str, str] | None:
    """Heat, size and offset: by their names, else in this order."""
    maps: dict[str, Array] = {name: array for name, array in subject.outputs.items() if array.ndim == 4}
    if len(maps) != 3 or len({array.shape[2:] for array in maps.values()}) != 1:
        return None
    ordered = [next((name for name in maps if name.lower().startswith(starts)), "") for starts in NAMES]
    heat, size, offset = ordered if len(set(ordered) - {""}) == 3 else list(maps)
    return (heat, size, offset) if maps[size].shape[1] == maps[offset].shape[1] == 2 else None


def recognise(subject: Subject) -> Recognition | None:
    maps = _maps(subject)
    return None if maps is None else Recognition(f'heat "{maps[0]}", size "{maps[1]}" and offset "{maps[2]}"')


def make(subject: Subject) -> CenterNet:
    maps = _maps(subject)
    if maps is None:
        raise ModelError(f"needs maps heat (C), size (2) and offset (2); the model gives {listed(subject.outputs)}")
    heat = subject.outputs[maps[0]]
    check_labels(subject, heat.shape[1])
    return CenterNet(*maps, logits=bool(heat.min() < 0 or heat.max() > 1))


CENTERNET: Final = Convention(
    name="centernet",
    outputs="heat (1, C, h, w), size (1, 2, h, w), offset (1, 2, h, w)",
    recognise=recognise,
    make=make,
)
