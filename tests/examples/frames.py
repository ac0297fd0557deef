"""The demo's footage as arrays, and the plain stretch that vision services do."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from examples.demo.assets import footage


def frames(name: str) -> list[NDArray[np.uint8]]:
    """Every frame of a video as (H, W, 3) RGB."""
    capture = cv2.VideoCapture(str(footage(name)))
    found: list[NDArray[np.uint8]] = []
    while True:
        more, image = capture.read()
        if not more:
            return found
        found.append(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8))


def stretch(frame: NDArray[np.uint8], width: int, height: int) -> NDArray[Any]:
    """(1, height, width, 3), bilinear, aspect ratio not kept."""
    return np.asarray(cv2.resize(frame, (width, height), interpolation=cv2.INTER_LINEAR))[None]
