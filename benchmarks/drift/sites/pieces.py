"""Pieces on a line, each classified as good or bad; the top class of a frame is its one detection."""

from dataclasses import replace

import numpy as np

from benchmarks.drift.sites.changes import STRANGE, Change
from benchmarks.drift.sites.days import DAY_S, MINUTES
from benchmarks.drift.sites.effects import Day
from benchmarks.drift.sites.physics import Line
from benchmarks.drift.sites.sightings import GONE, Grid, Mask, Rows, Sightings
from benchmarks.drift.sites.site import Floats
from benchmarks.drift.sites.traffic import batches, shape


def working(line: Line, day: Day) -> Mask:
    """Minutes in which the line runs or only stops for a while, (1440,)."""
    today = shape(getattr(line.rhythm, day.site.day_kind(day.index)), day.around.clock)
    return today > 0.5


def watched(line: Line, day: Day, frames: Grid) -> Grid:
    """The frames that are looked at: a line whose camera is off outside working hours has none then."""
    if line.idle == "empty":
        return frames
    return replace(frames, taken=frames.taken & working(line, day)[frames.minute])


def classify(line: Line, day: Day, frames: Grid, change: Change | None) -> Sightings:
    """One row a frame. The latent score of a good piece lies above 0, of a bad one below; its size is the logit."""
    site, labels = day.site, day.labels
    rng = site.dice.throw("line", day.index)
    piece, second = _passing(line, frames, rng)
    names = [name for name, _ in line.labels]
    minute = np.minimum(second / 60, MINUTES - 1).astype(np.int64)
    product, number = batches(line.batch_h, rng)
    batch = product[minute]
    n = len(second)
    shares = np.array([share for _, share in line.labels])
    badness = (shares[1:].sum() / shares.sum()) * rng.lognormal(0, line.batch_defects, number)
    bad = rng.random(n) < np.minimum(badness, 0.6)[batch]
    which = rng.choice(len(names) - 1, n, p=shares[1:] / shares[1:].sum()) + 1
    truth = np.where(bad, which, 0)
    quality = line.separation + site.logit + line.difficulty * rng.normal(0, 1, n)
    quality += (line.batch_logit * rng.normal(0, 1, number))[batch]
    chance, place = rng.random(n), rng.random(n)
    latent = quality[piece] + day.around.logit[frames.minute] - site.logit + rng.normal(0, 0.35, frames.count)
    shown = truth[piece]
    if change is not None:
        shown, latent = _changed(shown, latent, chance[piece], place[piece], change, day, frames)
    wrong = latent < 0
    label = np.where(wrong, np.where(shown == 0, which[piece], 0), shown)
    seen = truth[piece]
    size = np.abs(latent)
    if line.idle == "empty":
        idle = ~working(line, day)[frames.minute]
        empty = labels.index("empty")
        size = np.where(idle, 3.4 + 0.3 * rng.normal(0, 1, frames.count), size)
        label, seen = np.where(idle, empty, label), np.where(idle, empty, seen)
    if change is not None:
        label, size = _relabelled(label, size, change, day, frames)
    return _rows(frames, label, seen, size, piece)


def _passing(line: Line, frames: Grid, rng: np.random.Generator) -> tuple[Rows, Floats]:
    """Number of the piece in view in each frame, and the second of the day at which each piece came."""
    gaps = rng.gamma(25.0, line.piece_s / 25.0, int(DAY_S / line.piece_s * 1.1) + 50)
    come = np.concatenate(([0.0], np.cumsum(gaps)))
    for begin in rng.uniform(0, DAY_S, rng.poisson(line.stops)):
        length = line.stop_min * 60 * rng.lognormal(0, 0.5)
        come = np.where(come > begin, come + length, come)
    come = come[come < DAY_S]
    seconds = np.arange(frames.count) * frames.step_s
    return np.searchsorted(come, seconds, side="right") - 1, come


def _changed(
    shown: Rows, latent: Floats, chance: Floats, place: Floats, change: Change, day: Day, frames: Grid
) -> tuple[Rows, Floats]:
    """A classifier misses a bad piece by calling it good, and makes a ghost by calling a good one bad."""
    frame = np.arange(frames.count)
    active = day.active(change, frame, frames)
    if change.night_only:
        active &= day.around.dark[frames.minute]
    part = np.ones(frames.count)
    if change.ramp:
        part = np.clip((day.index * MINUTES + frame * frames.step_s / 60 - change.onset) / change.ramp, 0, 1)
    latent = np.where(active, latent * np.exp(-change.shift * part), latent)
    draw = day.site.dice.throw("change", day.index, 3).random(frames.count)
    missed = (chance < change.missed) | (draw < change.missed_frames) | (change.half_view & (place < 0.5))
    shown = np.where(active & missed & (shown > 0), 0, shown)
    if change.ghosts:
        bad = max((row for row, name in enumerate(day.labels) if name == change.ghost_label), default=1) or 1
        false = draw < change.ghosts * 0.8 if change.ghost_style == "flicker" else chance < change.ghosts * 0.8
        shown = np.where(active & false & (shown == 0), bad, shown)
    if change.strange:
        shown = np.where(active & (chance < change.strange), day.labels.index(STRANGE), shown)
    if change.moved:
        latent = np.where(active, latent - 0.9, latent)
    return shown, latent


def _relabelled(label: Rows, size: Floats, change: Change, day: Day, frames: Grid) -> tuple[Rows, Floats]:
    active = day.active(change, np.arange(frames.count), frames)
    if change.lost:
        lost = day.labels.index(change.lost)
        label = np.where(active & (label == lost), 0 if lost else 1, label)
    if change.confused is not None:
        one, other = (day.labels.index(name) for name in change.confused)
        label = np.where(active & (label == one), other, label)
    if change.covered:
        label, size = np.where(active, 0, label), np.where(active, np.minimum(size, 0.8), size)
    return label, np.where(active & change.blind, GONE, size)


def _rows(frames: Grid, label: Rows, truth: Rows, logit: Floats, piece: Rows) -> Sightings:
    n = frames.count
    zeros = np.zeros(n)
    return Sightings(
        np.arange(n),
        label,
        truth,
        np.where(frames.taken, logit, GONE),
        frames.taken,
        piece * 0,
        zeros + 0.5,
        zeros,
        zeros + 0.5,
        zeros + 0.5,
    )
