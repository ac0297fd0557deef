"""CenterFace: a heat map of faces.

Four outputs over a grid of cells of 4 pixels: heat (1, 1, h, w), the logarithm of height and width in cells
(1, 2, h, w), the offset y, x of the centre in cells (1, 2, h, w), and landmarks (1, 10, h, w).
Source: Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point", 2019, and its reference code.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import candidates, confident, corners, reals, rows_of
from driftwatch.inference.heads.common.tensor_reading import listed, tensor
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class CenterFace:
    """The model's names of the outputs; landmarks are not read."""

    heat: str
    size: str
    offset: str

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - the grid covers the canvas
        heat, size, offset = (
            reals(rows_of(tensor(outputs, name), name, 4)) for name in (self.heat, self.size, self.offset)
        )
        rows, columns = heat.shape[1:]
        if size.shape != (2, rows, columns) or offset.shape != (2, rows, columns):
            raise OutputError(f"the grids of heat {heat.shape}, size {size.shape} and offset {offset.shape} differ")
        scores = heat.reshape(-1)
        found = confident(scores, self.heat)
        y, x = np.divmod(found, columns)
        off_y, off_x = offset.reshape(2, -1)[:, found]
        height, width = np.exp(size.reshape(2, -1)[:, found].astype(np.float64))
        centred = np.stack(
            [(x + off_x + 0.5) / columns, (y + off_y + 0.5) / rows, width / columns, height / rows], axis=1
        )
        return candidates(corners(centred), scores[found], np.zeros(len(found), dtype=np.int64), self.size)


def _head(subject: Subject) -> CenterFace | None:
    maps = {name: array.shape for name, array in subject.outputs.items() if array.ndim == 4}
    by_channels: dict[int, list[str]] = {}
    for name, shape in maps.items():
        by_channels.setdefault(shape[1], []).append(name)
    if {n: len(names) for n, names in by_channels.items()} != {1: 1, 2: 2, 10: 1}:
        return None
    if len({shape[2:] for shape in maps.values()}) != 1:
        return None
    return CenterFace(by_channels[1][0], *by_channels[2])


def recognise(subject: Subject) -> Recognition | None:
    head = _head(subject)
    return None if head is None else Recognition("four maps with 1, 2, 2 and 10 channels", sure=True)


def make(subject: Subject) -> CenterFace:
    head = _head(subject)
    if head is None:
        raise ModelError(f"needs maps with 1, 2, 2 and 10 channels; the model gives {listed(subject.outputs)}")
    return head


CENTERFACE: Final = Convention(
    name="centerface",
    outputs="heat (1, 1, h, w), size (1, 2, h, w), offset (1, 2, h, w), landmarks (1, 10, h, w)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.3),
    image=PRESETS["raw"],
)
