"""Sun and weather over a site, a value a minute."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.dice import Dice
from benchmarks.drift.sites.physics import Climate

Floats = NDArray[np.float64]

BEFORE: Final = 14
"""Days of weather before the stream's first."""
HORIZON: Final = 200
"""Days of weather from the stream's first on."""

_REGIMES: Final = ("clear", "overcast", "rain", "fog", "snow")
_LOGIT: Final = np.array([0.0, -0.06, -0.34, -0.6, -0.45])
_DIM: Final = np.array([1.0, 0.78, 0.62, 0.7, 0.85])
_CONTRAST: Final = np.array([1.0, 0.82, 0.72, 0.5, 0.66])
_SHARP: Final = np.array([1.0, 0.95, 0.7, 0.4, 0.6])
_WET: Final = np.array([0.0, 0.0, 1.0, 0.15, 0.8])


@dataclass(frozen=True, slots=True)
class Weather:
    """One value a minute from BEFORE days before the stream's start.

    logit: what it adds to the model's logits. dim, contrast, sharp: factors on the picture. wet: 0 to 1.
    """

    logit: Floats
    dim: Floats
    contrast: Floats
    sharp: Floats
    wet: Floats

    def day(self, index: int) -> "Weather":
        part = slice((index + BEFORE) * MINUTES, (index + BEFORE + 1) * MINUTES)
        return Weather(self.logit[part], self.dim[part], self.contrast[part], self.sharp[part], self.wet[part])


def weather(climate: Climate, day_of_year: int, dice: Dice) -> Weather:
    """Regimes of half a day to days, each with an intensity of its own that wanders; turns take about 40 minutes."""
    rng = dice.throw("weather")
    total = (BEFORE + HORIZON) * MINUTES
    regime = np.zeros(total, np.int64)
    force = np.ones(total)
    at = 0
    while at < total:
        length = int(60 * climate.regime_h * rng.lognormal(0, 0.7)) + 120
        chances = _chances(climate, day_of_year + at // MINUTES - BEFORE)
        regime[at : at + length] = rng.choice(len(_REGIMES), p=chances)
        force[at : at + length] = rng.gamma(4.0, 0.25)
        at += length
    wander = np.interp(np.arange(total), np.arange(0, total + 180, 180), rng.normal(0, 0.3, total // 180 + 1))
    force = _smooth(force) * np.exp(wander)
    cost = climate.strength * _smooth(_LOGIT[regime]) * np.minimum(force, 1.8)
    strength = np.minimum(force, 1.2)

    def picture(factors: Floats) -> Floats:
        return 1 + (_smooth(factors[regime]) - 1) * strength

    wet = _smooth(_WET[regime]) * np.minimum(force, 1.0)
    return Weather(cost, picture(_DIM), picture(_CONTRAST), picture(_SHARP), wet)


def _chances(climate: Climate, day_of_year: int) -> Floats:
    winter = 0.5 + 0.5 * np.cos(2 * np.pi * (day_of_year - 15) / 365.25) * np.sign(climate.latitude or 1)
    snow = climate.wet * climate.cold * max(winter - 0.35, 0.0) / 0.65
    fog = climate.fog * (0.4 + 1.2 * winter)
    overcast = climate.overcast * (0.7 + 0.6 * winter)
    rain = max(climate.wet - snow, 0.0)
    clear = max(1 - overcast - rain - fog - snow, 0.08)
    chances = np.array([clear, overcast, rain, fog, snow])
    return chances / chances.sum()


def _smooth(values: Floats, width: int = 40) -> Floats:
    cumulated = np.concatenate(([0.0], np.cumsum(values)))
    ends = np.minimum(np.arange(len(values)) + width // 2, len(values))
    starts = np.maximum(np.arange(len(values)) - width // 2, 0)
    return (cumulated[ends] - cumulated[starts]) / (ends - starts)


def sun_elevation(latitude: float, day_of_year: int) -> Floats:
    """Degrees above the horizon for each minute of a day of standard time, (1440,); noon is when the sun is highest."""
    tilt = np.radians(-23.44 * np.cos(2 * np.pi * (day_of_year + 10) / 365.25))
    turn = 2 * np.pi * (np.arange(MINUTES) / MINUTES - 0.5)
    north = np.radians(latitude)
    height = np.sin(north) * np.sin(tilt) + np.cos(north) * np.cos(tilt) * np.cos(turn)
    return np.degrees(np.arcsin(np.clip(height, -1, 1)))


def daylight(elevation: Floats) -> Floats:
    """0 in the dark to 1 in full light, (N,) degrees -> (N,); half at two degrees above the horizon."""
    return 1 / (1 + np.exp(-(elevation - 2) / 2.2))
