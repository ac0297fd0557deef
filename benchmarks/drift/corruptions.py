"""What happens to cameras in the field, as functions of a frame: seeded, in several strengths.

    corruption("rotated", 15).apply(pixels, seed)   # (H, W, 3) uint8 RGB or BGR -> the same kind of picture
    every_corruption()                              # all kinds in all strengths

A seed is one camera: its dead pixels stay where they are; give `frame` for what changes from frame to frame.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Box

Pixels: TypeAlias = NDArray[np.uint8]
Matrix: TypeAlias = NDArray[np.float64]
"""(2, 3): where a point (x, y, 1) of the clean picture, in pixels, goes to."""

_COVER: Final = 24  # grey value of what hangs in front of the lens
_FOG: Final = 215.0


@dataclass(frozen=True, slots=True)
class Corruption:
    """kind: one of KINDS. strength: in the unit of the kind, see STRENGTHS."""

    kind: str
    strength: float

    @property
    def name(self) -> str:
        return f"{self.kind} {self.strength:g}"

    def apply(self, pixels: Pixels, seed: int, frame: int = 0) -> Pixels:
        """(H, W, 3) uint8 to the same; only "rotated" by 90 swaps H and W. Only "cast" asks for the colours' order."""
        return _KINDS[self.kind](pixels, self.strength, seed, frame)

    def move(self, box: Box, width: int, height: int) -> Box | None:
        """Where a box of the clean picture of this many pixels is to be found; None where it is mostly out of view.

        Its centre moves with the picture; its sides keep their lengths (zoomed, and swapped by a quarter turn).
        """
        matrix, (new_width, new_height) = _motion(self.kind, self.strength, width, height)
        x, y = matrix @ ((box.xmin + box.xmax) / 2 * width, (box.ymin + box.ymax) / 2 * height, 1.0)
        scale = math.sqrt(abs(float(np.linalg.det(matrix[:, :2]))))
        sides = [(box.xmax - box.xmin) * width * scale, (box.ymax - box.ymin) * height * scale]
        if abs(matrix[0, 1]) > abs(matrix[0, 0]):
            sides.reverse()
        half_width, half_height = sides[0] / 2, sides[1] / 2
        left, right = (min(max(value / new_width, 0.0), 1.0) for value in (x - half_width, x + half_width))
        top, bottom = (min(max(value / new_height, 0.0), 1.0) for value in (y - half_height, y + half_height))
        seen = (right - left) * new_width * (bottom - top) * new_height
        return Box(left, top, right, bottom) if seen >= 0.5 * sides[0] * sides[1] > 0 else None


def _covered(pixels: Pixels, share: float, seed: int, frame: int) -> Pixels:
    """From the right: a leaf, a box, a lens cap. `share` of the picture's width."""
    result = pixels.copy()
    left = round(pixels.shape[1] * (1 - share))
    grain = np.random.default_rng((seed, frame)).normal(_COVER, 2, result[:, left:].shape)
    result[:, left:] = np.clip(grain, 0, 255).astype(np.uint8)
    return result


def _moved(kind: str) -> Callable[[Pixels, float, int, int], Pixels]:
    def move(pixels: Pixels, strength: float, seed: int, frame: int) -> Pixels:
        del seed, frame
        if kind == "rotated" and strength == 90:
            return np.ascontiguousarray(np.rot90(pixels))
        height, width = pixels.shape[:2]
        matrix, size = _motion(kind, strength, width, height)
        return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)

    return move


def _motion(kind: str, strength: float, width: int, height: int) -> tuple[Matrix, tuple[int, int]]:
    """How points move, and the width and height of the new picture."""
    if kind == "rotated" and strength == 90:
        return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width]]), (height, width)
    if kind == "rotated":
        return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), strength, 1.0), np.float64), (width, height)
    if kind == "zoomed":
        return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), 0.0, strength), np.float64), (width, height)
    if kind == "shifted":
        return np.array([[1.0, 0.0, strength * width], [0.0, 1.0, strength * height / 2]]), (width, height)
    return np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), (width, height)


