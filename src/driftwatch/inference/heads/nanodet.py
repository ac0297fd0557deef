"""NanoDet and NanoDet-Plus as they leave the network.

One output (1, N, C + 4 R): C class probabilities, then for each edge of the box a distribution over 0, 1, ... R - 1
cells. NanoDet has three grids and measures from the middle of a cell, NanoDet-Plus has four and measures from its
upper left corner. Source: RangiLyu's nanodet, `GFLHead` and `NanoDetPlusHead` with their `get_single_level_*`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import cells_of, count, from_distances, note_distances
from driftwatch.inference.heads.common.dense_scores import candidates, confident, pixels_to_fractions, reals, rows_of
from driftwatch.inference.heads.common.distribution import means
from driftwatch.inference.heads.common.notes import is_noting
from driftwatch.inference.heads.common.output_checks import check_labels, only_table
from driftwatch.inference.heads.common.tensor_reading import Floats, listed, tensor
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.preprocess import Normalization
from driftwatch.inference.presets import Preset
from driftwatch.inference.tensors import Tensors

MIDDLES: Final[Mapping[tuple[int, ...], float]] = {(8, 16, 32): 0.5, (8, 16, 32, 64): 0.0}
"""Where in its cell a box is measured from, by the strides of the grids."""

BINS: Final = (8, 11)
"""R of the published models: reg_max of 7, and of 10 in NanoDet-g and those on EfficientNet-Lite."""

ROUNDING: Final = 1e-3


@dataclass(frozen=True, slots=True)
class NanoDet:
    """Reads NanoDet."""

    output: str
    """The model's name of it."""
    classes: int
    """Number of classes."""
    strides: tuple[int, ...]

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        cells = cells_of(canvas, self.strides)
        if len(table) != len(cells.at):
            raise OutputError(f"{len(table)} predictions for {len(cells.at)} cells, not as many of each")
        chances = table[:, : self.classes]
        scores = chances.max(axis=1)
        rows = confident(scores, self.output)
        if is_noting():
            note_distances(means(table[:, self.classes :]), cells)
        distances = means(table[rows, self.classes :])
        boxes = from_distances(distances, cells.take(rows), MIDDLES[self.strides])
        return candidates(pixels_to_fractions(boxes, canvas), scores[rows], chances[rows].argmax(axis=1), self.output)


def _head(subject: Subject) -> NanoDet | None:
    found = only_table(subject)
    if found is None or read_metadata(subject) is not None:
        return None
    name, array = found
    _, rows, width = array.shape
    strides = next((strides for strides in MIDDLES if count(subject.canvas, strides) == rows), None)
    classes = None if strides is None else _classes(array[0], width, subject.class_count)
    return None if strides is None or classes is None else NanoDet(name, classes, strides)


def _classes(table: Floats, width: int, labels: int | None) -> int | None:
    """C by the number of labels, else by the values: probabilities come first, and the logits are not all like them."""
    possible = [width - 4 * bins for bins in BINS if width - 4 * bins > 0]
    if labels is not None and (width - labels) % 4 == 0 and width - labels >= 4 * BINS[0]:
        possible = [labels]
    fitting = [c for c in possible if _are_chances(table[:, :c]) and not _are_chances(table[:, c:])]
    return max(fitting, default=None)


def _are_chances(values: Floats) -> bool:
    return bool(values.min() >= -ROUNDING and values.max() <= 1 + ROUNDING)


def recognise(subject: Subject) -> Recognition | None:
    head = _head(subject)
    if head is None:
        return None
    kind = "NanoDet" if len(head.strides) == 3 else "NanoDet-Plus"
    rows = count(subject.canvas, head.strides)
    return Recognition(
        f"one prediction for each of {rows} cells, of {head.classes} probabilities and four distributions, as {kind} "
        "gives them",
        sure=True,
    )


def make(subject: Subject) -> NanoDet:
    head = _head(subject)
    if head is None:
        raise ModelError(
            "needs one output (1, N, C + 4 R) with C probabilities in front, N the cells of grids of 8, 16 and 32 "
            f"pixels a cell, and 64 in NanoDet-Plus; the model gives {listed(subject.outputs)}"
        )
    check_labels(subject, head.classes)
    return head


# In the order of the channels as the model takes them: blue, green, red.
_BGR: Final = Normalization(
    mean=(103.53 / 255, 116.28 / 255, 123.675 / 255), std=(57.375 / 255, 57.12 / 255, 58.395 / 255)
)

NANODET: Final = Convention(
    name="nanodet",
    outputs="(1, N, C + 4 R)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.6),
    image=Preset(_BGR, bgr=True),
)
