"""How many objects come at which minute of a day."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.calendars import CALENDARS
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.physics import Flow, Span
from benchmarks.drift.sites.site import Floats, Site, Surroundings


def shape(spans: tuple[Span, ...], clock: float) -> Floats:
    """Height of traffic for each minute, (1440,); `clock`: hours that people are ahead of the site's standard time."""
    hours = np.arange(MINUTES) / 60 + clock
    total = np.zeros(MINUTES)
    for span in spans:
        for turn in (-24.0, 0.0, 24.0):
            rise = 1 / (1 + np.exp(-np.clip((hours + turn - span.start) / span.edge * 3, -60, 60)))
            fall = 1 / (1 + np.exp(-np.clip((span.end - hours - turn) / span.edge * 3, -60, 60)))
            total = np.maximum(total, span.height * rise * fall)
    return total


def open_minutes(flow: Flow, site: Site, day: int, clock: float) -> NDArray[np.bool_]:
    """Minutes with a tenth of the working day's highest traffic or more, (1440,)."""
    if flow.series:
        week = [site.usually_counted(flow.series, day + other).max() for other in range(7)]
        return np.repeat(site.usually_counted(flow.series, day) >= 0.1 * max(week), 60)
    rhythm = flow.rhythm
    peak = max(shape(rhythm.working, 0.0).max(initial=0.0), 1e-9)
    return shape(getattr(rhythm, site.day_kind(day)), clock) >= 0.1 * peak


def expected(flow: Flow, site: Site, day: int, around: Surroundings) -> Floats:
    """Objects a minute that the site's rhythm, season and weather lead one to expect, (1440,)."""
    if flow.series:
        return np.repeat(site.usually_counted(flow.series, day) / 60, 60)
    rhythm = flow.rhythm
    date = site.date(day)
    usual = shape(rhythm.working, 0.0)
    scale = flow.per_day * site.traffic / max(usual.sum() + rhythm.stray * usual.max(initial=1.0) * MINUTES, 1e-9)
    today = shape(getattr(rhythm, site.day_kind(day)), around.clock)
    if CALENDARS[site.kind.calendar].in_school_holidays(date):
        today = today * rhythm.school
    if (date.month == 12 and date.day <= 24) or (date.month == 11 and date.day >= 27):
        today = today * rhythm.advent
    today = today * (1 + (rhythm.rain - 1) * around.wet) + rhythm.stray * max(usual.max(initial=0.0), 1e-9)
    return scale * today * np.where(around.dark, flow.night, 1.0)


def drawn(flow: Flow, mean: Floats, product: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """`mean` as it turns out on one day: good and bad days and hours, batches, a timetable; (1440,).

    product: number of the batch for each minute, (1440,); between two batches nothing comes for twelve minutes.
    """
    day = rng.lognormal(-(flow.day_scatter**2) / 2, flow.day_scatter)
    knots = np.arange(0, MINUTES + 45, 45)
    hours = np.exp(np.interp(np.arange(MINUTES), knots, rng.normal(0, flow.hour_scatter, len(knots))))
    result = mean * day * hours
    if flow.batch_h:
        runs = np.concatenate(([True], product[1:] == product[:-1]))
        gaps = np.convolve(~runs, np.ones(12), "full")[:MINUTES] > 0
        result = result * np.where(gaps, 0.0, rng.lognormal(0, 0.25, product.max() + 1)[product])
    if flow.headway_min:
        late = rng.normal(0, 1.2, int(MINUTES / flow.headway_min) + 1)
        calls = np.arange(0, MINUTES, flow.headway_min)
        calls = np.clip(np.rint(calls + late[: len(calls)]), 0, MINUTES - 1).astype(np.int64)
        comb = np.bincount(calls, minlength=MINUTES) * flow.headway_min
        result = result * (1 - flow.timetable + flow.timetable * comb)
    return result


def batches(hours: float, rng: np.random.Generator) -> tuple[NDArray[np.int64], int]:
    """Number of the batch for each minute of a day, (1440,), and how many there are."""
    lengths = rng.lognormal(0, 0.4, int(24 / hours * 3) + 6) * hours * 60
    product = np.searchsorted(np.cumsum(lengths), np.arange(MINUTES))
    return product.astype(np.int64), int(product[-1]) + 1
