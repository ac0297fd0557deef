"""Class probabilities, and boxes whose edges are distributions: PicoDet without post-processing, YOLOv8 of KerasCV.

For each cell C class probabilities, and for each edge of the box a distribution over 0, 1, ... R - 1 cells from the
cell's middle: two outputs (1, N, C) and (1, N, 4 R) over all grids, or such a pair for each grid. PicoDet has four
grids and R = 8, YOLOv8 three and R = 16.
Source: PaddleDetection's `PicoHeadV2` (export.post_process=False) and its deployment demos; KerasCV's
`YOLOV8Detector` with `decode_regression_to_boxes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import cells_of, count, from_distances, note_distances
from driftwatch.inference.heads.common.dense_scores import candidates, confident, pixels_to_fractions
from driftwatch.inference.heads.common.distribution import means
from driftwatch.inference.heads.common.levels import Grids, by_width, check_rows, stacked
from driftwatch.inference.heads.common.notes import is_noting
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS, Preset
from driftwatch.inference.tensors import Tensors

PICODET: Final = (8, 16, 32, 64)
BINS: Final[Mapping[tuple[int, ...], int]] = {PICODET: 8, (8, 16, 32): 16}
"""R by the strides of the grids."""

ROUNDING: Final = 1e-3


@dataclass(frozen=True, slots=True)
class BoxDistributions:
    """The model's names, from the finest grid to the coarsest where each grid has its own."""

    scores: tuple[str, ...]
    boxes: tuple[str, ...]
    strides: tuple[int, ...]

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        chances, boxes = stacked(outputs, self.scores), stacked(outputs, self.boxes)
        check_rows(boxes, canvas, Grids(self.strides))
        best = chances.max(axis=1)
        rows = confident(best, self.scores[0])
        cells = cells_of(canvas, self.strides)
        if is_noting():
            note_distances(means(boxes), cells)
        found = from_distances(means(boxes[rows]), cells.take(rows), middle=0.5)
        return candidates(pixels_to_fractions(found, canvas), best[rows], chances[rows].argmax(axis=1), self.boxes[0])


def _head(subject: Subject) -> BoxDistributions | None:
    for strides, bins in BINS.items():
        names = _whole(subject, strides) or by_width(subject, Grids(strides)) or {}
        widths = sorted(names, key=lambda width: width != 4 * bins)
        if len(widths) == 2 and widths[0] == 4 * bins and len(names[widths[0]]) == len(names[widths[1]]):
            head = BoxDistributions(names[widths[1]], names[widths[0]], strides)
            return head if _fits(subject, head) else None
    return None


def _whole(subject: Subject, strides: tuple[int, ...]) -> dict[int, tuple[str, ...]] | None:
    """Two outputs over all grids, by their number of columns."""
    rows = count(subject.canvas, strides)
    found = {
        array.shape[2]: (name,) for name, array in subject.outputs.items() if array.ndim == 3 and array.shape[1] == rows
    }
    return found if len(found) == len(subject.outputs) == 2 else None


def _fits(subject: Subject, head: BoxDistributions) -> bool:
    chances = stacked(subject.outputs, head.scores)
    return bool(chances.min() >= -ROUNDING and chances.max() <= 1 + ROUNDING)


def recognise(subject: Subject) -> Recognition | None:
    head = _head(subject)
    if head is None:
        return None
    kind = "PicoDet" if head.strides == PICODET else "YOLOv8 of KerasCV"
    rows = count(subject.canvas, head.strides)
    return Recognition(
        f"probabilities and four distributions for each of {rows} cells, as {kind} gives them", sure=True
    )


def make(subject: Subject) -> BoxDistributions:
    head = _head(subject)
    if head is None:
        raise ModelError(
            "needs the outputs probabilities (1, N, C) and distributions (1, N, 4 R), or a pair for each grid; "
            f"the model gives {listed(subject.outputs)}"
        )
    check_labels(subject, stacked(subject.outputs, head.scores).shape[1])
    return head


def image(subject: Subject) -> Preset:
    head = _head(subject)
    if head is not None and head.strides != PICODET:
        return PRESETS["raw"]  # KerasCV's backbones rescale for themselves
    return replace(PRESETS["imagenet"], fit="stretch")


BOX_DISTRIBUTIONS: Final = Convention(
    name="box_distributions",
    outputs="(1, N, C), (1, N, 4 R)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.6),
    image=image,
)
