"""A synthetic conveyor with known truth: parts pass under a camera, and now and then something is wrong.

Everything is drawn from one seed. What goes wrong is what goes wrong on real lines: faint parts, glare, a lamp that
fades, a robot's arm in front, parts that touch, debris that is no part, and a part that the model never learned.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Box

WIDTH: Final = 160
HEIGHT: Final = 120
FPS: Final = 2.5
LABELS: Final = ("disc", "square", "ring", "bar")
UNKNOWN: Final = "cross"  # a part that the model was not trained on
DEBRIS: Final = "debris"
_BELT: Final = 60
_SPEED: Final = 4.0  # pixels a frame
_DAY: Final = 4000  # frames, so that a short run sees day and night

Grey = NDArray[np.uint8]


@dataclass(slots=True)
class Thing:
    """A part, or debris. x, y: its middle; size: its radius in pixels; light: grey levels above the belt."""

    number: int
    label: str
    x: float
    y: float
    size: float
    angle: float
    light: float
    outline: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))

    @property
    def box(self) -> Box:
        """Not clipped: reaches out of [0, 1] while the thing enters or leaves."""
        x, y, w, h = cv2.boundingRect(self.shape())
        return Box(x / WIDTH, y / HEIGHT, (x + w) / WIDTH, (y + h) / HEIGHT)

    def shape(self) -> NDArray[np.int32]:
        """(N, 2) the outline in pixels."""
        turn = np.array([[np.cos(self.angle), -np.sin(self.angle)], [np.sin(self.angle), np.cos(self.angle)]])
        return np.round(self.outline @ turn.T * self.size + (self.x, self.y)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame: grey (H, W) uint8, and all that lies on the belt. arm: the part of the width that is covered."""

    grey: Grey
    things: tuple[tuple[int, str, Box], ...]
    arm: tuple[float, float] | None


def outline(label: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """(N, 2) of a thing of radius 1."""
    round_ = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = np.stack([np.cos(round_), np.sin(round_)], 1)
    if label in ("disc", "ring"):
        return circle
    if label == "square":
        return np.array([(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)])
    if label == "bar":
        return np.array([(-1.2, -0.4), (1.2, -0.4), (1.2, 0.4), (-1.2, 0.4)])
    if label == UNKNOWN:
        a, b = 0.35, 1.0
        return np.array(
            [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)]
        )
    return circle[::3] * rng.uniform(0.4, 1.0, (8, 1))


def draw(canvas: NDArray[np.float32], thing: Thing) -> None:
    cv2.fillPoly(canvas, [thing.shape()], _BELT + thing.light)
    if thing.label == "ring":
        cv2.circle(canvas, (round(thing.x), round(thing.y)), round(thing.size * 0.5), float(_BELT), -1)


def glare(at: tuple[float, float], light: float) -> NDArray[np.float32]:
    """(H, W) of what a reflection at x, y adds."""
    distance = (np.arange(WIDTH) - at[0])[None, :] ** 2 + (np.arange(HEIGHT) - at[1])[:, None] ** 2
    return (light * np.exp(-distance / (2 * 14.0**2))).astype(np.float32)


def conveyor(frames: int, seed: int) -> Iterator[Scene]:
    rng = np.random.default_rng(seed)
    things: list[Thing] = []
    number, next_gap = 0, 0.0
    troubles = _Troubles(rng)
    for frame in range(frames):
        next_gap -= _SPEED
        if next_gap <= 0:
            number += 1
            things.append(_thing(number, rng))
            next_gap = rng.uniform(30, 45) if rng.random() < 0.03 else rng.uniform(50, 250)
        for thing in things:
            thing.x += _SPEED
            thing.y += rng.normal(0, 0.3)  # the belt shakes
            thing.angle += rng.normal(0, 0.03)
        things = [thing for thing in things if thing.x < WIDTH + 30]
        canvas = np.full((HEIGHT, WIDTH), _BELT, np.float32)
        for thing in things:
            draw(canvas, thing)
        arm = troubles.step(canvas)
        canvas *= rng.normal(1, 0.02)
        # The evening needs a higher gain: the picture gets grainier than any that the model was trained on.
        grain = 14 - 8 * np.cos(2 * np.pi * frame / _DAY)
        canvas += rng.normal(0, grain, canvas.shape).astype(np.float32)
        grey = np.clip(canvas, 0, 255).astype(np.uint8)
        yield Scene(grey, tuple((thing.number, thing.label, thing.box) for thing in things), arm)


def _thing(number: int, rng: np.random.Generator) -> Thing:
    kind = rng.random()
    label = UNKNOWN if kind < 0.01 else DEBRIS if kind < 0.03 else str(rng.choice(LABELS))
    light = rng.uniform(28, 45) if rng.random() < 0.03 else rng.uniform(60, 130)
    size = rng.uniform(4, 9) if label == DEBRIS else rng.uniform(9, 13)
    y = rng.uniform(25, HEIGHT - 25)
    return Thing(number, label, -20.0, y, size, rng.uniform(0, np.pi), light, outline(label, rng))


class _Troubles:
    """Glare, fading light and the arm: each comes, stays a while, and goes."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._glare = self._fade = self._arm = 0
        self._at = (0.0, 0.0)
        self._dark = 1.0
        self._at_arm = 0.0

    def step(self, canvas: NDArray[np.float32]) -> tuple[float, float] | None:
        rng = self._rng
        if not self._glare and rng.random() < 0.0012:
            self._glare, self._at = int(rng.integers(5, 25)), (rng.uniform(30, 130), rng.uniform(25, 95))
        if not self._fade and rng.random() < 0.0004:
            self._fade, self._dark = int(rng.integers(20, 60)), rng.uniform(0.45, 0.7)
        if not self._arm and rng.random() < 0.0008:
            self._arm, self._at_arm = int(rng.integers(4, 12)), rng.uniform(30, 130)
        if self._glare:
            self._glare -= 1
            canvas += glare(self._at, 130)
        if self._fade:
            self._fade -= 1
            canvas *= self._dark
        if not self._arm:
            return None
        self._arm -= 1
        left, right = self._at_arm - 9, self._at_arm + 9
        canvas[:, round(left) : round(right)] = 30
        return left / WIDTH, right / WIDTH
