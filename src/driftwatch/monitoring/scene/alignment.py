"""Does the view fit better when it is shifted, turned or zoomed? Then the camera was moved."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.scene.minute import SIDE, Blocks
from driftwatch.monitoring.scene.pattern import likeness

_TURN_STEP: Final = 5.0
"""Degrees between the turns that are tried."""
_TURNS: Final = tuple(_TURN_STEP * steps for steps in (-3, -2, -1, 1, 2, 3))
_ZOOMS: Final = (0.8, 0.9, 1.1, 1.25)
_HALVES: Final = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))
_FARTHEST: Final = 4
"""Blocks: a quarter of the view."""
_LEAST_OVERLAP: Final = 0.5
_WARPS: Final = ((0.0, 1.0), *((turn, 1.0) for turn in _TURNS), *((0.0, zoom) for zoom in _ZOOMS))
_KINDS: Final = tuple((turn, zoom, x, y) for turn, zoom in _WARPS for x, y in _HALVES)


@dataclass(frozen=True, slots=True)
class Alignment:
    """The movement after which the view fits best."""

    likeness: float
    """Of the patterns then, where they overlap, in [-1, 1]."""
    stayed: float
    """Of the same blocks without the movement, so that what hides a part of the view, and is left out of the overlap,
    is no gain.
    """
    right: float
    """Shift of the picture as a share of its width and height."""
    down: float
    """Shift of the picture as a share of its width and height."""
    turn: float
    """Degrees anticlockwise."""
    zoom: float
    """Factor. 0, 0, 0 and 1 where nothing moved."""

    @property
    def gain(self) -> float:
        """By how much the view fits better after the movement."""
        return max(self.likeness - self.stayed, 0.0)

    @property
    def words(self) -> str:
        """What moved by how much, for a person; "" where nothing did."""
        parts: list[str] = []
        if self.turn:
            # Blocks of a wide picture make a turn look larger than it is.
            least = abs(self.turn) - _TURN_STEP
            parts.append(f"turned by {least:g} degrees or more" if least else "turned by a few degrees")
        if self.zoom != 1:
            parts.append("zoomed in" if self.zoom > 1 else "zoomed out")
        if farthest := max(abs(self.right), abs(self.down)):
            parts.append(f"shifted by about {farthest:.0%} of the view")
        return " and ".join(parts)


def align(now: Blocks, usual: Blocks, like: Blocks) -> Alignment:
    """How `usual` would have to move to fit `now`; `like` is the learned pattern that fits best as it is.

    The best of 11 turns and zooms, each with shifts of half a block up to 4.5 blocks.

    Normalised correlation where both patterns are defined (masked, Padfield 2012): with so few shifts three products of
    matrices are an eighth of the cost of Fourier transforms.
    """
    scores, masks = _correlations(now, usual), _moves().masks
    index, row, column = np.unravel_index(int(np.argmax(scores)), scores.shape)
    turn, zoom, x, y = _KINDS[int(index)]
    down, right = int(row) - _FARTHEST, int(column) - _FARTHEST
    common = _shifted(masks[index].reshape(SIDE, SIDE), right, down)
    stayed = max(likeness(now * common, look * common) for look in (usual, like))
    return Alignment(float(scores[index, row, column]), stayed, (right + x) / SIDE, (down + y) / SIDE, turn, zoom)


def _shifted(plane: Blocks, right: int, down: int) -> Blocks:
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    return np.asarray(cv2.warpAffine(plane, matrix, (SIDE, SIDE)), np.float32)


@dataclass(frozen=True, slots=True)
class _Moves:
    """What is the same for every picture. columns, rows: (K * 16, 16) where each block of K moved planes comes from.

    masks: (K, 256) 1 where a moved plane is defined. inside: (81, 256) 1 where a shifted picture is.
    """

    columns: NDArray[np.float32]
    rows: NDArray[np.float32]
    masks: NDArray[np.float32]
    inside: NDArray[np.float32]


@cache
def _moves() -> _Moves:
    middle = (SIDE - 1) / 2
    sources: list[NDArray[np.float64]] = []
    masks: list[NDArray[np.float32]] = []
    row, column = np.mgrid[:SIDE, :SIDE]
    places = np.stack([column.ravel(), row.ravel(), np.ones(SIDE * SIDE)])
    for turn, zoom, x, y in _KINDS:
        matrix = cv2.getRotationMatrix2D((middle, middle), turn, zoom)
        matrix[:, 2] += (x, y)
        inside = np.asarray(cv2.warpAffine(np.ones((SIDE, SIDE), np.float32), matrix, (SIDE, SIDE)), np.float32)
        masks.append((inside > 0.99).astype(np.float32).ravel())
        sources.append(np.asarray(cv2.invertAffineTransform(matrix), np.float64) @ places)
    columns, rows = (np.stack([source[axis] for source in sources]).astype(np.float32) for axis in (0, 1))
    shape = (len(_KINDS) * SIDE, SIDE)
    return _Moves(columns.reshape(shape), rows.reshape(shape), np.stack(masks), _shifts(np.ones((SIDE, SIDE))))


def _shifts(plane: NDArray[Any]) -> NDArray[np.float32]:
    """(81, 256): the plane after every whole shift, 0 where nothing is known."""
    padded = np.pad(np.asarray(plane, np.float32), _FARTHEST)
    return np.lib.stride_tricks.sliding_window_view(padded, (SIDE, SIDE)).reshape(-1, SIDE * SIDE)


def _correlations(now: Blocks, usual: Blocks) -> NDArray[np.float32]:
    """(K, 9, 9) for K turns and zooms and every whole shift; -1 where too little overlaps."""
    moves = _moves()
    moved = cv2.remap(np.asarray(usual, np.float32), moves.columns, moves.rows, cv2.INTER_LINEAR)
    planes = np.asarray(moved, np.float32).reshape(len(_KINDS), -1) * moves.masks
    shifts = _shifts(now)
    energy = (moves.masks @ (shifts * shifts).T) * ((planes * planes) @ moves.inside.T)
    scores = (planes @ shifts.T) / np.sqrt(np.maximum(energy, np.float32(1e-9)))
    scores[moves.masks @ moves.inside.T < _LEAST_OVERLAP * SIDE * SIDE] = -1
    side = 2 * _FARTHEST + 1
    return np.asarray(scores, np.float32).reshape(len(_KINDS), side, side)
