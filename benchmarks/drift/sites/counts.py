"""Adds up what the frames of a day show, minute by minute and label by label, as the monitor counts it."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.sightings import Grid, Mask, Rows, Sightings

FLOOR: Final = 0.3
LOW: Final = 0.6
RAW: Final = 0.05
"""Confidences below it enter nothing."""
UNITS: Final = 1 << 16
BINS: Final = 64
_MOST_S: Final = 600.0
"""Seconds after which an object that is not seen is forgotten."""

COLUMNS: Final = ("frames", "detections", "low", "units", "squares", "begun", "fleeting")


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The counts of one day.

    Of one day. minute, label: (R,) of each row. sums: (R, 7) int64, COLUMNS. pointer: (R + 1,) where a row's bins begin
    in `bins` (uint8) and `counts` (uint32). empty, low_frames, right, wrong, missed, visible: (1440,) int64.
    """

    minute: Rows
    label: Rows
    sums: NDArray[np.int64]
    pointer: Rows
    bins: NDArray[np.uint8]
    counts: NDArray[np.uint32]
    empty: Rows
    low_frames: Rows
    right: Rows
    wrong: Rows
    missed: Rows
    visible: Rows


def count(
    seen: Sightings,
    frames: Grid,
    labels: int,
    chance: np.random.Generator,
    floor: float = FLOOR,
    remembers: bool = True,
) -> DayCounts:
    """`chance`: whether a detection finds another one of its label near by; drawn for every row, counted or not.

    remembers: whether an object that is out of sight is known again when it returns.
    """
    seen, frames = _taken(seen, frames)
    confidence = 1 / (1 + np.exp(-seen.logit))
    counted = confidence >= floor
    begun, fleeting = _continuity(seen, frames, counted, labels, chance, _MOST_S if remembers else 0.0)
    minute = frames.minute[seen.frame]
    key = minute * labels + seen.label
    low = counted & (confidence < LOW)
    present = np.bincount(seen.frame[counted] * labels + seen.label[counted], minlength=frames.count * labels) > 0
    sums = np.stack(
        [
            _label_frames(present, frames, labels),
            *(column * frames.weight for column in _confidences(key, confidence, counted, labels)),
            *(np.bincount(key[counted], runs, minlength=MINUTES * labels) for runs in (begun, fleeting)),
        ],
        axis=1,
    ).astype(np.int64)
    rows, pointer, bins, counts = _histograms(key, confidence, MINUTES * labels)
    some = present.reshape(frames.count, labels).any(axis=1)
    unsure = np.bincount(seen.frame[low], minlength=frames.count) > 0
    right = counted & (seen.truth == seen.label)
    visible = seen.visible | (right & (seen.truth >= 0))

    def a_minute(mask: Mask) -> Rows:
        return np.bincount(minute[mask], minlength=MINUTES) * frames.weight

    def of_frames(mask: Mask) -> Rows:
        return np.bincount(frames.minute[mask], minlength=MINUTES) * frames.weight

    return DayCounts(
        rows // labels,
        rows % labels,
        sums[rows],
        pointer,
        bins,
        (counts * frames.weight).astype(np.uint32),
        of_frames(frames.taken & ~some),
        of_frames(unsure),
        a_minute(right),
        a_minute(counted & ~right),
        a_minute(visible & ~right),
        a_minute(visible),
    )


def _taken(seen: Sightings, frames: Grid) -> tuple[Sightings, Grid]:
    """Without the frames that never came, so that the frame before is the one that the monitor saw before."""
    number = np.cumsum(frames.taken) - 1
    seen = seen.where(frames.taken[seen.frame])
    left = int(frames.taken.sum())
    whole = replace(frames, count=left, taken=np.ones(left, np.bool_), minute=frames.minute[frames.taken])
    return replace(seen, frame=number[seen.frame]), whole


