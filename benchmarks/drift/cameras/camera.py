"""One simulated camera: gives the minutes that the accumulator would have made of its frames."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.cameras.backgrounds import HEIGHT, MARGIN, WIDTH, WORLD, Plane, background
from benchmarks.drift.cameras.harm import Harm
from benchmarks.drift.cameras.kinds import Kind
from benchmarks.drift.cameras.weather import DAY, Climate, Weather
from driftwatch.monitoring.scene.minute import LookSums, SceneMinute
from driftwatch.monitoring.tally import image_counts
from driftwatch.watch.image_statistics import statistics_of

FRAMES_A_MINUTE = 2
_HIGHEST_GAIN = 900.0


@dataclass(frozen=True, slots=True)
class _Thing:
    """In the world's pixels; speed a frame. luma: its reflectance; lights: whether it carries headlights."""

    x: float
    y: float
    width: int
    height: int
    luma: float
    stripe: float


class Camera:
    """A kind of place through `days` days, drawn from one seed. The same minute always looks the same."""

    def __init__(self, kind: Kind, days: int, seed: int) -> None:
        self.kind = kind
        self._seed = seed
        self._climate = Climate(kind, days, seed)
        self._visible, self._infrared = background(kind.background)
        rng = np.random.default_rng([seed, 23])
        rows = np.arange(WORLD[0], dtype=np.float32)[:, None] - WORLD[0] / 2
        columns = np.arange(WORLD[1], dtype=np.float32)[None, :] - WORLD[1] / 2
        self._spot = np.exp(-(rows**2 + columns**2) / (2 * (0.45 * WIDTH) ** 2)).astype(np.float32)
        self._lamp = np.exp(-((rows + 15) ** 2 + (columns - 22) ** 2) / (2 * (0.6 * WIDTH) ** 2)).astype(np.float32)
        self._columns = columns
        self._rows = rows
        self._mullions = rng.uniform(-60, 60, 3)
        self._drops = _drops(rng)
        self._shades: dict[int, Plane] = {}
        self._waits: dict[int, tuple[int, tuple[float, _Thing]]] = {}

    def minutes(self, start: int, end: int, harm: Harm | None = None) -> Iterator[tuple[int, SceneMinute]]:
        """Those from `start` up to `end` (since the first midnight) that had images, with their number."""
        for minute in range(start, end):
            seen = self.minute(minute, harm or Harm())
            if seen:
                yield minute, seen

    def minute(self, minute: int, harm: Harm) -> SceneMinute | None:
        weather = self._climate.at(minute)
        rng = np.random.default_rng([self._seed, minute])
        lit = self._lit(minute, weather)
        to_view = harm.view()
        still = self._things(minute)
        images = []
        for _ in range(FRAMES_A_MINUTE):
            world = lit.copy()
            for thing in [*still, *self._passing(rng)]:
                self._draw(world, thing, weather, minute)
            view = _seen(world, to_view) if harm.moves else world[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH]
            images.append(statistics_of(self._picture(view, weather, harm, rng)))
        return SceneMinute.of(image_counts(images), LookSums.of(images))

    def _lit(self, minute: int, weather: Weather) -> Plane:
        """The empty world in its present light."""
        if weather.infrared:
            return np.asarray(self._infrared * (0.02 + self._spot * 0.5), np.float32)
        light = np.full(WORLD, weather.light, np.float32)
        if weather.sun > 0:
            light *= 1 - 0.6 * weather.sun * self._shade(minute // 5 * 5)
        light += weather.lamps * (self._lamp if self.kind.outdoors else 1.0)
        return np.asarray(self._visible * light, np.float32)

    def _shade(self, minute: int) -> Plane:
        """Shadows of three posts and a roof, which go round with the sun; in [0, 1]."""
        if minute % DAY not in self._shades:
            self._shades[minute % DAY] = self._cast(minute)
        return self._shades[minute % DAY]

    def _cast(self, minute: int) -> Plane:
        hours = (minute % DAY - 740) / 60
        slant = 0.25 * hours
        dark = np.zeros(WORLD, np.float32)
        for foot in self._mullions:
            dark = np.maximum(dark, np.clip(1.5 - np.abs(self._columns - foot - slant * self._rows) / 4, 0, 1))
        roof = np.clip((self._columns + 9 * hours - 0.3 * self._rows + 40) / 4, 0, 1)
        return np.maximum(dark, roof if hours < 0 else 1 - roof)

    def _things(self, minute: int) -> list[_Thing]:
        """What stays: for an hour or so, or, filling half of the view, for some minutes."""
        standing: list[_Thing] = []
        kind = self.kind
        busy = max(0.0, math.sin(math.pi * ((minute % DAY) / DAY * 1.2 - 0.15)))
        for place in range(round(2 * kind.objects * kind.stays + 0.49)):
            block = (minute + 23 * place) // (70 + 13 * place % 60)
            chance, thing = self._waiting(place, block)
            if chance < 0.5 * busy + 0.1:
                standing.append(thing)
        rng = np.random.default_rng([self._seed, 37, minute // DAY])
        for _ in range(int(rng.poisson(kind.fills))):
            begins, lasts = int(rng.integers(8 * 60, 20 * 60)), int(rng.integers(2, 9))
            big = _Thing(
                MARGIN + rng.uniform(0, 0.5) * WIDTH,
                MARGIN - 5,
                round(0.5 * WIDTH),
                HEIGHT + 10,
                rng.uniform(0.1, 0.7),
                0.3,
            )
            if begins <= minute % DAY < begins + lasts:
                standing.append(big)
        begins, lasts = int(rng.integers(6 * 60, 18 * 60)), int(rng.integers(50, 120))
        if kind.truck and begins <= minute % DAY < begins + lasts:
            left = MARGIN + rng.uniform(0, 0.6) * WIDTH
            standing.append(_Thing(left, MARGIN + 0.25 * HEIGHT, round(0.35 * WIDTH), round(0.7 * HEIGHT), 0.7, 0.2))
        return standing

    def _waiting(self, place: int, block: int) -> tuple[float, _Thing]:
        """What may stand at a place, and how busy it must be for it to."""
        if self._waits.get(place, (-1, None))[0] != block:
            rng = np.random.default_rng([self._seed, 31, place, block])
            self._waits[place] = block, (rng.random(), self._thing(rng))
        return self._waits[place][1]

    def _passing(self, rng: np.random.Generator) -> list[_Thing]:
        kind = self.kind
        return [self._thing(rng) for _ in range(int(rng.poisson(kind.objects * (1 - kind.stays))))]

    def _thing(self, rng: np.random.Generator) -> _Thing:
        wide, high, right, down, luma, stripe = rng.random(6).tolist()
        width = max(3, round(self.kind.size * WIDTH * (0.6 + 0.8 * wide)))
        height = max(3, round(width * (0.5 + high)))
        x = MARGIN + (1.1 * right - 0.1) * WIDTH
        y = MARGIN + (0.2 + 0.7 * down) * HEIGHT
        return _Thing(x, y, width, height, 0.05 + 0.85 * luma, 0.6 * stripe)

    def _draw(self, world: Plane, thing: _Thing, weather: Weather, minute: int) -> None:
        left, top = int(thing.x), int(thing.y)
        area = world[top : top + thing.height, left : left + thing.width]
        light = 0.35 if weather.infrared else weather.light + weather.lamps
        area[:] = thing.luma * light
        area[:, :: max(2, thing.width // 4)] *= 1 - thing.stripe
        dark_outside = self.kind.nights == "lamps" and weather.light < 0.05
        if dark_outside and minute % 3 == 0:
            cv2.circle(world, (left, top + thing.height // 2), 3, 2.5, -1)

    def _picture(self, view: Plane, weather: Weather, harm: Harm, rng: np.random.Generator) -> NDArray[np.uint8]:
        """What the sensor and its exposure make of the light: (HEIGHT, WIDTH) in grey levels, uint8."""
        view = np.asarray(view * (1 - weather.fog) + weather.fog * 0.8 * max(float(view.mean()), 1e-3), np.float32)
        soft = 0.35 + 0.5 * weather.dirt
        view = np.asarray(cv2.GaussianBlur(view, (0, 0), soft), np.float32)
        if weather.rain:
            wet = np.asarray(cv2.GaussianBlur(view, (0, 0), 2.5), np.float32)
            view = np.asarray(view + self._drops * (wet - view), np.float32)
        view = harm.before_sensor(view)
        gain = min(105.0 / max(float(view.mean()), 1e-6), _HIGHEST_GAIN) * weather.exposure
        noise = 0.3 + 1.2 * (gain / _HIGHEST_GAIN) + (0.8 * weather.rain)
        picture = np.minimum(view * np.float32(gain), np.float32(255))
        picture += np.float32(noise) * rng.standard_normal(view.shape, np.float32)
        return np.clip(harm.after_sensor(picture, rng), 0, 255).astype(np.uint8)


def _seen(world: Plane, to_view: Plane) -> Plane:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    view = cv2.warpAffine(world, to_view, (WIDTH, HEIGHT), flags=flags, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(view, np.float32)


def _drops(rng: np.random.Generator) -> Plane:
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    for _ in range(14):
        centre = (int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT)))
        cv2.circle(mask, centre, int(rng.integers(3, 8)), 0.9, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.5), np.float32)
