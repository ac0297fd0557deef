"""What a model said of an image, drawn onto the image."""

import hashlib
from collections.abc import Sequence
from typing import Final, TypeVar

import cv2

from driftwatch.inference.answer import Answer, Box, Classification, Detection
from driftwatch.inference.image import decode
from driftwatch.inference.pixels import Pixels

Seen = TypeVar("Seen", Detection, Classification)
Colour = tuple[int, int, int]

MOST: Final = 20
"""Detections that are drawn or listed: the most confident ones."""

MOST_CLASSES: Final = 5

_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
_LONGER_SIDE: Final = (480, 1920)  # pixels: below, the text would hide the picture; above, nobody can look at it


def most_confident(seen: Sequence[Seen], count: int) -> list[Seen]:
    """The most confident first, equal ones in their order."""
    return sorted(seen, key=lambda one: -one.confidence)[:count]


def draw_answer(data: bytes, mime_type: str, answer: Answer) -> bytes:
    """Gives a PNG: boxes with label and confidence, and the best classes. `data`: the image that was looked at.

    Letters beyond ASCII become question marks: OpenCV's font has no others. Raises ImageError as `decode` does.
    """
    canvas = _sized(cv2.cvtColor(decode(data, mime_type).pixels, cv2.COLOR_RGB2BGR))  # pyright: ignore[reportArgumentType]
    for one in reversed(most_confident(answer.detections or (), MOST)):
        _draw_box(canvas, one.box, f"{one.label} {one.confidence:.2f}", colour_of(one.label))
    for line, one in enumerate(most_confident(answer.classifications or (), MOST_CLASSES), start=1):
        _write(canvas, 4, line * 2 * _line(canvas), f"{one.label} {one.confidence:.2f}", colour_of(one.label))
    return cv2.imencode(".png", canvas)[1].tobytes()


def _sized(pixels: Pixels) -> Pixels:
    longer = max(pixels.shape[:2])
    wanted = min(max(longer, _LONGER_SIDE[0]), _LONGER_SIDE[1])
    if wanted == longer:
        return pixels
    size = tuple(max(1, round(side * wanted / longer)) for side in (pixels.shape[1], pixels.shape[0]))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if wanted < longer else cv2.INTER_NEAREST)  # pyright: ignore[reportReturnType]


def _draw_box(canvas: Pixels, box: Box, text: str, colour: Colour) -> None:
    height, width = canvas.shape[:2]
    low = round(box.xmin * (width - 1)), round(box.ymin * (height - 1))
    high = round(box.xmax * (width - 1)), round(box.ymax * (height - 1))
    cv2.rectangle(canvas, low, high, colour, max(1, _line(canvas) // 6))
    _write(canvas, low[0], low[1] - 3 if low[1] > 2 * _line(canvas) else low[1] + 2 * _line(canvas), text, colour)


def _write(canvas: Pixels, x: int, y: int, text: str, colour: Colour) -> None:
    """With a dark rim, so that it can be read on any ground. x, y: left end of the baseline of the letters."""
    size, pen = _line(canvas) / 22, max(1, _line(canvas) // 10)
    cv2.putText(canvas, text, (x, y), _FONT, size, (0, 0, 0), pen + 2, cv2.LINE_AA)
    cv2.putText(canvas, text, (x, y), _FONT, size, colour, pen, cv2.LINE_AA)


def _line(canvas: Pixels) -> int:
    """Height of a capital letter in pixels."""
    return max(10, max(canvas.shape[:2]) // 60)


def colour_of(label: str) -> Colour:
    """Bright, and the same for the same label wherever it is drawn. Blue, green, red."""
    first, second, third = hashlib.sha1(label.encode(), usedforsecurity=False).digest()[:3]
    return 80 + first * 175 // 255, 80 + second * 175 // 255, 80 + third * 175 // 255