def _label_frames(present: Mask, frames: Grid, labels: int) -> Rows:
    """Frames of each minute in which each label is, from (frames x labels,) to (minutes x labels,)."""
    at = np.flatnonzero(present)
    key = frames.minute[at // labels] * labels + at % labels
    return np.bincount(key, minlength=MINUTES * labels) * frames.weight


def _confidences(key: Rows, confidence: NDArray[np.float64], counted: Mask, labels: int) -> list[NDArray[Any]]:
    """Detections, low ones, sum and sum of squares for each minute and label, (minutes x labels,) each."""
    size = MINUTES * labels
    per, units = key[counted], np.rint(confidence[counted] * UNITS)
    low = key[counted & (confidence < LOW)]
    columns = (np.bincount(per, minlength=size), np.bincount(low, minlength=size))
    return [*columns, np.bincount(per, units, minlength=size), np.bincount(per, units * units, minlength=size)]


def _histograms(key: Rows, confidence: NDArray[np.float64], size: int) -> tuple[Rows, Rows, NDArray[np.uint8], Rows]:
    """The rows (minute and label) with any confidence, where their bins begin, the bins that hold any, and how many."""
    raw = confidence >= RAW
    bins = np.minimum((confidence[raw] * BINS).astype(np.int64), BINS - 1)
    table = np.bincount(key[raw] * BINS + bins, minlength=size * BINS)
    filled = np.flatnonzero(table)
    rows, first = np.unique(filled // BINS, return_index=True)
    return rows, np.append(first, len(filled)), (filled % BINS).astype(np.uint8), table[filled]


def _continuity(
    seen: Sightings, frames: Grid, counted: Mask, labels: int, chance: np.random.Generator, most_s: float
) -> tuple[Rows, Rows]:
    """How many of the frames that each counted row stands for begin something, and something that is gone in the next.

    A detection is linked to its own object of the frame before (nearer than the box's larger side), or of a frame until
    which it is remembered: for as long as it was seen, `most_s` seconds at most and one frame at least. Or, in a crowd,
    to another one of its label that happened to be as near and is out of sight. (C,) each, for the counted rows.
    """
    n = len(seen)
    draws = chance.random((n, 2), np.float32)[counted]
    same = np.zeros(n + 1, np.bool_)
    same[1:-1] = (
        (seen.object[1:] == seen.object[:-1])
        & (seen.object[1:] >= 0)
        & (seen.frame[1:] == seen.frame[:-1] + 1)
        & (seen.label[1:] == seen.label[:-1])
        & counted[1:]
        & counted[:-1]
        & (seen.speed[1:] < frames.fps)
    )
    kept = np.flatnonzero(counted)
    at, label, lasting = seen.frame[kept], seen.label[kept], seen.object[kept] >= 0
    alone = np.log(np.maximum(1 - np.pi * np.minimum(seen.size[kept], 0.55) ** 2, 0.05))
    trails = _trails(seen, frames, kept, same[kept], most_s / frames.step_s)
    fresh = ~(same[kept] | trails.known) & (at > 0)
    newly = np.bincount(at[fresh] * labels + label[fresh], minlength=frames.count * labels)
    following = np.minimum(at + 1, max(frames.count - 1, 0))
    lost = _remembered(trails, label, at)
    before = np.where(at == 0, lasting, ~fresh | (draws[:, 0] > np.exp(alone * lost)))
    taken_over = draws[:, 1] > np.exp(alone * newly[following * labels + label])
    after = np.where(at == frames.count - 1, lasting, same[kept + 1] | taken_over)
    quick = (seen.speed[kept] >= frames.fps) | ~lasting
    whole = np.where(quick, frames.weight, 1)
    begun = np.where(before, 0, whole)
    brief = quick | (frames.weight == 1)
    return begun, np.where(~before & ~after & brief, whole, 0)


@dataclass(frozen=True, slots=True)
class _Trails:
    """known: (C,) counted rows that begin where their object was seen shortly before.

    label, ended, forgotten: (R,) of each run of frames, the frame of its end and the one from which on it is forgotten.
    """

    known: Mask
    label: Rows
    ended: Rows
    forgotten: NDArray[np.float64]


def _trails(seen: Sightings, frames: Grid, kept: Rows, same: Mask, most: float) -> _Trails:
    """same: (C,) rows whose object was in the frame before. most: frames that an object is remembered for."""
    starts = np.flatnonzero(~same)
    ends = np.append(starts[1:], len(kept))[: len(starts)] - 1
    first, last = seen.frame[kept[starts]], seen.frame[kept[ends]]
    who, label = seen.object[kept[starts]], seen.label[kept[starts]]
    speed = seen.speed[kept[starts]]
    known = np.zeros(len(kept), np.bool_)
    forgotten = np.zeros(len(starts))
    rows = zip(first.tolist(), last.tolist(), who.tolist(), label.tolist(), speed.tolist(), strict=True)
    trail: dict[tuple[int, int], tuple[int, float, int]] = {}
    for run, (begin, end, number, name, quick) in enumerate(rows):
        since = begin
        before = trail.get((number, name)) if number >= 0 else None
        if before is not None and begin <= before[1] and quick * _hidden_s(begin - before[2], frames) < 1:
            known[starts[run]], since = True, before[0]
        until = end + max(min(float(end - since), most), 1.0)
        forgotten[run] = until
        if number >= 0:
            trail[number, name] = (since, until, end)
    return _Trails(known, label, last, forgotten)


def _hidden_s(steps: int, frames: Grid) -> float:
    """Seconds from the last frame in which an object was seen to the first of its return, `steps` later."""
    return (steps - 1) * frames.step_s + 1 / frames.fps


def _remembered(trails: _Trails, label: Rows, at: Rows) -> Rows:
    """(C,) runs of the row's label that have ended and are not forgotten yet."""
    result = np.zeros(len(at), np.int64)
    for one in np.unique(label):
        of, mine = trails.label == one, label == one
        ended, forgotten = np.sort(trails.ended[of]), np.sort(trails.forgotten[of])
        result[mine] = np.searchsorted(ended, at[mine] - 1) - np.searchsorted(forgotten, at[mine])
    return np.maximum(result, 0)
