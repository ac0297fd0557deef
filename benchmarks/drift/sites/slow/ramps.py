"""The days of a site without a change and under slow ramps, as the monitor keeps them."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.drift.sites.changes import Change
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.drops import logit_shift
from benchmarks.drift.sites.kinds import named
from benchmarks.drift.sites.scoring.learned import learned_day
from benchmarks.drift.sites.simulate import walk
from driftwatch.monitoring.usual.day import Day

ONSET: Final = 28
"""Day, counted from 0, on which a ramp begins."""


@dataclass(frozen=True, slots=True)
class Ramp:
    """A fall of the mean confidence by `drop` that takes `days`, and stays."""

    name: str
    drop: float
    days: int


RAMPS: Final[Mapping[str, Ramp]] = {
    ramp.name: ramp
    for ramp in (
        Ramp(".10 in 6 weeks", 0.10, 42),
        Ramp(".10 in 3 months", 0.10, 91),
        Ramp(".05 in 6 weeks", 0.05, 42),
    )
}


DIRT_RAMP: Final = ".10 in 6 weeks"
DIRT: Final = f"{DIRT_RAMP}, dirty lens"
"""The same ramp, and a picture that loses a quarter of its contrast with it."""
_VEIL = 0.25


def dirtied(day: Day, number: int) -> Day:
    """Day `number` of the site, with the picture that the lens shows by then."""
    part = min((number - ONSET) / RAMPS[DIRT_RAMP].days, 1.0)
    veil = 1 - _VEIL * part
    frames, brightness, contrast, sharpness = day.pictures().T
    picture = np.stack([frames, brightness, contrast * veil, sharpness * veil**2], axis=1)
    return replace(day, picture=array("d", picture.ravel()))


def change_of(kind: str, seed: int, ramp: Ramp) -> Change | None:
    """None where the mean of the site cannot fall that far."""
    try:
        shift = logit_shift(named(kind), seed, ramp.drop, ONSET)
    except ValueError:
        return None
    return Change(ramp.name, ONSET * MINUTES, ramp=ramp.days * MINUTES, shift=shift)


def side_by_side(kind: str, seed: int, days: int, changes: Mapping[str, Change | None]) -> Iterator[dict[str, Day]]:
    """Each of `days` days under each change, by name; they differ from the day on which a change sets in.

    All are walked through together, since what is in view is simulated once for all of them. Days without a change
    are those of name "".
    """
    walks = {"": walk(named(kind), seed)}
    for name, change in changes.items():
        if change is not None:
            walks[name] = walk(named(kind), seed, change, ONSET)
    for number in range(days):
        calm = learned_day(next(walks[""]), number)
        others = {n: learned_day(next(w), number) for n, w in walks.items() if n} if number >= ONSET else {}
        if DIRT_RAMP in others:
            others[DIRT] = dirtied(others[DIRT_RAMP], number)
        yield {"": calm, **others}
