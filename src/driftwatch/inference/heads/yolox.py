"""YOLOX as it leaves the network, exported without the decoding of its boxes.

One output (1, N, 5 + C): offset x, y of the centre from the cell's corner and logarithms of width and height, all in
cells, then the probability that there is an object and C class probabilities given that there is one.
Source: Ge et al., "YOLOX", 2021; Megvii's `YOLOXHead.decode_outputs` and `demo_postprocess`, and for the image
`preproc` of its data_augment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import cells_of, count, from_offsets, note_offsets
from driftwatch.inference.heads.common.dense_scores import candidates, confident, pixels_to_fractions, reals, rows_of
from driftwatch.inference.heads.common.output_checks import check_labels, only_table
from driftwatch.inference.heads.common.tensor_reading import Floats, listed, tensor
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS, Preset
from driftwatch.inference.tensors import Array, Tensors

STRIDES: Final = (8, 16, 32)
Placed: TypeAlias = Literal["offsets", "pixels", "fractions"]

NEAR: Final[Mapping[Placed, float]] = {"pixels": 1.5, "fractions": 1.5, "offsets": 4.0}
"""Cells within which half of the centres lie, where their positions are understood rightly."""


@dataclass(frozen=True, slots=True)
class Yolox:
    """Reads YOLOX."""

    output: str
    """The model's name of it."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        cells = cells_of(canvas, STRIDES)
        if len(table) != len(cells.at):
            raise OutputError(f"{len(table)} predictions for {len(cells.at)} cells, not as many of each")
        note_offsets(table, cells)
        likely = confident(table[:, 4], self.output)
        seen = table[likely]
        scores = seen[:, 4] * seen[:, 5:].max(axis=1)
        rows = confident(scores, self.output)
        boxes = from_offsets(seen[rows, :4], cells.take(likely[rows]))
        return candidates(pixels_to_fractions(boxes, canvas), scores[rows], seen[rows, 5:].argmax(axis=1), self.output)


def placed(centres: Floats, canvas: Size) -> Placed | None:
    """How the first two columns of predictions say where their centres are, one prediction for each cell.

    A network says the centre near the cell that sees it, also in a grey image. None where that fits no reading.
    """
    cells = cells_of(canvas, STRIDES)
    if len(centres) != len(cells.at):
        return None
    middle = (cells.at + 0.5) * cells.stride
    readings: dict[Placed, Floats] = {
        "pixels": centres - middle,
        "fractions": centres * [canvas.width, canvas.height] - middle,
        "offsets": (centres - 0.5) * cells.stride,
    }
    for name, off in readings.items():  # offsets last: fractions look like small ones
        if np.median(np.abs(off) / cells.stride) <= NEAR[name]:
            return name
    return None


def _fits(subject: Subject) -> tuple[str, Array] | None:
    found = only_table(subject)
    if found is None or read_metadata(subject) is not None or found[1].shape[2] < 6:
        return None
    table = found[1][0]
    if len(table) != count(subject.canvas, STRIDES) or table[:, 4:].min() < 0 or table[:, 4:].max() > 1:
        return None
    if not table.any():
        return None  # no network gives that
    return found if placed(table[:, :2], subject.canvas) == "offsets" else None


def recognise(subject: Subject) -> Recognition | None:
    found = _fits(subject)
    if found is None:
        return None
    rows, width = found[1].shape[1:]
    return Recognition(
        f"one prediction for each of {rows} cells, of 5 + {width - 5} numbers, with centres measured from the cells",
        sure=True,
    )


def make(subject: Subject) -> Yolox:
    found = only_table(subject)
    if found is None or found[1].shape[2] < 6 or found[1].shape[1] != count(subject.canvas, STRIDES):
        cells = count(subject.canvas, STRIDES)
        raise ModelError(f"needs one output (1, {cells}, 5 + C); the model gives {listed(subject.outputs)}")
    check_labels(subject, found[1].shape[2] - 5)
    return Yolox(found[0])


IMAGE: Final = Preset(PRESETS["raw"].normalization, "top_left", bgr=True, padding=114, filter="fast")

YOLOX: Final = Convention(
    name="yolox",
    outputs="(1, N, 5 + C), boxes measured from cells",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.45),
    image=IMAGE,
)
