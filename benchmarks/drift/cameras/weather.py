"""Light and weather of a simulated place, minute by minute."""

import math
from dataclasses import dataclass

import numpy as np

from benchmarks.drift.cameras.kinds import Kind

DAY = 1440
"""Minutes."""
_SEASON = 2.0  # minutes by which dawn moves from one day to the next


@dataclass(frozen=True, slots=True)
class Weather:
    """One minute. light: of the scene, 1 at noon under a clear sky. sun: how sharp its shadows are, in [0, 1].

    lamps: light of lamps. infrared: whether the camera sees by its own infrared light. rain, fog, dirt: in [0, 1].
    exposure: factor of a swinging exposure.
    """

    light: float
    sun: float
    lamps: float
    infrared: bool
    rain: float
    fog: float
    dirt: float
    exposure: float


class Climate:
    """The weather of `days` days, drawn from one seed."""

    def __init__(self, kind: Kind, days: int, seed: int) -> None:
        self._kind = kind
        rng = np.random.default_rng([seed, 17])
        halves = 2 * days + 2
        self._regime = rng.choice([0.9, 0.6, 0.35, 0.15], halves, p=[0.4, 0.3, 0.2, 0.1])
        self._rain = (self._regime < 0.4) & (rng.random(halves) < 0.5)
        self._fog = np.where(rng.random(days + 1) < 0.12, rng.uniform(0.4, 0.9, days + 1), 0.0)
        self._swing = rng.uniform(7, 25)
        self._offset = rng.uniform(-30, 30)
        walk = np.zeros(days * DAY + DAY)
        steps = rng.normal(0, 0.12, len(walk))
        for index in range(1, len(walk)):
            walk[index] = 0.95 * walk[index - 1] + steps[index]
        self._clouds = walk

    def at(self, minute: int) -> Weather:
        """minute: since the first day's midnight, local time."""
        kind, day, slot = self._kind, minute // DAY, minute % DAY
        half = (minute + 300) // (DAY // 2)
        swing = 1.0 + 0.25 * math.sin(2 * math.pi * minute / self._swing) if kind.hunts else 1.0
        dirt = (minute % (7 * DAY)) / (7 * DAY) if kind.dirt else 0.0
        if not kind.outdoors:
            closed = kind.nights != "lit" and (day % 7 == 6 or not 8 * 60 <= slot < 20 * 60)
            return Weather(0.0, 0.0, 0.0 if closed else 0.7, False, 0.0, 0.0, dirt, swing)
        high = self._sun(day, slot)
        clear = float(np.clip(self._regime[half] + 0.25 * self._clouds[minute], 0.06, 1.0))
        light = max(high, 0.0) ** 0.7 * clear + 0.004
        fog = self._fog[day] * max(0.0, 1 - abs(slot - 420) / 150)
        night = high < 0.03
        infrared = kind.nights == "infrared" and night
        lamps = 0.12 if kind.nights == "lamps" and high < 0.06 else 0.0
        sun = max(0.0, clear - 0.55) / 0.45 if high > 0.1 else 0.0
        return Weather(light, min(sun, 1.0), lamps, infrared, float(self._rain[half]), fog, dirt, swing)

    def _sun(self, day: int, slot: int) -> float:
        """Sine of its height, roughly; negative at night."""
        half_day = 400 + _SEASON / 2 * day
        return (
            math.cos(math.pi / 2 * (slot - 740 - self._offset) / half_day) if abs(slot - 740) < 2 * half_day else -1.0
        )
