"""The bytes of a frame to pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.colour import join_planes, to_ycc
from driftwatch.inference.image_header import ImageHeader, read_header
from driftwatch.inference.jpeg import decode_jpeg
from driftwatch.inference.pixels import Pixels

_RGBA_HEADER = 12  # "RGBA", width and height, four bytes each
_ROWS = 256  # that are blended at once
_LEAST_HALVED = 8  # below, no decoder's half of a side is half of its blocks


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How an image is decoded.

    at_least: a JPEG may be decoded at a half, a quarter or an eighth, as long as both sides stay at least this big;
    libjpeg does that in the frequency domain, which is quicker and closer to an antialiased resize.

    apply_orientation: turn the image as its EXIF tag says. The rdk does not.
    keep_ycc: leave a JPEG in its own colour space, without smoothing its colours where it is decoded in full.
    """

    at_least: Size | None = None
    apply_orientation: bool = False
    keep_ycc: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """`pixels`: (H, W, 3) uint8, perhaps smaller than the image; RGB, or Y, Cr, Cb where `is_ycc`.

    `size`: the image's true size, as it is shown.
    """

    pixels: Pixels
    size: Size
    is_ycc: bool = False


_PLAIN = DecodeOptions()


def decode(data: bytes, mime_type: str, options: DecodeOptions = _PLAIN) -> Decoded:
    """Decodes a JPEG, a PNG or Viam's raw RGBA; the bytes decide which, as in the rdk, not `mime_type`.

    Transparent pixels are blended with black and 16-bit values lose their lower byte, as in the rdk.
    Raises ImageError for anything else, for damaged data, and for images above the size limit.
    """
    header = read_header(data, mime_type)
    if header.format == "rgba":
        return _decode_rgba(data, header)
    if header.format == "jpeg":
        orientation = header.orientation if options.apply_orientation else 1
        size = Size(header.size.height, header.size.width) if orientation >= 5 else header.size
        factor = 1 if options.at_least is None else reduction(size, options.at_least)
        keep_ycc = options.keep_ycc and header.is_ycc
        return Decoded(_upright(_decode_jpeg(data, header, factor, keep_ycc), orientation), size, keep_ycc)
    orientation = 0 if options.apply_orientation else cv2.IMREAD_IGNORE_ORIENTATION
    flags = cv2.IMREAD_UNCHANGED if header.has_alpha else cv2.IMREAD_COLOR_RGB
    pixels = _imdecode(data, flags | orientation, header)
    return Decoded(_to_rgb(pixels) if header.has_alpha else pixels, header.size)


def reduction(image: Size, at_least: Size) -> int:
    """The largest of 8, 4, 2, 1 by which `image` can shrink with both sides staying at least as big as asked."""
    for factor in (8, 4, 2):
        if image.width >= at_least.width * factor and image.height >= at_least.height * factor:
            return factor
    return 1


def _decode_jpeg(data: bytes, header: ImageHeader, factor: int, keep_ycc: bool) -> Pixels:
    can_halve = max(header.size.width, header.size.height) >= _LEAST_HALVED
    if keep_ycc and factor == 1 and header.halves_colour and can_halve:
        return join_planes(decode_jpeg(data, header, grey=True), decode_jpeg(data, header, factor=2))
    pixels = decode_jpeg(data, header, factor)
    return to_ycc(pixels) if keep_ycc else pixels


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """By EXIF's orientation, 1 to 8 (CIPA DC-008): which sides of it the first row and the first column are."""
    turned = pixels.swapaxes(0, 1) if orientation >= 5 else pixels
    if orientation in (3, 4, 7, 8):  # the first row is at the bottom
        turned = turned[::-1]
    if orientation in (2, 3, 6, 7):  # the first column is on the right
        turned = turned[:, ::-1]
    return np.ascontiguousarray(turned)


def _imdecode(data: bytes, flags: int, header: ImageHeader) -> Pixels:
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise ImageError(f"{header} cannot be decoded: {error.err}") from error
    if pixels is None:  # pyright: ignore[reportUnnecessaryComparison]  # OpenCV's stubs do not say that it can be
        raise ImageError(f"{header} cannot be decoded: its data is damaged")
    return pixels  # pyright: ignore[reportReturnType]


def _decode_rgba(data: bytes, header: ImageHeader) -> Decoded:
    shape = (header.size.height, header.size.width, 4)
    pixels = np.frombuffer(data, np.uint8, offset=_RGBA_HEADER).reshape(shape)
    return Decoded(_blend(pixels[..., :3], pixels[..., 3:]), header.size)


def _to_rgb(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> Pixels:
    """From what OpenCV gives unchanged: grey or BGR, with or without alpha, 8 or 16 bits."""
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)  # pyright: ignore[reportReturnType]
    rgb = np.ascontiguousarray(pixels[..., 2::-1])
    return _blend(rgb, pixels[..., 3:]) if pixels.shape[2] == 4 else rgb  # pyright: ignore[reportArgumentType, reportReturnType]


def _blend(colour: Pixels, alpha: Pixels) -> Pixels:
    blended = np.ascontiguousarray(colour)
    if alpha.min() == 255:
        return blended
    blended = blended if blended.flags.writeable and blended is not colour else blended.copy()
    for top in range(0, len(blended), _ROWS):  # with all rows at once it would take seven times the memory
        rows = slice(top, top + _ROWS)
        blended[rows] = (blended[rows].astype(np.uint16) * alpha[rows] // 255).astype(np.uint8)
    return blended
