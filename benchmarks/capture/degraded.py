"""Real videos played for longer than they are, under light, lenses and links that come and go.

A video is played to and fro, every n-th frame, each pass from another frame on. Now and then something goes
wrong for a while, as strongly as it happens: darkness, an unsharp lens, a grainy picture, a small or an over-compressed
picture. Everything is drawn from one seed.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import cycle
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_CHANCE: Final = 0.01  # of each frame, that something begins
_SHORTEST, _LONGEST = 5, 40  # frames


def dark(pixels: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    """A lamp fails: less light, and the grain that comes with it."""
    dim = pixels * (1 - 0.9 * strength) + rng.normal(0, 6 * strength, pixels.shape)
    return np.clip(dim, 0, 255).astype(np.uint8)


def unsharp(pixels: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    del rng
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.3 + 0.03 * strength * min(pixels.shape[:2])), np.uint8)


def grainy(pixels: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    return np.clip(pixels + rng.normal(0, 60 * strength, pixels.shape), 0, 255).astype(np.uint8)


def small(pixels: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    """Sent at a fraction of its size."""
    del rng
    height, width = pixels.shape[:2]
    factor = 1 - 0.9 * strength
    less = cv2.resize(pixels, (max(8, int(width * factor)), max(8, int(height * factor))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(less, (width, height)), np.uint8)


def compressed(pixels: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    del rng
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, round(50 - 47 * strength)])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


TROUBLES: Final[Mapping[str, Callable[..., Pixels]]] = {
    "dark": dark,
    "unsharp": unsharp,
    "grainy": grainy,
    "small": small,
    "compressed": compressed,
}


def played(count: int, step: int) -> Iterator[int]:
    """Numbers of a video's frames, to and fro without end."""
    for offset in cycle(range(step)):
        there = range(offset, count, step)
        yield from there
        yield from reversed(there)


def troubles(seed: int) -> Iterator[Callable[[Pixels], Pixels]]:
    """What happens to each frame."""
    rng = np.random.default_rng(seed)
    left, name, strength = 0, "", 0.0
    while True:
        if not left and rng.random() < _CHANCE:
            left, name = int(rng.integers(_SHORTEST, _LONGEST + 1)), str(rng.choice(list(TROUBLES)))
            strength = rng.random()
        yield partial(TROUBLES[name], strength=strength, rng=rng) if left else _unharmed
        left = max(0, left - 1)


def _unharmed(pixels: Pixels) -> Pixels:
    return pixels
