from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from driftwatch.encoded_image import EncodedImage

WriteVideo = Callable[[str, str, int], Path]


def picture(brightness: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A grey picture that a lossy codec keeps apart from its neighbours in brightness."""
    return np.full((48, 64, 3), brightness, np.uint8)


def brightness_of(still: EncodedImage | None) -> float:
    """Mean grey value of an encoded picture."""
    assert still is not None
    image = cv2.imdecode(np.frombuffer(still.data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return float(image.mean())


@pytest.fixture
def write_video(tmp_path: Path) -> WriteVideo:
    """`write_video(name, fourcc, frames)`: frame i has brightness 10 * i."""

    def write(name: str, fourcc: str, frames: int) -> Path:
        path = tmp_path / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), 12.5, (64, 48))
        assert writer.isOpened()
        for i in range(frames):
            writer.write(picture(10 * i))
        writer.release()
        return path

    return write