def _dark(pixels: Pixels, left: float, seed: int, frame: int) -> Pixels:
    """`left` of the light, and the grain that comes with it."""
    grain = np.random.default_rng((seed, frame)).normal(0, 4 * (1 - left), pixels.shape)
    return np.clip(pixels * left + grain, 0, 255).astype(np.uint8)


def _bright(pixels: Pixels, gain: float, seed: int, frame: int) -> Pixels:
    """Overexposed: what is too bright is lost."""
    del seed, frame
    return np.clip(pixels * gain, 0, 255).astype(np.uint8)


def _blurred(pixels: Pixels, sigma: float, seed: int, frame: int) -> Pixels:
    """`sigma`: of the blur, as a share of the shorter side."""
    del seed, frame
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(sigma * min(pixels.shape[:2]), 0.3)), np.uint8)


def _jpeg(pixels: Pixels, quality: float, seed: int, frame: int) -> Pixels:
    del seed, frame
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, round(quality)])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _fog(pixels: Pixels, density: float, seed: int, frame: int) -> Pixels:
    del seed, frame
    return np.clip(pixels * (1 - density) + _FOG * density, 0, 255).astype(np.uint8)


def _dead(pixels: Pixels, share: float, seed: int, frame: int) -> Pixels:
    """Black and white pixels that stay where they are."""
    del frame
    rng = np.random.default_rng(seed)
    dead = rng.random(pixels.shape[:2])
    result = pixels.copy()
    result[dead < share / 2] = 0
    result[(dead >= share / 2) & (dead < share)] = 255
    return result


def _cast(pixels: Pixels, strength: float, seed: int, frame: int) -> Pixels:
    """The first colour gains what the last one loses."""
    del seed, frame
    return np.clip(pixels * np.array([1 + strength, 1.0, 1 - strength]), 0, 255).astype(np.uint8)


def _noise(pixels: Pixels, sigma: float, seed: int, frame: int) -> Pixels:
    grain = np.random.default_rng((seed, frame)).normal(0, sigma, pixels.shape)
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


_KINDS: Final[dict[str, Callable[[Pixels, float, int, int], Pixels]]] = {
    "covered": _covered,
    "rotated": _moved("rotated"),
    "zoomed": _moved("zoomed"),
    "shifted": _moved("shifted"),
    "dark": _dark,
    "bright": _bright,
    "blurred": _blurred,
    "jpeg": _jpeg,
    "fog": _fog,
    "dead": _dead,
    "cast": _cast,
    "noise": _noise,
}
KINDS: Final[tuple[str, ...]] = tuple(_KINDS)
STRENGTHS: Final[dict[str, Sequence[float]]] = {
    "covered": (0.1, 0.25, 0.5, 1.0),  # share of the width, from the right
    "rotated": (5, 15, 90),  # degrees
    "zoomed": (1.1, 1.4, 2.0),  # times
    "shifted": (0.03, 0.1, 0.3),  # share of the width; half of it downwards
    "dark": (0.7, 0.35, 0.1),  # share of the light that is left
    "bright": (1.2, 1.7, 3.0),  # times
    "blurred": (0.004, 0.012, 0.04),  # share of the shorter side
    "jpeg": (60, 20, 4),  # quality
    "fog": (0.2, 0.5, 0.8),  # density
    "dead": (0.001, 0.01, 0.1),  # share of the pixels
    "cast": (0.15, 0.5),  # share
    "noise": (5, 20, 60),  # standard deviation, of 255
}
"""What each kind is measured with, the mildest first (of `dark` and `jpeg` the largest figure)."""


def corruption(kind: str, strength: float) -> Corruption:
    """Raises ValueError where there is no such kind."""
    if kind not in _KINDS:
        raise ValueError(f'no corruption "{kind}"; there are: {", ".join(KINDS)}')
    return Corruption(kind, strength)


def every_corruption() -> tuple[Corruption, ...]:
    return tuple(Corruption(kind, strength) for kind in KINDS for strength in STRENGTHS[kind])
