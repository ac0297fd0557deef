"""Images as cameras and callers send them: every size and encoding that is read in its own way."""

import functools
import struct
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from examples.demo import assets

JPEG, PNG, RGBA = "image/jpeg", "image/png", "image/vnd.viam.rgba"


@dataclass(frozen=True, slots=True)
class Image:
    """What goes into a call."""

    data: bytes
    mime_type: str


def scene(width: int, height: int, seed: int = 1) -> np.ndarray[Any, Any]:
    """(height, width, 3) uint8 BGR: soft shapes under a little noise, with quarters of different brightness."""
    random = np.random.default_rng(seed)
    rough = random.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    soft = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float64)
    return np.clip(soft + random.normal(0, 4, soft.shape), 0, 255).astype(np.uint8)


def jpeg(pixels: np.ndarray[Any, Any], sampling: str = "420", quality: int = 90) -> Image:
    """`pixels`: BGR, or grey with two dimensions. sampling: of the colours, as in 4:2:0."""
    factor = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{sampling}")
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
    return Image(cv2.imencode(".jpg", pixels, options)[1].tobytes(), JPEG)


def png(pixels: np.ndarray[Any, Any]) -> Image:
    """`pixels`: grey, BGR or BGRA, of 8 or 16 bits."""
    return Image(cv2.imencode(".png", pixels)[1].tobytes(), PNG)


def raw(pixels: np.ndarray[Any, Any]) -> Image:
    """Viam's raw RGBA of a BGR picture."""
    height, width = pixels.shape[:2]
    rgba = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGBA)
    return Image(b"RGBA" + struct.pack(">II", width, height) + rgba.tobytes(), RGBA)


@functools.cache
def footage(name: str, every: int, most: int) -> list[np.ndarray[Any, Any]]:
    """Up to `most` frames of the demo's footage, BGR, from the first on, leaving out all but every `every`-th."""
    video = cv2.VideoCapture(str(assets.footage(name)))
    taken: list[np.ndarray[Any, Any]] = []
    while len(taken) < most and video.grab():
        if int(video.get(cv2.CAP_PROP_POS_FRAMES)) % every == 1 % every:
            taken.append(video.retrieve()[1])
    video.release()
    return taken


def with_alpha(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """BGR to BGRA, from transparent on the left to opaque on the right."""
    height, width = pixels.shape[:2]
    alpha = np.tile(np.linspace(0, np.iinfo(pixels.dtype).max, width).astype(pixels.dtype), (height, 1))
    return np.dstack([pixels, alpha])


def deep(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """8 bits to 16, with something in the lower byte."""
    return (pixels.astype(np.uint16) << 8) | (pixels[::-1].astype(np.uint16))
