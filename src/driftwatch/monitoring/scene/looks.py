"""What the view usually looks like, hour by hour: the pattern that the average of its minutes shows."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.monitoring.scene.minute import SIDE, Blocks
from driftwatch.monitoring.scene.pattern import TEXTURED, Pattern, local_likeness, texture
from driftwatch.monitoring.scene.ranges import HOURS

_MEMORY: Final = 600.0
"""Minutes over which an hour's look is averaged: the ten last days."""
_LEAST_MINUTES: Final = 20.0
_LEAST_TEXTURED: Final = 0.25
_LOCAL: Final = 0.5
_COMPARED: Final = 6
_SHOWN: Final = 0.03
"""Local contrast, of the logarithm, from which on a block has something in it."""
_FLAT: Final = 0.3


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How a picture's pattern compares with the learned looks."""

    likeness: float
    """To the most similar look, in [-1, 1]."""
    hour: int
    """Of that look."""
    changed: float
    """Share of the blocks that usually show something and are now unlike all of the most similar looks."""


class Looks:
    """One look an hour, local time: the averaged pattern and the averaged local contrast.

    What comes and goes (people, cars, shadows of clouds) averages out, so an averaged pattern is strong only where
    the view stays as it is.
    """

    def __init__(self) -> None:
        self.normal = np.zeros((HOURS, SIDE, SIDE), np.float32)
        self.contrast = np.zeros((HOURS, SIDE, SIDE), np.float32)
        self.minutes = np.zeros(HOURS, np.float32)

    def add(self, hour: int, pattern: Pattern) -> None:
        self.minutes[hour] = min(self.minutes[hour] + 1, _MEMORY)
        rate = 1 / self.minutes[hour]
        self.normal[hour] += rate * (pattern.normal - self.normal[hour])
        self.contrast[hour] += rate * (pattern.contrast - self.contrast[hour])

    def compare(self, pattern: Pattern) -> Resemblance | None:
        """None where no learned look shows enough to be recognised: a bare wall, a black night, a camera on tour."""
        strengths = (self.normal * self.normal).mean(axis=(1, 2))
        known = np.flatnonzero((self.minutes >= _LEAST_MINUTES) & (strengths >= _LEAST_TEXTURED * TEXTURED))
        length = np.sqrt(strengths[known] * (pattern.normal * pattern.normal).mean()) + 1e-9
        alike = (self.normal[known] * pattern.normal).mean(axis=(1, 2)) / length
        order = np.argsort(-alike)
        for best in order:
            hour = int(known[best])
            shown = texture(self.normal[hour]) > TEXTURED
            if float(shown.mean()) >= _LEAST_TEXTURED:
                near = known[order[:_COMPARED]]
                local = np.max([local_likeness(pattern.normal, self.normal[at]) for at in near], axis=0)
                changed = float(((local < _LOCAL) & shown).sum()) / float(shown.sum())
                return Resemblance(float(alike[best]), hour, changed)
        return None

    def flatness(self, pattern: Pattern, hour: int | None, like: int) -> tuple[float, float]:
        """Which part of the blocks with something in them, around `hour` and in the look `like`, is flat now.

        And how much of its usual local contrast the rest still has, as a median; 0 where nothing is left.
        """
        near = [like] if hour is None else [like, *((hour + step) % HOURS for step in (-1, 0, 1))]
        known = [at for at in near if self.minutes[at] >= _LEAST_MINUTES]
        usual = self.contrast[known or [like]].min(axis=0)
        shown = usual > _SHOWN
        if int(shown.sum()) < SIDE:
            return 0.0, 1.0
        ratio = pattern.contrast[shown] / usual[shown]
        flat = ratio < _FLAT
        return float(flat.mean()), float(np.median(ratio[~flat])) if not flat.all() else 0.0

    def near(self, hour: int | None, like: int) -> Blocks:
        """The pattern of `hour`, or of the look `like` where that hour was not learned or is not known."""
        known = hour is not None and self.minutes[hour] >= _LEAST_MINUTES
        return self.normal[hour if known and hour is not None else like]
