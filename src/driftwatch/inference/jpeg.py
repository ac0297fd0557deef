"""JPEG data to pixels, with libjpeg's own word on whether all of it was there.

OpenCV's decoder fills what is missing with grey, says so on standard error alone, and calls that a success. The same
libjpeg-turbo behind the TurboJPEG interface says it to its caller, gives the same pixels, and is no slower.
"""

import re
from typing import Final

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from driftwatch.errors import ImageError
from driftwatch.inference.image_header import JFIF, START_OF_SCAN, ImageHeader, segments
from driftwatch.inference.pixels import Pixels

MOST_STRAY_BYTES: Final = 8
"""Bytes between the last block and the end marker that many a USB camera writes in every frame. A flipped bit that
moves the end of the data leaves far more."""

_LEFT_OVER: Final = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_ABOUT_THE_HEADER: Final = ("unknown JFIF revision", "Invalid SOS parameters")
_UNUSUAL_BUT_WHOLE: Final = ("Unknown Adobe color transform",)
_UNKNOWN_SAMPLING: Final = "determine subsampling"
_REDUCED: Final = {
    1: cv2.IMREAD_GRAYSCALE,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
}


def decode_jpeg(data: bytes, header: ImageHeader, factor: int = 1, grey: bool = False) -> Pixels:
    """Gives (H, W, 3) RGB, or (H, W) brightness where `grey`, as stored: EXIF's orientation is not applied.

    header: of `data`. factor: 1, 2, 4 or 8, by which both sides shrink, rounded up.
    Raises ImageError for data that is damaged anywhere, as far as libjpeg can see: a value that became another valid
    value cannot be seen by anybody. A header that is merely unusual, and a few stray bytes before the end, are no
    damage.
    """
    pixels, complaint = _decode(data, header, factor, grey)
    if any(text in complaint for text in _ABOUT_THE_HEADER):
        pixels, complaint = _decode(_with_plain_header(data), header, factor, grey)
    if _UNKNOWN_SAMPLING in complaint:
        return _by_opencv(data, header, _REDUCED[factor] | (0 if grey else cv2.IMREAD_COLOR_RGB))
    if complaint and not _is_harmless(complaint, data):
        what = complaint.removeprefix("Corrupt JPEG data: ")[:80]
        raise ImageError(f"{header} cannot be decoded: its data is damaged ({what})")
    return pixels


def _decode(data: bytes, header: ImageHeader, factor: int, grey: bool) -> tuple[Pixels, str]:
    """The pixels as far as they could be decoded, and the first complaint, "" where there is none."""
    space = "CMYK" if header.components == 4 else "GRAY" if grey else "RGB"
    height, width = -(-header.size.height // factor), -(-header.size.width // factor)
    pixels = np.empty((height, width, len(space) if space != "GRAY" else 1), np.uint8)
    least = (height, width) if factor > 1 else (0, 0)
    complaint = ""
    try:
        simplejpeg.decode_jpeg(data, space, min_height=least[0], min_width=least[1], buffer=pixels)
    except ValueError as error:
        complaint = str(error) or "unknown reason"
    if space == "CMYK":
        pixels = _from_cmyk(pixels)
        pixels = pixels.max(axis=2, keepdims=True) if grey else pixels
    return (pixels[..., 0] if grey else pixels), complaint


def _by_opencv(data: bytes, header: ImageHeader, flags: int) -> Pixels:
    """For colours that are sampled in a way for which the TurboJPEG interface has no name, as next to nobody does.

    Without its end marker, OpenCV refuses data that ends early; it reads up to 8 bytes ahead.
    """
    open_ended = data[: data.rfind(b"\xff\xd9")] + bytes(8)
    try:
        pixels = cv2.imdecode(np.frombuffer(open_ended, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ImageError(f"{header} cannot be decoded: {error.err}") from error
    if pixels is None:  # pyright: ignore[reportUnnecessaryComparison]  # OpenCV's stubs do not say that it can be
        raise ImageError(f"{header} cannot be decoded: its data is damaged")
    return pixels  # pyright: ignore[reportReturnType]


def _is_harmless(complaint: str, data: bytes) -> bool:
    if any(text in complaint for text in _UNUSUAL_BUT_WHOLE):
        return True
    found = _LEFT_OVER.search(complaint)
    if found is None:
        return False
    count = int(found[1])
    end = data.rfind(b"\xff\xd9")
    return count <= MOST_STRAY_BYTES or len(set(data[end - count : end])) == 1  # filled up to a round length


def _with_plain_header(data: bytes) -> bytes:
    """Without what libjpeg complains of first and decodes all the same: it reports one complaint only."""
    plain = bytearray(data)
    for marker, start, end in segments(data):
        if marker == JFIF and data[start : start + 5] == b"JFIF\0":
            plain[start + 5] = 1
        elif marker == START_OF_SCAN:
            plain[end - 3 : end] = b"\x00\x3f\x00"
    return bytes(plain)


def _from_cmyk(inverted: NDArray[np.uint8]) -> Pixels:
    """From four inks as Adobe's programs store them, 255 for none, to RGB; rounds as OpenCV does."""
    black = inverted[..., 3:].astype(np.int32)
    return (black - ((255 - inverted[..., :3].astype(np.int32)) * black >> 8)).astype(np.uint8)
