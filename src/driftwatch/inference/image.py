"""The bytes of a frame to pixels."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.image_header import ImageHeader, read_header

Pixels: TypeAlias = NDArray[np.uint8]

_RGBA_HEADER = 12  # "RGBA", width and height, four bytes each
# Beside IMREAD_COLOR_RGB; OpenCV takes RGB only without the BGR bit that its IMREAD_REDUCED_COLOR_* carry.
_REDUCED = {2: cv2.IMREAD_REDUCED_GRAYSCALE_2, 4: cv2.IMREAD_REDUCED_GRAYSCALE_4, 8: cv2.IMREAD_REDUCED_GRAYSCALE_8}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`pixels`: (H, W, 3) uint8 RGB, perhaps smaller than the image. `size`: the image's true size, as it is shown."""

    pixels: Pixels
    size: Size


def decode(data: bytes, mime_type: str, at_least: Size | None = None, apply_orientation: bool = False) -> Decoded:
    """Decodes a JPEG, a PNG or Viam's raw RGBA; the bytes decide which, as in the rdk, not `mime_type`.

    at_least: a JPEG may be decoded at a half, a quarter or an eighth, as long as both sides stay at least this
    big; libjpeg does that in the frequency domain, which is quicker and closer to an antialiased resize.
    apply_orientation: turn the image as its EXIF tag says. The rdk does not, hence the default.
    Transparent pixels are blended with black and 16-bit values lose their lower byte, as in the rdk.

    Raises ImageError for anything else, for damaged data, and for images above the size limit.
    """
    header = read_header(data, mime_type)
    if header.format == "rgba":
        return _decode_rgba(data, header)
    flags = cv2.IMREAD_COLOR_RGB
    if header.format == "jpeg" and at_least is not None:
        turned = apply_orientation and header.turned
        target = Size(at_least.height, at_least.width) if turned else at_least
        flags |= _REDUCED.get(reduction(header.size, target), 0)
    if header.has_alpha:
        flags = cv2.IMREAD_UNCHANGED
    if not apply_orientation:
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    pixels = _imdecode(data, flags, header)
    if header.has_alpha:
        pixels = _to_rgb(pixels)
    shown = Size(header.size.height, header.size.width) if apply_orientation and header.turned else header.size
    return Decoded(pixels, shown)


def reduction(image: Size, at_least: Size) -> int:
    """The largest of 8, 4, 2, 1 by which `image` can shrink with both sides staying at least as big as asked."""
    for factor in (8, 4, 2):
        if image.width >= at_least.width * factor and image.height >= at_least.height * factor:
            return factor
    return 1


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
    if alpha.min() == 255:
        return np.ascontiguousarray(colour)
    return (colour.astype(np.uint16) * alpha // 255).astype(np.uint8)
