"""What is done to a camera: each harm is applied to a view before or after the lens."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from benchmarks.drift.cameras.backgrounds import HEIGHT, MARGIN, WIDTH, Plane

What = Literal[
    "none",
    "shift",
    "rotate",
    "zoom",
    "cover",
    "sheet",
    "black",
    "dim",
    "blur",
    "fog",
    "jpeg",
    "dead pixels",
    "cast",
]


@dataclass(frozen=True, slots=True)
class Harm:
    """what, and how strong.

    strength: of a shift: share of the width. rotate: degrees. zoom: factor. cover: share of the width that something
    close and still hides; sheet: the same with something that has a pattern. dim: what is left of the light of the
    finished picture. blur: deviation in pixels of the small picture, eight of the camera's. fog: share of the picture
    that is fog. jpeg: quality. dead pixels: share. cast: of colour, without effect on a grey picture.
    """

    what: What = "none"
    strength: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.what} {self.strength:g}"

    @property
    def moves(self) -> bool:
        """Whether the camera looks elsewhere than it did."""
        return self.what in ("shift", "rotate", "zoom")

    def view(self) -> Plane:
        """(2, 3) the affine map from the view's pixels to the world's."""
        centre = (MARGIN + WIDTH / 2, MARGIN + HEIGHT / 2)
        angle = self.strength if self.what == "rotate" else 0.0
        factor = 1 / self.strength if self.what == "zoom" else 1.0
        turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), angle, factor)
        turn[:, 2] += np.array([centre[0] - WIDTH / 2, centre[1] - HEIGHT / 2])
        if self.what == "shift":
            turn[:, 2] += np.array([self.strength * WIDTH, 0.3 * self.strength * HEIGHT])
        return np.asarray(turn, np.float32)

    def before_sensor(self, view: Plane) -> Plane:
        """Of the light that falls on the sensor."""
        if self.what == "blur":
            return np.asarray(cv2.GaussianBlur(view, (0, 0), self.strength), np.float32)
        if self.what == "fog":
            return np.asarray(
                view * (1 - self.strength) + self.strength * 0.8 * max(float(view.mean()), 1e-3), np.float32
            )
        if self.what in ("cover", "sheet"):
            return self._covered(view)
        if self.what == "black":
            return view * np.float32(0.002)
        return view

    def after_sensor(self, picture: Plane, rng: np.random.Generator) -> Plane:
        """Of the finished picture in grey levels."""
        if self.what == "dim":
            return picture * np.float32(self.strength)
        if self.what == "dead pixels":
            dead = rng.random(picture.shape) < self.strength
            return np.where(dead, np.float32(255), picture)
        if self.what == "jpeg":
            _, data = cv2.imencode(".jpg", picture.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(self.strength)])
            return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.float32)
        return picture

    def _covered(self, view: Plane) -> Plane:
        edge = self.strength * WIDTH
        over = np.clip((edge - np.arange(WIDTH) + 2) / 4, 0, 1).astype(np.float32)[None, :]
        colour = np.full_like(view, 0.3 * float(view.mean()))
        if self.what == "sheet":
            rng = np.random.default_rng(9)
            rough = cv2.resize(rng.random((9, 16)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
            colour = np.asarray(colour * (0.5 + 2 * rough), np.float32)
        return np.asarray(view * (1 - over) + colour * over, np.float32)
