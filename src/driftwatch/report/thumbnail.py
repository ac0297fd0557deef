"""A kept frame at a glance: small enough for many of them in one answer."""

from typing import Final

import cv2

from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.image import DecodeOptions, decode
from driftwatch.inference.image_header import read_header
from driftwatch.report.drawing import MOST, colour_of, most_confident

SIDE: Final = 160
"""Pixels of the longer side."""

_QUALITY: Final = 75


def thumbnail(data: bytes, mime_type: str, boxes_of: Answer | None = None) -> bytes:
    """Gives a JPEG of at most 160 x 160 pixels, never larger than the image itself.

    boxes_of: draws the outlines of its 20 most confident detections, in the colours of `draw_answer`.
    Raises ImageError as `decode` does.
    """
    size = _fitted(read_header(data, mime_type).size)
    pixels = decode(data, mime_type, DecodeOptions(at_least=Size(*size))).pixels
    small = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), size, interpolation=cv2.INTER_AREA)
    for one in reversed(most_confident((boxes_of and boxes_of.detections) or (), MOST)):
        low = round(one.box.xmin * (size[0] - 1)), round(one.box.ymin * (size[1] - 1))
        high = round(one.box.xmax * (size[0] - 1)), round(one.box.ymax * (size[1] - 1))
        cv2.rectangle(small, low, high, colour_of(one.label), 1)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()


def _fitted(image: Size) -> tuple[int, int]:
    """Width and height of its thumbnail."""
    scale = min(1.0, SIDE / max(image.height, image.width))
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))
