"""Does the view fit better when it is shifted, turned or zoomed? Then the camera was moved."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.scene.minute import SIDE, Blocks
from driftwatch.monitoring.scene.pattern import likeness

_TURNS: Final = (-15.0, -10.0, -5.0, 5.0, 10.0, 15.0)
_ZOOMS: Final = (0.8, 0.9, 1.1, 1.25)
_HALVES: Final = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))
_PADDED: Final = 2 * SIDE
_FARTHEST: Final = 4
"""Blocks: a quarter of the view."""
_LEAST_OVERLAP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """The movement after which the view fits best.

    likeness: of the patterns then, where they overlap, in [-1, 1]. stayed: of the same blocks without the movement,
    so that what hides a part of the view, and is left out of the overlap, is no gain. right, down: shift of the
    picture as a share of its width and height. turn: degrees anticlockwise. zoom: factor. 0, 0, 0 and 1 where nothing
    moved.
    """

    likeness: float
    stayed: float
    right: float
    down: float
    turn: float
    zoom: float

    @property
    def gain(self) -> float:
        """By how much the view fits better after the movement."""
        return max(self.likeness - self.stayed, 0.0)

    @property
    def words(self) -> str:
        """What moved by how much, for a person; "" where nothing did."""
        parts: list[str] = []
        if self.turn:
            parts.append(f"turned by about {abs(self.turn):g} degrees")
        if self.zoom != 1:
            parts.append("zoomed in" if self.zoom > 1 else "zoomed out")
        if farthest := max(abs(self.right), abs(self.down)):
            parts.append(f"shifted by about {farthest:.0%} of the view")
        return " and ".join(parts)


def align(now: Blocks, usual: Blocks, like: Blocks) -> Alignment:
    """How `usual` would have to move to fit `now`; `like` is the learned pattern that fits best as it is.

    The best of 11 turns and zooms, each with shifts of half a block up to 4.5 blocks.

    Normalised correlation where both patterns are defined (masked, Padfield 2012), by Fourier transforms of 32 x 32.
    """
    warps = [(0.0, 1.0), *((turn, 1.0) for turn in _TURNS), *((0.0, zoom) for zoom in _ZOOMS)]
    kinds = [(turn, zoom, x, y) for turn, zoom in warps for x, y in _HALVES]
    planes, masks = zip(*(_warped(usual, *kind) for kind in kinds), strict=True)
    scores = _correlations(now, np.stack(planes), np.stack(masks))
    index, row, column = np.unravel_index(int(np.argmax(scores)), scores.shape)
    turn, zoom, x, y = kinds[int(index)]
    down, right = _signed(int(row)), _signed(int(column))
    common = _shifted(masks[index], right, down)
    stayed = max(likeness(now * common, look * common) for look in (usual, like))
    return Alignment(float(scores[index, row, column]), stayed, (right + x) / SIDE, (down + y) / SIDE, turn, zoom)


def _shifted(plane: Blocks, right: int, down: int) -> Blocks:
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    return np.asarray(cv2.warpAffine(plane, matrix, (SIDE, SIDE)), np.float32)


def _warped(plane: Blocks, turn: float, zoom: float, x: float, y: float) -> tuple[Blocks, Blocks]:
    """The plane and where it is defined, after the movement."""
    middle = (SIDE - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), turn, zoom)
    matrix[:, 2] += (x, y)
    size = (SIDE, SIDE)
    inside = np.asarray(cv2.warpAffine(np.ones((SIDE, SIDE), np.float32), matrix, size), np.float32)
    return np.asarray(cv2.warpAffine(plane, matrix, size), np.float32), (inside > 0.99).astype(np.float32)


def _correlations(now: Blocks, planes: NDArray[np.float32], masks: NDArray[np.float32]) -> NDArray[np.float64]:
    """(K, 32, 32) for K planes and every whole shift, circular; -1 where too little overlaps."""
    size = (_PADDED, _PADDED)
    everywhere = np.ones((SIDE, SIDE))

    def summed(left: NDArray[np.float32] | NDArray[np.float64], right: NDArray[np.float32]) -> NDArray[np.float64]:
        spectrum = np.fft.rfft2(left, size) * np.conj(np.fft.rfft2(right, size))
        return np.fft.irfft2(spectrum, size)

    overlap = summed(everywhere, masks)
    product = summed(now, planes * masks)
    length = np.sqrt(np.maximum(summed(now * now, masks) * summed(everywhere, planes * planes * masks), 1e-9))
    scores = product / length
    shifts = np.abs([_signed(index) for index in range(_PADDED)]) > _FARTHEST
    scores[:, shifts, :] = -1
    scores[:, :, shifts] = -1
    scores[overlap < _LEAST_OVERLAP * SIDE * SIDE] = -1
    return scores


def _signed(index: int) -> int:
    return index - _PADDED if index >= SIDE else index
