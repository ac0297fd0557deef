"""Where an image lies on a model's canvas, and how boxes come back from there."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size

Fit: TypeAlias = Literal["stretch", "letterbox", "top_left", "crop"]
Boxes: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Whole pixels: left and top edge, width and height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placement:
    """How `image` was put on `canvas`: the part `source` of the image fills the part `target` of the canvas."""

    image: Size
    canvas: Size
    source: Rectangle
    target: Rectangle

    def to_image(self, boxes: Boxes) -> Boxes:
        """Maps (N, 4) xmin ymin xmax ymax, fractions of the canvas, to fractions of the image.

        The answer lies in [0, 1] and is never inverted; a box that lies outside the image becomes empty
        (see `solid`). NaN stays NaN.
        """
        mapped = np.empty((len(boxes), 4), dtype=np.float64)
        for axis in (0, 1):
            scale, offset = self._line(axis)
            mapped[:, axis::2] = boxes[:, axis::2] * scale + offset
        np.clip(mapped, 0.0, 1.0, out=mapped)
        return np.concatenate([np.minimum(mapped[:, :2], mapped[:, 2:]), np.maximum(mapped[:, :2], mapped[:, 2:])], 1)

    def to_canvas(self, boxes: Boxes) -> Boxes:
        """The way back: (N, 4) fractions of the image to fractions of the canvas, not clipped."""
        mapped = np.empty((len(boxes), 4), dtype=np.float64)
        for axis in (0, 1):
            scale, offset = self._line(axis)
            mapped[:, axis::2] = (boxes[:, axis::2] - offset) / scale
        return mapped

    def _line(self, axis: int) -> tuple[float, float]:
        """`fraction of the image = scale * fraction of the canvas + offset` along x (0) or y (1)."""
        if axis == 0:
            whole, canvas = self.image.width, self.canvas.width
            start, length, at, covers = self.source.x, self.source.width, self.target.x, self.target.width
        else:
            whole, canvas = self.image.height, self.canvas.height
            start, length, at, covers = self.source.y, self.source.height, self.target.y, self.target.height
        scale = canvas * length / (covers * whole)
        return scale, (start - at * length / covers) / whole


def solid(boxes: Boxes) -> NDArray[np.bool_]:
    """(N,) mask of the boxes that have an area; false for NaN."""
    return (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])


def place(image: Size, canvas: Size, fit: Fit) -> Placement:
    """Puts an image on a canvas.

    stretch: the whole image fills the whole canvas, its proportions change (rdk's builtin service, SSD models).
    letterbox: the whole image in the middle, proportions kept, bars on two sides (YOLO; the bars are split as
    Ultralytics' LetterBox does, the odd pixel to the right and to the bottom).
    top_left: likewise, but in the upper left corner, with all of the bars to the right or below (YOLOX, SCRFD, YuNet).
    crop: the middle of the image fills the canvas, proportions kept, the rest is not seen (ImageNet classifiers).
    """
    whole = Rectangle(0, 0, image.width, image.height)
    full = Rectangle(0, 0, canvas.width, canvas.height)
    if fit in ("letterbox", "top_left"):
        ratio = min(canvas.width / image.width, canvas.height / image.height)
        width = min(canvas.width, max(1, round(image.width * ratio)))
        height = min(canvas.height, max(1, round(image.height * ratio)))
        left, top = (0, 0) if fit == "top_left" else ((canvas.width - width) // 2, (canvas.height - height) // 2)
        full = Rectangle(left, top, width, height)
    elif fit == "crop":
        ratio = min(image.width / canvas.width, image.height / canvas.height)
        width = min(image.width, max(1, round(canvas.width * ratio)))
        height = min(image.height, max(1, round(canvas.height * ratio)))
        whole = Rectangle((image.width - width) // 2, (image.height - height) // 2, width, height)
    return Placement(image, canvas, whole, full)
