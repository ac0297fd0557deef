"""Keeps faces, people and whatever else an owner names off the frames that leave the machine."""

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.capture.settings import PrivacySettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Box
from driftwatch.inference.image import decode

_MOSAIC = 6  # cells a side: fewer than any face needs to be known by
_BORDER = 0.15  # of the box, added on each side: boxes cut off chins and hair
_QUALITY = 95


def must_skip(answer: Answer, settings: PrivacySettings) -> bool:
    """Whether a frame of which a model said `answer` (all of it, not only what is above the floor) may not be kept."""
    if not settings.labels:
        return False
    top = max(answer.classifications or (), key=lambda one: one.confidence, default=None)
    if top is not None and top.label in settings.labels and top.confidence >= settings.confidence:
        return True
    return settings.action == "skip" and bool(hidden_boxes(answer, settings))


def hidden_boxes(answer: Answer, settings: PrivacySettings) -> tuple[Box, ...]:
    """The boxes to be blurred."""
    return tuple(
        d.box for d in answer.detections or () if d.label in settings.labels and d.confidence >= settings.confidence
    )


def blur(frame: EncodedImage, boxes: tuple[Box, ...]) -> EncodedImage:
    """Gives the frame as JPEG of quality 95 with a coarse mosaic over each box.

    Raises ImageError where it cannot be decoded.
    """
    pixels = np.array(decode(frame.data, frame.mime_type).pixels, np.uint8)
    for box in boxes:
        _cover(pixels, box)
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    encoded, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    assert encoded
    return EncodedImage(data.tobytes(), "image/jpeg")


def _cover(pixels: NDArray[np.uint8], box: Box) -> None:
    height, width = pixels.shape[:2]
    dx, dy = (box.xmax - box.xmin) * _BORDER, (box.ymax - box.ymin) * _BORDER
    left, right = _within((box.xmin - dx) * width, width), _within((box.xmax + dx) * width + 1, width)
    top, bottom = _within((box.ymin - dy) * height, height), _within((box.ymax + dy) * height + 1, height)
    part = pixels[top:bottom, left:right]
    if part.size:
        cells = cv2.resize(part, (_MOSAIC, _MOSAIC), interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(cells, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)


def _within(position: float, length: int) -> int:
    return int(min(max(position, 0), length))
