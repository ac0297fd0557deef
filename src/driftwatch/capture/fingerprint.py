"""What a frame looks like, in 256 bytes: enough to distinguish a new scene from one that was kept already."""

from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.image import DecodeOptions, decode

SIDE: Final = 16
_AT_LEAST: Final = Size(SIDE * 2, SIDE * 2)  # a JPEG is decoded at an eighth where that leaves so much

Fingerprint: TypeAlias = NDArray[np.int16]
"""(256,) block means of the grey image, minus their own mean, so that a lamp switched on is not a new scene."""


def luma_grid_of(data: bytes, mime_type: str) -> bytes:
    """See `luma_grid`, of an encoded image. Raises ImageError where it cannot be decoded."""
    small = decode(data, mime_type, DecodeOptions(at_least=_AT_LEAST)).pixels
    return luma_grid(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8))


def fingerprint(blocks: bytes) -> Fingerprint:
    """blocks: see `luma_grid`."""
    means = np.frombuffer(blocks, np.uint8).astype(np.int16)
    return means - np.int16(round(float(means.mean())))


def luma_grid(grey: NDArray[np.uint8]) -> bytes:
    """Means of 16 x 16 blocks of an (H, W) image, a byte each, row by row. Raises ImageError where it has no pixels."""
    if not grey.size:
        raise ImageError("the image has no pixels")
    # Every n-th pixel first: averaging a whole camera image costs more than all samplers together.
    step = max(1, min(grey.shape) // (SIDE * 4))
    thin = np.ascontiguousarray(grey[::step, ::step])
    return np.asarray(cv2.resize(thin, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8).tobytes()


class Memory:
    """The last `size` fingerprints; the oldest makes room. size * 512 bytes."""

    def __init__(self, size: int) -> None:
        self._prints = np.zeros((size, SIDE * SIDE), np.int16)
        self._count = 0

    def __len__(self) -> int:
        return min(self._count, len(self._prints))

    def add(self, print_: Fingerprint) -> None:
        self._prints[self._count % len(self._prints)] = print_
        self._count += 1

    def largest_block_difference(self, print_: Fingerprint) -> float:
        """How far the most similar one is, by its block that differs most, in grey levels; inf where there is none.

        The largest difference and not the mean one: a small part that is new on a still belt changes few blocks.
        """
        return float(self._differences(print_).max(axis=1).min()) if self._count else float("inf")

    def mean_difference(self, print_: Fingerprint) -> float:
        """How far the most similar one is on the whole, in grey levels a block; inf where there is none."""
        return float(self._differences(print_).mean(axis=1).min()) if self._count else float("inf")

    def _differences(self, print_: Fingerprint) -> Fingerprint:
        return np.abs(self._prints[: len(self)] - print_)
