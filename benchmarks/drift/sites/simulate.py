"""Lets a site run for some days, day by day, with or without a change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.changes import STRANGE, Change
from benchmarks.drift.sites.counts import FLOOR, DayCounts, count
from benchmarks.drift.sites.days import DAY_S, MINUTES
from benchmarks.drift.sites.effects import Day, alter, pictures, still_ghosts
from benchmarks.drift.sites.objects import Objects, arrivals
from benchmarks.drift.sites.objects import join as join_objects
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.pieces import classify, watched, working
from benchmarks.drift.sites.sightings import Grid, Sightings, grid, look, stray_boxes
from benchmarks.drift.sites.sightings import join as join_sightings
from benchmarks.drift.sites.site import site_of, surroundings
from benchmarks.drift.sites.sky import HORIZON
from benchmarks.drift.sites.stream import Minutes, SiteStream, image_sums, joined
from benchmarks.drift.sites.traffic import expected, open_minutes

CLASSIFIER_FLOOR = 0.001
"""A top class counts however unsure it is."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """One day of a site as it is before any change. present, seen: None for a classifier."""

    day: Day
    present: Objects | None
    frames: Grid
    seen: Sightings | None


@lru_cache(maxsize=6)
def _sight(kind: Kind, seed: int, index: int) -> _Sight:
    """Kept for some days, because many changes are tried on the same ones. Equal whatever day a walk begins with."""
    site = site_of(kind, seed)
    day = Day(site, index, surroundings(site, index), (*kind.labels, STRANGE))
    frames = _grid(day)
    if kind.line is not None:
        return _Sight(day, None, watched(kind.line, day, frames), None)
    present = None
    for earlier in range(index - kind.longest_days, index + 1):
        present = _stay(present, earlier, _arrivals(kind, seed, earlier))
    assert present is not None
    return _Sight(day, present, frames, _seen(day, present, frames))


@lru_cache(maxsize=16)
def _arrivals(kind: Kind, seed: int, index: int) -> Objects:
    site = site_of(kind, seed)
    return arrivals(site, index, surroundings(site, index))


def walk(kind: Kind, seed: int, change: Change | None = None, first_day: int = 0) -> Iterator[SiteStream]:
    """One day of a site after the other from `first_day` on, without end but for the weather's HORIZON."""
    site = site_of(kind, seed)
    ghosts: Objects | None = None
    for index in range(first_day - kind.longest_days, first_day):
        ghosts = _haunt(ghosts, Day(site, index, surroundings(site, index), (*kind.labels, STRANGE)), change)
    for index in range(first_day, HORIZON):
        sight = _sight(kind, seed, index)
        ghosts = _haunt(ghosts, sight.day, change)
        yield _one_day(sight, ghosts, change)


def simulate(kind: Kind, days: int, seed: int, change: Change | None = None, first_day: int = 0) -> SiteStream:
    """Days `first_day` to before `first_day + days` of a site; equal to the same days of a longer stream.

    change: its onset counts from minute 0 of day 0. Up to its onset the stream is that of the same seed without it.
    """
    return joined(list(islice(walk(kind, seed, change, first_day), days)))


def candidates(kind: Kind, day: int, seed: int) -> tuple[Sightings, Grid]:
    """All that the model sees on one unchanged day, counted or not."""
    sight = _sight(kind, seed, day)
    if kind.line is not None:
        return classify(kind.line, sight.day, sight.frames, None), sight.frames
    assert sight.seen is not None
    return sight.seen, sight.frames


def _stay(present: Objects | None, day: int, new: Objects) -> Objects:
    """Those of `present` that are still there on `day`, and the new ones."""
    return new if present is None else join_objects([present.where(present.end > day * DAY_S), new])


