"""One site of a kind: what its seed decides once, and what each of its days is like."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.calendars import CALENDARS
from benchmarks.drift.sites.days import MINUTES, DayKind
from benchmarks.drift.sites.dice import Dice
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.recorded.series import Recorded, recorded
from benchmarks.drift.sites.sky import Weather, daylight, sun_elevation, weather

Floats = NDArray[np.float64]

_FIRST: Final = datetime.date(2024, 1, 1)
_YEARS_DAYS: Final = 660
_CLOCKS_ARE_SET: Final = datetime.date(2021, 1, 1)
_LATER: Final = datetime.timedelta(weeks=1461)
"""28 years: a machine takes an earlier date for that of a clock that nobody set."""
_RECORDED_DAYS: Final = 80
"""Of a record that has no longer gaps, for a site whose objects come by it."""


@dataclass(frozen=True, slots=True)
class Site:
    """start: its first day. traffic, dwell: factors on the kind's. logit: added to the kind's."""

    kind: Kind
    seed: int
    dice: Dice
    start: datetime.date
    traffic: float
    dwell: float
    logit: float
    weather: Weather

    def date(self, day: int) -> datetime.date:
        return self.start + datetime.timedelta(days=day)

    def day_kind(self, day: int) -> DayKind:
        return CALENDARS[self.kind.calendar].kind(self.date(day))

    def counted(self, series: str, day: int) -> Floats:
        """What was recorded in the hours of standard time of a day, (24,); NaN where nothing was."""
        return recorded(self.kind.calendar, series).hours(self.date(day), self._clock(day))

    def usually_counted(self, series: str, day: int) -> Floats:
        """What is recorded in these hours on such days, (24,)."""
        place = self.kind.calendar
        return recorded(place, series).usual(self.date(day), self._clock(day), _kinds(place, series))

    def _clock(self, day: int) -> int:
        return CALENDARS[self.kind.calendar].clock_shift(self.date(day))

    @property
    def start_s(self) -> int:
        """Seconds since 1970, UTC, of the first local midnight; what was recorded long ago is moved by whole weeks."""
        start = self.start + _LATER if self.start < _CLOCKS_ARE_SET else self.start
        midnight = datetime.datetime.combine(start, datetime.time(), datetime.timezone.utc)
        return int(midnight.timestamp()) - round(self.kind.zone_h * 3600)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds the camera on one day, a value a minute.

    Of one day, a value a minute. light: 0 to 1, lamps included. dark: the sun is down. logit: what sky, dirt and gain
    add to the model's. on: the camera looks. brightness, contrast, sharpness: usual values of a frame's picture. wet: 0
    to 1. clock: hours that people's clocks are ahead.
    """

    light: Floats
    dark: NDArray[np.bool_]
    logit: Floats
    on: NDArray[np.bool_]
    brightness: Floats
    contrast: Floats
    sharpness: Floats
    wet: Floats
    clock: int


@lru_cache(maxsize=4)
def site_of(kind: Kind, seed: int) -> Site:
    dice = Dice(kind.name, seed)
    rng = dice.throw("site")
    start = _start(kind, rng)
    traffic, dwell = rng.lognormal(0, 0.2), rng.lognormal(0, 0.12)
    logit = rng.normal(0, 0.15)
    sky = weather(kind.climate, start.timetuple().tm_yday, dice)
    return Site(kind, seed, dice, start, float(traffic), float(dwell), float(logit), sky)


def _start(kind: Kind, rng: np.random.Generator) -> datetime.date:
    if not kind.recorded:
        return _FIRST + datetime.timedelta(days=int(rng.integers(_YEARS_DAYS)))
    records = [recorded(kind.calendar, series) for series in kind.recorded]
    days = [records[0].first + datetime.timedelta(days=day) for day in range(10, len(records[0].counts))]
    whole = [day for day in days if all(record.whole(day, _RECORDED_DAYS) for record in records)]
    return whole[int(rng.integers(len(whole)))]


@lru_cache(maxsize=64)
def _kinds(place: str, series: str) -> dict[datetime.date, DayKind]:
    record: Recorded = recorded(place, series)
    days = (record.first + datetime.timedelta(days=day) for day in range(len(record.counts)))
    return {day: CALENDARS[place].kind(day) for day in days}


def surroundings(site: Site, day: int) -> Surroundings:
    eye = site.kind.eye
    calendar = CALENDARS[site.kind.calendar]
    date = site.date(day)
    sky = site.weather.day(day)
    elevation = sun_elevation(site.kind.climate.latitude, date.timetuple().tm_yday)
    sun = daylight(elevation) * sky.dim
    outside = eye.exposure * np.maximum(sun, eye.lamp * 0.9)
    light = outside + (1 - eye.exposure) * np.maximum(eye.lamp, 0.25)
    glare = np.exp(-(((elevation - 8) / 5) ** 2)) * np.maximum(1 - 2 * (1 - sky.dim), 0) * eye.exposure
    gain = _gain(site, day)
    dirt = _dirt(site, day)
    logit = (
        eye.exposure * sky.logit
        - eye.night_logit * (1 - daylight(elevation)) * eye.exposure
        - eye.glare_logit * glare
        + eye.gain_logit * gain
        - eye.dirt_logit * dirt
        + site.logit
    )
    hours = np.arange(MINUTES) / 60
    on = np.ones(MINUTES, np.bool_)
    if eye.off is not None:
        begin, end = eye.off
        on = (hours < begin) | (hours >= end) if begin <= end else (hours < begin) & (hours >= end)
    for series in site.kind.recorded:
        on &= np.repeat(np.isfinite(site.counted(series, day)), 60)
    veil = 1 - 0.25 * dirt * min(eye.dirt_logit * 2, 1.0)
    sharp = 1 + eye.exposure * (sky.sharp - 1)
    return Surroundings(
        light,
        elevation < -1.0,
        logit,
        on,
        np.clip(eye.brightness * (0.25 + 0.75 * light) * np.exp(0.12 * gain * (eye.gain_logit > 0)), 2, 250),
        eye.contrast * (0.45 + 0.55 * light) * (1 + eye.exposure * (sky.contrast - 1)) * veil,
        eye.sharpness * (0.35 + 0.65 * light) * sharp * veil**2,
        sky.wet * (eye.exposure > 0.2),
        calendar.clock_shift(date),
    )


def _gain(site: Site, day: int) -> Floats:
    """A hunt between two levels with a period that is never quite the same, (1440,) in about [-1, 1]."""
    rng = site.dice.throw("gain", day)
    steps = rng.uniform(0.5, 1.5, 2 * int(MINUTES / site.kind.eye.gain_min) + 4) * site.kind.eye.gain_min / 2
    turns = np.concatenate(([0.0], np.cumsum(steps)))
    levels = rng.uniform(0.3, 1.0, len(turns)) * np.where(np.arange(len(turns)) % 2, 1, -1)
    return np.interp(np.arange(MINUTES), turns, levels)


def _dirt(site: Site, day: int) -> Floats:
    """0 after cleaning at nine in the morning; about 1 after a week; faster in the wet."""
    since = (site.date(day).weekday() - site.kind.eye.cleaning) % 7
    ages = since + (np.arange(MINUTES) - 540) / MINUTES
    rng = site.dice.throw("gain", day - since, 1)
    pace, before = rng.lognormal(0, 0.3), site.dice.throw("gain", day - since - 7, 1).lognormal(0, 0.3)
    return np.where(ages < 0, (7 + ages) * before, ages * pace) / 7
