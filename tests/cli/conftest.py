from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.onnx_models import region_detector


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine boxes a frame, each as confident as its part of the image is bright."""
    return region_detector(tmp_path_factory.mktemp("model") / "regions.onnx")


@pytest.fixture
def footage(tmp_path: Path) -> Callable[[str, float, int], Path]:
    """Makes a folder of images of about this brightness (0 to 1)."""

    def make(name: str, brightness: float, frames: int) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        chance = np.random.default_rng(frames)
        for index in range(frames):
            level = chance.normal(brightness * 255, 8, (3, 3, 3)).clip(0, 255).astype(np.uint8)
            image = cv2.resize(level, (96, 96), interpolation=cv2.INTER_NEAREST)
            cv2.imwrite(str(folder / f"{index}.png"), image)
        return folder

    return make
