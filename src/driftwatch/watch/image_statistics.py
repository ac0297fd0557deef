"""Light, contrast, sharpness and look of a frame: what tells a changed scene from a changed model."""

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.capture.fingerprint import look
from driftwatch.observation import ImageStatistics


def image_statistics(data: bytes) -> ImageStatistics | None:
    """Of the grey image at an eighth of its sides, which a JPEG gives without being decoded whole.

    None for bytes that OpenCV does not decode, such as Viam's raw RGBA.
    """
    encoded = np.frombuffer(data, np.uint8)
    grey = cv2.imdecode(encoded, cv2.IMREAD_REDUCED_GRAYSCALE_8) if len(encoded) else None
    return None if grey is None else statistics_of(np.asarray(grey, np.uint8))


def statistics_of(grey: NDArray[np.uint8]) -> ImageStatistics:
    """Of an (H, W) grey image, uint8, that is small already. Raises ImageError where it has no pixels."""
    mean, contrast = cv2.meanStdDev(grey)
    _, edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    seen = look(grey)
    return ImageStatistics(float(mean.item()), float(contrast.item()), float(edges.item()) ** 2, seen)
