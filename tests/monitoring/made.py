"""Days of made-up sites, minute by minute, quickly made and seeded: what the tests of this folder learn and judge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.calendar import MINUTES_A_DAY, weekday
from driftwatch.monitoring.histogram import BINS, Histogram
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.monitoring.usual.day import Day
from driftwatch.observation import Moment

STREAM, MODEL = "yard", "1.0@made"
MONDAY = 20_458
"""A local day, counted from 1970: 5 January 2026."""
MIDDLES = (np.arange(BINS) + 0.5) / BINS
_FLOOR_BIN, _LOW_BIN = 20, 39
"""Bins from which on a confidence is counted, and is no low one."""


@dataclass(frozen=True, slots=True)
class Things:
    """What one label does. hourly: objects that come in an open hour. stay: frames that each is in view.

    mean: of the confidences. flashes: objects of one frame, as a share of `hourly`.
    """

    hourly: float
    stay: float = 20.0
    mean: float = 0.8
    flashes: float = 0.05


@dataclass(frozen=True, slots=True)
class Site:
    """opens, closes: hours of the day. weekend: traffic on Saturdays and Sundays as a share of that of other days.

    scatter: deviation of the logarithm of a day's traffic. frames: a minute.
    """

    things: tuple[tuple[str, Things], ...]
    opens: int = 7
    closes: int = 19
    weekend: float = 1.0
    scatter: float = 0.08
    frames: int = 60

    def with_all(self, **changes: float) -> "Site":
        """The same site with all its labels changed."""
        return replace(self, things=tuple((name, replace(one, **changes)) for name, one in self.things))

    def times(self, factor: float) -> "Site":
        """The same site with other traffic."""
        things = ((name, replace(one, hourly=one.hourly * factor)) for name, one in self.things)
        return replace(self, things=tuple(things))

    def at_pace(self, times: float) -> "Site":
        """The same objects with as many more frames, or fewer, each in view for as many more of them."""
        things = tuple((name, replace(one, stay=times * one.stay)) for name, one in self.things)
        return replace(self, things=things, frames=round(times * self.frames))

    def with_one(self, label: str, **changes: float) -> "Site":
        things = ((name, replace(one, **changes) if name == label else one) for name, one in self.things)
        return replace(self, things=tuple(things))


SITE = Site((("car", Things(120)), ("person", Things(60)), ("dog", Things(12))))
ONE_LABEL = Site((("car", Things(120)),))
CALM = Site((("person", Things(6, stay=60)), ("cat", Things(1, stay=60))), scatter=0.15)


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one day. frames: (1440,). bins: (1440, L, 64) confidences. begun, fleeting: (1440, L)."""

    number: int
    names: tuple[str, ...]
    frames: NDArray[np.int64]
    bins: NDArray[np.int64]
    begun: NDArray[np.int64]
    fleeting: NDArray[np.int64]

    @property
    def detections(self) -> NDArray[np.int64]:
        """(1440, L)"""
        return self.bins[:, :, _FLOOR_BIN:].sum(axis=2)

    def then(self, other: "Minutes", slot: int) -> "Minutes":
        """Goes over into another day's minutes from `slot` on; both must have the same labels."""
        assert self.names == other.names
        arrays = ("frames", "bins", "begun", "fleeting")
        joined = {name: np.concatenate([getattr(self, name)[:slot], getattr(other, name)[slot:]]) for name in arrays}
        return replace(self, **joined)

    def without_frames(self, first: int, end: int) -> "Minutes":
        """The same with a camera that is off from minute `first` to `end`."""
        result = replace(self, frames=self.frames.copy(), bins=self.bins.copy(), begun=self.begun.copy())
        for array in (result.frames, result.bins, result.begun):
            array[first:end] = 0
        return replace(result, fleeting=np.minimum(self.fleeting, result.begun))

    def closed(self, first: int = 0, end: int = MINUTES_A_DAY, model: str = MODEL) -> Iterator[ClosedMinute]:
        """As a monitor takes them, of UTC; the monotonic clock runs along."""
        yield from self._closed(range(first, end), self._totals(range(first, end), 60_000), model)

    def coarse(self, first: int = 0, end: int = MINUTES_A_DAY) -> Iterator[ClosedMinute]:
        """Every fifth minute with all that five of them hold: quicker where minutes are not the point."""
        slots = range(first, end, 5)
        arrays = ("frames", "bins", "begun", "fleeting")
        five = {name: np.add.reduceat(getattr(self, name)[:end], slots) for name in arrays}
        yield from self._closed(slots, replace(self, **five)._totals(range(len(slots)), 300_000), MODEL)

    def _closed(self, slots: Sequence[int], totals: Iterator[Totals], model: str) -> Iterator[ClosedMinute]:
        for slot, total in zip(slots, totals, strict=True):
            start = self.number * 86_400 + 60 * slot
            yield ClosedMinute(RollUp(start, STREAM, model, total), Moment(start + 60.0, start + 60.0))

    def _totals(self, rows: Sequence[int], covered_ms: int) -> Iterator[Totals]:
        there: list[list[bool]] = (self.bins.sum(axis=2) > 0).tolist()
        for row in rows:
            labels = {
                name: _counts(self.bins[row, index], int(self.begun[row, index]), int(self.fleeting[row, index]))
                for index, name in enumerate(self.names)
                if there[row][index]
            }
            yield Totals(FrameCounts(frames=int(self.frames[row]), covered_ms=covered_ms), labels)

    def day(self, model: str = MODEL) -> Day:
        """The whole day, all minutes at once."""
        day = Day(self.number, model)
        filled = np.flatnonzero(self.frames)
        if not len(filled):
            return day
        day.minutes = len(filled)
        day.first, day.last = (self.number * 86_400 + 60 * int(filled[at]) for at in (0, -1))
        counted = self.bins[:, :, _FLOOR_BIN:]
        low = self.bins[:, :, _FLOOR_BIN:_LOW_BIN].sum(axis=2)
        sums = counted @ MIDDLES[_FLOOR_BIN:]
        columns = [counted.sum(axis=2), low, sums, self.begun, self.fleeting]
        of_all = np.stack([self.frames, *(column.sum(axis=1) for column in columns)], axis=1)
        day.totals[:] = type(day.totals)("d", of_all.reshape(288, 5, 6).sum(axis=1).ravel().astype(float))
        for index, name in enumerate(self.names):
            if counted[:, index].any():
                hours = np.stack([column[:, index] for column in columns], axis=1).reshape(24, 60, 5).sum(axis=1)
                day.labels[name] = type(day.totals)("d", hours.ravel().astype(float))
        day.histogram = self.bins.sum(axis=(0, 1))
        return day


