"""What the model makes of each object in each frame: one row an object and frame, with the logit of its confidence."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.days import DAY_S
from benchmarks.drift.sites.objects import Objects
from benchmarks.drift.sites.physics import Eye, Flow, Kind
from benchmarks.drift.sites.site import Floats, Site, Surroundings

GONE = -30.0
"""Logit of what the model does not see at all: it enters no histogram."""

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """The simulated frames of a day.

    count: how many. step_s: seconds between them. weight: frames that each one stands for. fps: true frames a second.
    taken: which of them came and were looked at; minute: of the day; (count,).
    """

    count: int
    step_s: float
    weight: int
    fps: float
    taken: Mask
    minute: Rows


@dataclass(frozen=True, slots=True)
class Sightings:
    """(N,) rows, object by object and frame by frame.

    frame: of the grid. label: what the model says. truth: label of what is there, -1 where nothing is.
    logit: of the confidence. visible: whether a person could see the object in that frame.
    object: number of the object; rows of one object follow each other; -1 for what lasts a single frame.
    size: larger side of its box. speed: own sizes a second. place: 0 (left) to 1. chance: of the object, uniform.
    """

    frame: Rows
    label: Rows
    truth: Rows
    logit: Floats
    visible: Mask
    object: Rows
    size: Floats
    speed: Floats
    place: Floats
    chance: Floats

    def __len__(self) -> int:
        return len(self.frame)

    def where(self, mask: Mask) -> "Sightings":
        return Sightings(*(getattr(self, entry.name)[mask] for entry in fields(self)))


def join(parts: Sequence[Sightings]) -> Sightings:
    return Sightings(*(np.concatenate([getattr(part, entry.name) for part in parts]) for entry in fields(Sightings)))


def grid(eye: Eye, around: Surroundings, rng: np.random.Generator) -> Grid:
    step = max(eye.step_s, 1 / eye.fps)
    count = round(DAY_S / step)
    minute = (np.arange(count) * step / 60 + 1e-9).astype(np.int64)
    taken = around.on[minute] & (rng.random(count, np.float32) >= eye.lost_frames)
    return Grid(count, step, max(round(step * eye.fps), 1), eye.fps, taken, minute)


def look(site: Site, day: int, objects: Objects, frames: Grid, around: Surroundings, part: int = 0) -> Sightings:
    """Follows each object through the frames of `day`.

    `part`: which source of noise, so that objects that a change adds do not disturb the others'.
    """
    rng = site.dice.throw("noise" if part == 0 else "change", day, part)
    start = np.clip(objects.start - day * DAY_S, 0, DAY_S)
    end = np.clip(objects.end - day * DAY_S, 0, DAY_S)
    first = np.ceil(start / frames.step_s).astype(np.int64)
    lengths = np.maximum(np.minimum(np.ceil(end / frames.step_s).astype(np.int64), frames.count) - first, 0)
    owner = np.repeat(np.arange(len(objects)), lengths)
    n = len(owner)
    frame = np.arange(n) - np.repeat(np.cumsum(lengths) - lengths, lengths) + np.repeat(first, lengths)
    of = _PerObject.of(site.kind, objects)
    wobble, hidden = _slow_noise(owner, frame * frames.step_s, of, rng)
    minute = frames.minute[frame]
    logit = (
        objects.quality[owner]
        + around.logit[minute] * objects.sensitivity[owner]
        + of.wobble[owner] * wobble
        + of.flicker[owner] * rng.standard_normal(n, np.float32)
        - hidden
    )
    truth = objects.label[owner]
    taken_for = objects.mistaken[owner]
    label = np.where((taken_for >= 0) & (wobble < -0.1), taken_for, truth)
    span = np.maximum(objects.end - objects.start, 1e-3)
    ratio = (day * DAY_S + frame * frames.step_s - objects.start[owner]) / span[owner]
    ghost = objects.ghost[owner]
    return Sightings(
        frame,
        label,
        np.where(ghost, -1, truth),
        np.where(frames.taken[frame], logit, GONE),
        frames.taken[frame] & ~ghost & (hidden < 2.2),
        owner,
        objects.size[owner],
        objects.speed[owner],
        objects.place[owner] + (objects.drift - objects.place)[owner] * ratio,
        objects.chance[owner],
    )


def stray_boxes(site: Site, day: int, frames: Grid, mean_size: float = 0.08) -> Sightings:
    """False detections of one frame, and the many boxes below the floor that a model always gives."""
    kind = site.kind
    rng = site.dice.throw("flicker", day)
    flickers = rng.poisson(kind.flickers, frames.count)
    noise = rng.poisson(kind.noise / frames.weight**0.5, frames.count)
    frame = np.concatenate([np.repeat(np.arange(frames.count), counts) for counts in (flickers, noise)])
    n, low = len(frame), int(noise.sum())
    logit = np.concatenate([rng.normal(-0.2, 0.7, n - low), np.minimum(rng.normal(-2.3, 0.6, low), -0.9)])
    return single(frame, rng.integers(0, len(kind.labels), n), np.where(frames.taken[frame], logit, GONE), mean_size)


def single(frame: Rows, label: Rows, logit: Floats, size: float) -> Sightings:
    """Detections of one frame each, of nothing that is there; (N,)."""
    n = len(frame)
    nothing = np.full(n, -1)
    zeros = np.zeros(n)
    return Sightings(frame, label, nothing, logit, zeros > 0, nothing, zeros + size, zeros, zeros + 0.5, zeros + 0.5)


@dataclass(frozen=True, slots=True)
class _PerObject:
    wobble: Floats
    wobble_s: Floats
    flicker: Floats
    occluded: Floats

    @classmethod
    def of(cls, kind: Kind, objects: Objects) -> "_PerObject":
        def pick(flows: Sequence[Flow], name: str) -> Floats:
            return np.array([getattr(flow, name) for flow in flows], np.float64)[objects.flow]

        return cls(*(pick(kind.flows, name) for name in ("wobble", "wobble_s", "flicker", "occluded")))


def _slow_noise(
    owner: Rows, second: NDArray[np.floating], of: _PerObject, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Noise that changes within `wobble_s` seconds, linear in between, and what hiding costs, (N,) each."""
    turn = second / of.wobble_s[owner]
    block = turn.astype(np.int64)
    new = np.ones(len(owner), np.bool_)
    new[1:] = (owner[1:] != owner[:-1]) | (block[1:] != block[:-1])
    number = np.cumsum(new) - 1
    count = int(number[-1]) + 1 if len(number) else 0
    levels = rng.standard_normal(count + 1, np.float32)
    part = turn - block
    hiding = rng.uniform(0, 1, count)
    depth = rng.uniform(0.8, 3.4, count)
    starts = np.flatnonzero(new)
    cost = np.where(hiding < of.occluded[owner[starts]], depth, 0.0)
    return levels[number] * (1 - part) + levels[number + 1] * part, cost[number]
