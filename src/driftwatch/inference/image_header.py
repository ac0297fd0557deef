"""What an image's first bytes say of it: format and size, read before any pixel is decoded.

JPEG: ITU-T T.81 B.1.1 (marker segments) and CIPA DC-008 (EXIF, the orientation tag). PNG: W3C PNG, 11.2.
Viam's raw RGBA: "RGBA", then width and height as big-endian 32-bit numbers, then four bytes a pixel.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.memory_limit import memory_bytes, most_pixels

MAX_PIXELS = most_pixels(memory_bytes())

_PNG, _MOST_CHUNKS = b"\x89PNG\r\n\x1a\n", 1 << 16
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
START_OF_SCAN, JFIF = 0xDA, 0xE0
_END_OF_IMAGE, _EXIF = 0xD9, 0xE1
_ORIENTATION_TAG = 0x0112


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """size: in pixels as stored. orientation: EXIF's, 1 (upright) to 8. has_alpha: may be transparent.

    components: of a JPEG: 1 grey, 3 colour, 4 inks. is_ycc: stored as brightness and two colour planes.
    halves_colour: those planes have half the width and height.
    """

    format: Literal["jpeg", "png", "rgba"]
    size: Size
    orientation: int = 1
    has_alpha: bool = False
    components: int = 0
    is_ycc: bool = False
    halves_colour: bool = False

    @property
    def turned(self) -> bool:
        """Whether the orientation swaps width and height."""
        return self.orientation >= 5

    def __str__(self) -> str:
        name = {"jpeg": "JPEG", "png": "PNG", "rgba": "raw RGBA"}[self.format]
        return f"this {name} image of {self.size.width} x {self.size.height} pixels"


def read_header(data: bytes, mime_type: str) -> ImageHeader:
    """Raises ImageError where `data` is of no known format, cut off, or has more than MAX_PIXELS."""
    if data[:2] == b"\xff\xd8":
        header = _read_jpeg(data)
    elif data[:8] == _PNG:
        header = _read_png(data)
    elif data[:4] == b"RGBA":
        header = _read_rgba(data)
    else:
        raise ImageError(_refusal(data, mime_type))
    width, height = header.size.width, header.size.height
    if width < 1 or height < 1:
        raise ImageError(f"{header} has no pixels")
    if width * height > MAX_PIXELS:
        raise ImageError(f"{header} is too large: at most {MAX_PIXELS} pixels are accepted on this machine")
    if header.format == "rgba" and len(data) != 12 + 4 * width * height:
        raise ImageError(f"{header} must have {12 + 4 * width * height} bytes, got {len(data)}")
    return header


def is_depth(data: bytes, mime_type: str) -> bool:
    """Whether it is one of Viam's depth maps, or a cloud of points."""
    kind = mime_type.removesuffix("+lazy")
    return data[:8] == b"DEPTHMAP" or kind in ("image/vnd.viam.dep", "pointcloud/pcd")


def _refusal(data: bytes, mime_type: str) -> str:
    kind = mime_type.removesuffix("+lazy") or "no mime type"
    if not data:
        return f"the image is empty ({kind})"
    if is_depth(data, mime_type):
        return "this is a depth map (image/vnd.viam.dep) or a cloud of points: a vision model needs a colour image"
    return f"these {len(data)} bytes ({kind}) are not an image: expected JPEG, PNG or image/vnd.viam.rgba"


def _read_rgba(data: bytes) -> ImageHeader:
    if len(data) < 12:
        raise ImageError(f"this raw RGBA image is cut off after {len(data)} bytes")
    width, height = struct.unpack(">II", data[4:12])
    return ImageHeader("rgba", Size(width, height), has_alpha=True)


def _read_png(data: bytes) -> ImageHeader:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise ImageError(f"this PNG image is damaged or cut off after {len(data)} bytes")
    width, height = struct.unpack(">II", data[16:24])
    colour_type = data[25]
    first_data = data.find(b"IDAT")
    transparent = first_data > 0 and data.find(b"tRNS", 33, first_data) > 0
    header = ImageHeader("png", Size(width, height), has_alpha=bool(colour_type & 4) or transparent)
    if not _is_whole(data):
        raise ImageError(f"{header} is damaged or cut off: a part of it is longer than its {len(data)} bytes")
    return header


def _is_whole(data: bytes) -> bool:
    """Whether each chunk of a PNG ends before the data does: OpenCV takes the memory that one claims, up to 4 GB."""
    at = len(_PNG)
    for _ in range(_MOST_CHUNKS):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if at + 12 > len(data) or end > len(data):
            return False
        if data[at + 4 : at + 8] == b"IEND":
            return True
        at = end
    return False


def _read_jpeg(data: bytes) -> ImageHeader:
    header, orientation = None, 1
    for marker, start, end in segments(data):
        if marker in _FRAME_HEADERS and end - start >= 6:
            header = _frame(data[start:end])
        elif marker == _EXIF and data[start : start + 6] == b"Exif\0\0":
            orientation = _orientation(data[start + 6 : end])
        elif marker == START_OF_SCAN and header is not None:
            # Inside a scan 0xFF is always followed by 0, so these two bytes can only be the end.
            if data.rfind(bytes((0xFF, _END_OF_IMAGE)), end) < 0:
                raise ImageError(f"{header} is cut off after {len(data)} bytes")
            return replace(header, orientation=orientation)
    raise ImageError(f"this JPEG image is damaged or cut off: no picture in its {len(data)} bytes")


def _frame(segment: bytes) -> ImageHeader:
    """From a frame header: precision, height, width, components, then id, sampling factors and table of each."""
    height, width, components = struct.unpack(">HHB", segment[1:6])
    sampling = segment[7::3][:components]
    is_ycc = components == 3 and len(sampling) == 3
    halves = is_ycc and sampling == b"\x22\x11\x11"
    return ImageHeader("jpeg", Size(width, height), components=components, is_ycc=is_ycc, halves_colour=halves)


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Of a JPEG: marker, start and end of the payload of each segment up to the first scan."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in _WITHOUT_LENGTH:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            return
        yield marker, at + 4, at + 2 + length
        if marker == START_OF_SCAN:
            return
        at += 2 + length


def _orientation(tiff: bytes) -> int:
    """The EXIF orientation, 1 to 8; 1 (upright) where there is none or it cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, directory)
        for i in range(entries):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", tiff, directory + 2 + 12 * i)
            if tag == _ORIENTATION_TAG:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1