def _counts(bins: NDArray[np.int64], begun: int, fleeting: int) -> LabelCounts:
    counted = bins[_FLOOR_BIN:]
    detections = int(counted.sum())
    units = MIDDLES[_FLOOR_BIN:] * CONFIDENCE_UNITS
    low = int(counted[: _LOW_BIN - _FLOOR_BIN].sum())
    sums, squares = round(float(counted @ units)), round(float(counted @ units**2))
    return LabelCounts(detections, detections, low, sums, squares, Histogram(bins), begun, fleeting)


@lru_cache(maxsize=256)
def minutes(site: Site, number: int, seed: int = 0, level: float = 0.0) -> Minutes:
    """One day of a site. level: what all confidences of this day are off by."""
    rng = np.random.default_rng((seed, number))
    traffic = float(np.exp(site.scatter * rng.standard_normal()))
    traffic *= site.weekend if weekday(number) >= 5 else 1.0
    hour = np.arange(MINUTES_A_DAY) / 60
    around = np.where((hour >= site.opens) & (hour < site.closes), 1.0, 0.0)
    shape = (MINUTES_A_DAY, len(site.things))
    bins = np.zeros((*shape, BINS), np.int64)
    begun, fleeting = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    wander = 0.01 * np.repeat(rng.standard_normal(48), 30)
    for index, (_, one) in enumerate(site.things):
        stay = rng.poisson(one.hourly / 60 * around * traffic)
        flash = rng.poisson(one.hourly * one.flashes / 60 * around * traffic)
        begun[:, index], fleeting[:, index] = stay + flash, flash
        seen = rng.poisson(stay * one.stay) + flash
        own = one.mean + level + wander + 0.06 * rng.standard_normal(len(hour)) / np.sqrt(np.maximum(stay, 1))
        bins[:, index] = rng.multinomial(seen, _bell(own))
    begun[bins[:, :, _FLOOR_BIN:].sum(axis=2) == 0] = 0
    fleeting = np.minimum(fleeting, begun)
    frames = np.full(MINUTES_A_DAY, site.frames)
    return Minutes(number, tuple(name for name, _ in site.things), frames, bins, begun, fleeting)


def _bell(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 64) shares of confidences about each centre."""
    density = np.exp(-(((MIDDLES - centres[:, None]) / 0.08) ** 2) / 2)
    return density / density.sum(axis=1, keepdims=True)


def learned(site: Site = SITE, count: int = 14, model: str = MODEL, first: int = MONDAY) -> list[Day]:
    """`count` good days from a Monday on; new ones each time, since days may be marked."""
    return [day(site, number, model) for number in range(first, first + count)]


def day(site: Site, number: int, model: str = MODEL) -> Day:
    return Day.unpack(_packed(site, number, model))


@lru_cache(maxsize=512)
def _packed(site: Site, number: int, model: str) -> bytes:
    return minutes(site, number).day(model).pack()


def several(site: Site, numbers: Sequence[int]) -> list[Day]:
    return [day(site, number) for number in numbers]