def _haunt(ghosts: Objects | None, day: Day, change: Change | None) -> Objects | None:
    if change is None or not change.ghosts or change.ghost_style != "still" or not day.site.kind.flows:
        return None
    if not change.touches(day.index):
        return None
    new = still_ghosts(change, day)
    end = np.inf if change.end is None else change.end * 60
    new = replace(new, end=np.minimum(new.end, end))
    return _stay(ghosts, day.index, new.where((new.start >= change.onset * 60) & (new.start < end)))


def _grid(day: Day) -> Grid:
    return grid(day.site.kind.eye, day.around, day.site.dice.throw("image", day.index, 1))


def _seen(day: Day, present: Objects, frames: Grid) -> Sightings:
    objects = look(day.site, day.index, present, frames, day.around)
    return join_sightings([objects, stray_boxes(day.site, day.index, frames)])


def _one_day(sight: _Sight, ghosts: Objects | None, change: Change | None) -> SiteStream:
    day, present, frames = sight.day, sight.present, sight.frames
    kind = day.site.kind
    touched = change if change is not None and change.touches(day.index) else None
    if kind.line is not None:
        seen, floor = classify(kind.line, day, frames, touched), CLASSIFIER_FLOOR
    else:
        assert sight.seen is not None
        seen, floor = sight.seen, FLOOR
        if touched is not None:
            seen = alter(seen, touched, day, frames)
        if ghosts is not None and len(ghosts):
            haunting = look(day.site, day.index, ghosts, frames, day.around, part=4)
            numbered = replace(haunting, object=haunting.object + (1 << 40))
            seen = join_sightings([seen, numbered])
    chance = day.site.dice.throw("noise", day.index, 9)
    counts = count(seen, frames, len(day.labels), chance, floor, remembers=kind.line is None)
    return SiteStream(
        kind.name, day.site.seed, kind.zone_h, day.site.start_s, day.index, tuple(day.labels), kind.line is not None,
        (day.site.day_kind(day.index),), _arrived(day, present)[None], _truth(day, present, frames, counts, touched),
        counts.minute, counts.label, counts.sums, counts.pointer, counts.bins, counts.counts,
    )  # fmt: skip


def _truth(day: Day, present: Objects | None, frames: Grid, counts: DayCounts, change: Change | None) -> Minutes:
    site, kind = day.site, day.site.kind
    taken = np.bincount(frames.minute[frames.taken], minlength=MINUTES) * frames.weight
    if kind.line is not None:
        opened = working(kind.line, day)
        busy = np.where(opened, 60.0 / kind.line.piece_s, 0.0)
        came = np.rint(busy).astype(np.int64)
    else:
        assert present is not None
        real = [flow for flow in kind.flows if not flow.ghost]
        busy = sum((expected(flow, site, day.index, day.around) for flow in real), np.zeros(MINUTES))
        opened = np.any([open_minutes(f, site, day.index, day.around.clock) for f in real], axis=0)
        today = (present.start >= day.index * DAY_S) & ~present.ghost
        minute = ((present.start[today] - day.index * DAY_S) / 60).astype(np.int64)
        came = np.bincount(np.minimum(minute, MINUTES - 1), minlength=MINUTES)
    covered = np.where(taken > 0, 60_000, 0)
    bright, contrast, sharp = (image_sums(mean, taken) for mean in pictures(day, change))
    return Minutes(
        taken, counts.empty, counts.low_frames, covered, bright, contrast, sharp,
        counts.right, counts.wrong, counts.missed, counts.visible, came, busy, opened, day.around.dark,
    )  # fmt: skip


def _arrived(day: Day, present: Objects | None) -> NDArray[np.int64]:
    """Objects of each label that came on this day, (labels,); on a line, the pieces that are to be expected."""
    line = day.site.kind.line
    if line is not None:
        pieces = working(line, day).sum() * 60 / line.piece_s
        shares = dict(line.labels)
        total = sum(shares.values())
        return np.array([round(pieces * shares.get(name, 0.0) / total) for name in day.labels], np.int64)
    assert present is not None
    today = (present.start >= day.index * DAY_S) & ~present.ghost
    return np.bincount(present.label[today], minlength=len(day.labels))
