"""Light, contrast, sharpness and luma grid of a frame: they distinguish a changed scene from a changed model."""

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.capture.fingerprint import luma_grid
from driftwatch.errors import ImageError
from driftwatch.inference.image_header import read_header
from driftwatch.inference.jpeg import decode_jpeg
from driftwatch.inference.pixels import Pixels
from driftwatch.observation import ImageStatistics

_REDUCED = 8


def image_statistics(data: bytes) -> ImageStatistics | None:
    """Of the grey image at an eighth of its sides, which a JPEG gives without being decoded whole.

    None for bytes that hold no whole JPEG or PNG, such as Viam's raw RGBA.
    """
    grey = _grey(data)
    return None if grey is None else statistics_of(np.asarray(grey, np.uint8))


def statistics_of(grey: NDArray[np.uint8]) -> ImageStatistics:
    """Of an (H, W) grey image, uint8, that is small already. Raises ImageError where it has no pixels."""
    mean, contrast = cv2.meanStdDev(grey)
    _, edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return ImageStatistics(float(mean.item()), float(contrast.item()), float(edges.item()) ** 2, luma_grid(grey))


def _grey(data: bytes) -> Pixels | None:
    """(H, W), at least one pixel a side."""
    try:
        header = read_header(data, "")
        if header.format == "jpeg":
            return decode_jpeg(data, header, _REDUCED, grey=True)
        if header.format == "rgba":
            return None
        # OpenCV rounds the sides of a PNG down, to nothing where one is shorter.
        small = min(header.size.width, header.size.height) < _REDUCED
        flags = cv2.IMREAD_GRAYSCALE if small else cv2.IMREAD_REDUCED_GRAYSCALE_8
        return cv2.imdecode(np.frombuffer(data, np.uint8), flags)  # pyright: ignore[reportReturnType]
    except (ImageError, cv2.error):
        return None
