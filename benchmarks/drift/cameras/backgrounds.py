"""The still part of a view: real footage and photographs, and two places drawn for what no footage shows."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from examples.demo.assets import footage

WIDTH, HEIGHT = 96, 54
"""Of a view: a 768 x 432 camera at an eighth of its sides, which is what the statistics are measured on."""
MARGIN = 30
"""Pixels of the world around the view, for a camera that moves."""
WORLD = (HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN)

Plane = NDArray[np.float32]


@cache
def background(name: str) -> tuple[Plane, Plane]:
    """The reflectance in visible and in infrared light, each of WORLD's shape, in [0.02, 1]."""
    if name in _DRAWN:
        drawn = _DRAWN[name]()
        return drawn, np.asarray(0.35 + 0.5 * drawn, np.float32)
    pixels = _photograph(name)
    scale = max(WORLD[0] / pixels.shape[0], WORLD[1] / pixels.shape[1])
    size = (round(pixels.shape[1] * scale) + 1, round(pixels.shape[0] * scale) + 1)
    resized = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) / 255, np.float32)
    top, left = (resized.shape[0] - WORLD[0]) // 2, (resized.shape[1] - WORLD[1]) // 2
    cut = resized[top : top + WORLD[0], left : left + WORLD[1]]
    # Infrared light sees materials otherwise: leaves are bright and the sky is dark.
    infrared = np.asarray(0.2 + 0.9 * cut[..., 1] - 0.5 * cut[..., 0] + 0.3 * cut[..., 2], np.float32)
    grey = np.asarray(cut @ np.array([0.114, 0.587, 0.299], np.float32), np.float32)
    return _within(grey), _within(infrared)


def _photograph(name: str) -> NDArray[np.uint8]:
    if name in _PHOTOGRAPHS:
        return np.asarray(cv2.imread(str(_PHOTOGRAPHS[name])), np.uint8)
    video, number = _FRAMES[name]
    capture = cv2.VideoCapture(str(footage(video)))
    capture.set(cv2.CAP_PROP_POS_FRAMES, number)
    read, frame = capture.read()
    if not read:
        raise ValueError(f"frame {number} of {video} cannot be read")
    return np.asarray(frame, np.uint8)


def _within(plane: NDArray[np.float32]) -> Plane:
    return np.clip(plane, 0.02, 1.0).astype(np.float32)


def _belt() -> Plane:
    """A line: a belt between two rails, with rollers, a lamp and a machine's panel."""
    world = np.full(WORLD, 0.45, np.float32)
    height, width = WORLD
    world[height // 2 - 16 : height // 2 + 16] = 0.16
    world[height // 2 - 18 : height // 2 - 16] = 0.85
    world[height // 2 + 16 : height // 2 + 18] = 0.8
    for x in range(0, width, 13):
        world[height // 2 + 20 : height // 2 + 27, x : x + 5] = 0.25
    rng = np.random.default_rng(3)
    for _ in range(26):
        y, x = int(rng.integers(0, height // 2 - 24)), int(rng.integers(0, width - 15))
        world[y : y + int(rng.integers(3, 12)), x : x + int(rng.integers(3, 15))] = rng.uniform(0.15, 0.9)
    return _within(np.asarray(cv2.GaussianBlur(world, (0, 0), 0.7), np.float32))


def _lot() -> Plane:
    """A car park: asphalt with marked places, a kerb, a hedge and a wall."""
    height, width = WORLD
    rng = np.random.default_rng(5)
    rough = cv2.GaussianBlur(rng.normal(0, 1, WORLD).astype(np.float32), (0, 0), 2.0)
    world = 0.3 + 0.12 * rough
    for x in range(0, width, 16):
        cv2.line(world, (x, height // 3), (x - 10, height), 0.8, 1)
    world[: height // 3 - 4] = 0.55 + 0.4 * np.asarray(cv2.resize(rng.random((7, 24)), (width, height // 3 - 4)))
    world[height // 3 - 4 : height // 3] = 0.75
    return _within(np.asarray(world, np.float32))


def _folder_of(package: str) -> Path:
    """Where a package lies, without importing it: only its photographs are wanted."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed; it is one of the development dependencies")
    return Path(found.origin).parent


_IMAGES = _folder_of("sklearn") / "datasets" / "images"
_PHOTOGRAPHS: Final = {
    "pagoda": _IMAGES / "china.jpg",
    "flower": _IMAGES / "flower.jpg",
    "portrait": _folder_of("matplotlib") / "mpl-data" / "sample_data" / "grace_hopper.jpg",
}
_FRAMES: Final = {
    "street": ("bikes", 125),
    "door": ("bikes", 0),
    "rack": ("bikes", 248),
    "garden": ("bigbuckbunny", 130),
    "cab": ("carphone_pristine", 0),
}
_DRAWN: Final[dict[str, Callable[[], Plane]]] = {"belt": _belt, "lot": _lot}
