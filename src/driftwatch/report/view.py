"""A frame as a browser shows it: always a JPEG, and no larger than a screen."""

from typing import Final

import cv2

from driftwatch.inference.image import decode

LONGEST: Final = 1920
"""Pixels of the longer side, where a frame is encoded again."""
_MOST_BYTES: Final = 2_000_000
_QUALITY: Final = 90


def view(data: bytes, mime_type: str) -> bytes:
    """Gives a JPEG up to two megabytes as it is, and anything else as one of at most 1920 pixels a side.

    Raises ImageError as `decode` does.
    """
    if data[:2] == b"\xff\xd8" and len(data) <= _MOST_BYTES:
        return data
    pixels = cv2.cvtColor(decode(data, mime_type).pixels, cv2.COLOR_RGB2BGR)
    scale = min(1.0, LONGEST / max(pixels.shape[:2]))
    if scale < 1.0:
        size = tuple(max(1, round(side * scale)) for side in (pixels.shape[1], pixels.shape[0]))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
