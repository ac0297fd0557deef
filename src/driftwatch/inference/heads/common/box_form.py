"""How a model writes its boxes: corners or centres, pixels or fractions; found from the boxes themselves.

Two corners: torchvision, YOLO-NAS, PaddleDetection, Caffe's SSD. Centre and size: the YOLO family, DETR. First corner
and size: COCO's annotations. What no box has shown yet is assumed to be two corners, and said to be assumed.
"""

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import pixels_to_fractions
from driftwatch.inference.heads.common.open_question import OpenQuestion
from driftwatch.inference.heads.common.tensor_reading import Floats, finite

Form: TypeAlias = Literal["corners", "centre_size", "corner_size"]
Unit: TypeAlias = Literal["pixels", "fractions"]
FORMS: Final[tuple[Form, ...]] = ("corners", "centre_size", "corner_size")
XYXY: Final = (0, 1, 2, 3)
YXYX: Final = (1, 0, 3, 2)

INVERTED: Final = 0.01
"""By more than this part of the canvas two corners do not change places through rounding."""
BEYOND: Final = 0.25
"""No detector's box reaches further than this part of the canvas past its edge."""
STRAY: Final = 0.05
"""Share of thousands of cells that see nothing which may still write impossible boxes."""
FEW: Final = 50
"""Fewer steps from cell to cell than these show no direction."""
DEVIATIONS: Final = 5
"""Standard deviations by which one direction must lead; a coin would not in ten thousand models."""
SURE: Final = 0.25
"""Boxes of a lower score may be any noise, so they prove nothing."""
_IN_CANVASES: Final = 2.0
"""Positions up to this are fractions of the canvas: in pixels, they would be in its very corner."""


class BoxForm:
    """The form of the boxes of one model, as far as it is known.

    forms: those that are possible, the likeliest first; one alone is certain. orders: likewise what each of the four
    numbers is, as in the attribute xmin_ymin_xmax_ymax_order. Whether they are pixels or fractions the first box shows.
    yx_fractions: whether fractions likely begin with y, as TensorFlow writes them.
    """

    def __init__(
        self,
        forms: Sequence[Form] = FORMS,
        orders: Sequence[tuple[int, ...]] = (XYXY,),
        yx_fractions: bool = False,
    ) -> None:
        self._yx_fractions = yx_fractions
        self._form = OpenQuestion("form of boxes: set box_format", forms)
        self._order = OpenQuestion("order of a box's numbers: set xmin_ymin_xmax_ymax_order", orders)
        self._unit: OpenQuestion[Unit] = OpenQuestion("unit of boxes", ("pixels", "fractions"))

    @property
    def is_corners(self) -> bool | None:
        """Whether boxes are two corners; None as long as none has shown it."""
        return self._form.answer == "corners" if self._form.settled else None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed of the boxes, as long as none has shown it; one line each."""
        found: list[str] = []
        if not self._form.settled:
            taken, *others = self._form.left
            found.append(
                f"box_format: boxes are taken as {taken}, and no box has shown yet that they are not "
                f'{" or ".join(others)}; if you know, say it: "box_format": "{taken}"'
            )
        if not self._order.settled:
            first = "x" if self._taken[0] == 0 else "y"
            found.append(
                f"xmin_ymin_xmax_ymax_order: the first of a box's numbers is taken for {first}, and no box has shown "
                f'it yet; if you know, say it: "xmin_ymin_xmax_ymax_order": {list(self._taken)}'
            )
        return tuple(found)

    def study_cells(self, boxes: Floats, canvas: Size) -> None:
        """Learns from the boxes (N, 4) of all cells, of which most see nothing and some may be odd.

        Raises OutputError where they can be boxes in no form.
        """
        if self._form.settled and self._unit.settled and self._order.settled:
            return
        written = boxes[np.isfinite(boxes).all(axis=1) & boxes.any(axis=1)]
        if len(written) == 0:
            return
        self._learn_unit(float(np.median(np.abs(written).max(axis=1))))
        self._strike_forms(written, canvas)
        scan = _scan(written, self._form.answer)
        if scan is not None:
            self._order.strike(lambda order: order[0] == scan)
            self._strike_forms(written, canvas)

    def _strike_forms(self, written: Floats, canvas: Size) -> None:
        """Drops the forms in which the boxes of all cells cannot be, whatever their order."""
        spreads = [self._in_canvases(written, canvas, order) for order in self._order.left]

        def is_possible(form: Form) -> bool:
            return any(float((~can_be(spread, form, in_cells=True)).mean()) <= STRAY for spread in spreads)

        self._form.strike(is_possible)

    def corners(self, boxes: Floats, scores: Floats, canvas: Size) -> Floats:
        """(N, 4) boxes of what was seen to xmin ymin xmax ymax, fractions of the canvas; learns from them on the way.

        scores: (N,) of these boxes. Raises OutputError where a number is not finite, or they can be boxes in no form.
        """
        finite(boxes, "a box")
        if len(boxes) == 0:
            return boxes
        self._learn_unit(float(np.abs(boxes).max()))
        found = self._in_canvases(boxes, canvas, self._taken)
        self._form.strike(lambda form: bool(can_be(found[scores >= SURE], form).all()))
        return as_corners(found, self._form.answer)

    @property
    def _taken(self) -> tuple[int, ...]:
        """The order of a box's numbers that is shown, or likely."""
        fractions = self._unit.settled and self._unit.answer == "fractions"
        return YXYX if fractions and self._yx_fractions and YXYX in self._order.left else self._order.answer

    def _learn_unit(self, largest: float) -> None:
        self._unit.strike(lambda unit: (unit == "pixels") == (largest > _IN_CANVASES))

    def _in_canvases(self, boxes: Floats, canvas: Size, order: tuple[int, ...]) -> Floats:
        ordered = boxes[:, np.argsort(order)]
        return pixels_to_fractions(ordered, canvas) if self._unit.answer == "pixels" else ordered


def _scan(boxes: NDArray[Any], form: Form) -> int | None:
    """Which of a box's numbers is x, 0 or 1, where the cells show it: they follow each other along x, row by row.

    None where neither number moves on further than the other in clearly more steps from cell to cell.
    """
    low = boxes[:, :2]
    middle = low if form == "centre_size" else (low + boxes[:, 2:]) / 2
    steps = np.abs(np.diff(middle.astype(np.float64), axis=0))
    first, second = int((steps[:, 0] > steps[:, 1]).sum()), int((steps[:, 1] > steps[:, 0]).sum())
    if first + second < FEW or abs(first - second) < DEVIATIONS * math.sqrt(first + second):
        return None
    return int(second > first)


def as_corners(boxes: NDArray[Any], form: Form) -> NDArray[Any]:
    """(N, 4) in `form` to xmin ymin xmax ymax."""
    if form == "corners":
        return boxes
    low, size = boxes[:, :2], boxes[:, 2:]
    if form == "centre_size":
        low = low - size / 2
    return np.concatenate([low, low + size], axis=1)


def can_be(boxes: NDArray[Any], form: Form, in_cells: bool = False) -> NDArray[np.bool_]:
    """(N,) mask of the boxes, in canvases, that a detector could write in this form. in_cells: of every cell."""
    corners = as_corners(boxes, form)
    low, high = corners[:, :2], corners[:, 2:]
    possible = high - low >= -INVERTED
    if form != "corners":
        possible = possible & (low >= -BEYOND) & (high <= 1 + BEYOND)
        if in_cells:
            middle = (low + high) / 2
            possible = possible & (middle >= 0) & (middle <= 1)
    return np.asarray(possible.all(axis=1))
