"""A picture that lines and words are drawn on, smooth at any size."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from driftwatch.inference.answer import Size
from driftwatch.inference.pixels import Pixels

Colour = tuple[int, int, int]
"""Red, green, blue."""
Point = tuple[float, float]

_TIMES: Final = 3
"""Drawn so much larger and then made smaller: OpenCV's own smoothing leaves small letters ragged."""
_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
_UNIT: Final = 22.0
"""Pixels of a capital letter at scale 1, nearly."""


class Canvas:
    """Coordinates are pixels of the finished picture, from its upper left corner; fractions are welcome."""

    def __init__(self, size: Size, ground: Colour) -> None:
        self.size = size
        self._pixels: Pixels = np.full((size.height * _TIMES, size.width * _TIMES, 3), ground[::-1], np.uint8)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 1.0) -> None:
        cv2.polylines(self._pixels, [_grid(points)], False, colour[::-1], _pen(width), cv2.LINE_AA)

    def dashes(self, x: float, top: float, bottom: float, colour: Colour) -> None:
        """A broken line from top to bottom."""
        for y in np.arange(top, bottom, 6.0):
            self.line([(x, float(y)), (x, min(float(y) + 3, bottom))], colour)

    def fill(self, points: Sequence[Point], colour: Colour) -> None:
        cv2.fillPoly(self._pixels, [_grid(points)], colour[::-1], cv2.LINE_AA)

    def dot(self, at: Point, radius: float, colour: Colour) -> None:
        ((x, y),) = _grid([at]).tolist()
        cv2.circle(self._pixels, (x, y), max(round(radius * _TIMES), 1), colour[::-1], -1, cv2.LINE_AA)

    def write(self, at: Point, text: str, colour: Colour, height: float = 8.0) -> None:
        """at: left end of the baseline. height: of a capital letter. Letters beyond ASCII become question marks."""
        ((x, y),) = _grid([at]).tolist()
        scale = height * _TIMES / _UNIT
        cv2.putText(self._pixels, _ascii(text), (x, y), _FONT, scale, colour[::-1], _pen(height / 8), cv2.LINE_AA)

    def width_of(self, text: str, height: float = 8.0) -> float:
        (width, _), _ = cv2.getTextSize(_ascii(text), _FONT, height * _TIMES / _UNIT, _pen(height / 8))
        return width / _TIMES

    def wrapped(self, text: str, width: float, lines: int, height: float = 8.0) -> list[str]:
        """`text` in at most `lines` lines; what does not fit ends in dots."""
        found: list[str] = [""]
        for word in _ascii(text).split():
            longer = f"{found[-1]} {word}".strip()
            if self.width_of(longer, height) <= width or not found[-1]:
                found[-1] = longer
            elif len(found) < lines:
                found.append(word)
            else:
                return [*found[:-1], self._shortened(found[-1], width, height)]
        return [self.cut(line, width, height) for line in found]

    def cut(self, text: str, width: float, height: float = 8.0) -> str:
        """`text`, or its beginning with dots where it is wider."""
        return text if self.width_of(text, height) <= width else self._shortened(text, width, height)

    def png(self) -> bytes:
        size = self.size.width, self.size.height
        small = cv2.resize(self._pixels, size, interpolation=cv2.INTER_AREA)
        return cv2.imencode(".png", small)[1].tobytes()

    def _shortened(self, text: str, width: float, height: float) -> str:
        while text and self.width_of(f"{text}...", height) > width:
            text = text[:-1]
        return f"{text.rstrip()}..."


def _grid(points: Sequence[Point]) -> "np.ndarray[tuple[int, ...], np.dtype[np.int32]]":
    return np.rint(np.array(points, np.float64) * _TIMES).astype(np.int32)


def _pen(width: float) -> int:
    return max(round(width * _TIMES), 1)


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()
