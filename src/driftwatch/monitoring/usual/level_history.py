"""What a level is learned from: parts of days, and their profile through the day."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS: Final = 48
"""Half hours of a day."""
_QUIET_SHARE = 0.1
_REACH = 2
_LEAST_MASS = 0.5
_ROUNDING = 1e-9
_TRUST_OBJECTS = 5.0


@dataclass(frozen=True, slots=True)
class LevelRows:
    """Parts (five minutes, hours) of days, (..., B) each. sums: of confidences. counts: detections. frames.

    begun: objects that came into view. together: detections that come together, as one independent object's.
    """

    sums: Floats
    counts: Floats
    frames: Floats
    begun: Floats
    together: float
    often: float = 1.0

    def as_often(self) -> "LevelRows":
        """Objects come into view no more often, a detection, than in most of these days."""
        begun, counts = self.begun.sum(axis=1), self.counts.sum(axis=1)
        often = begun[counts > 0] / counts[counts > 0]
        return replace(self, often=float(np.median(often)) if len(often) else 1.0)

    @property
    def means(self) -> Floats:
        return np.divide(self.sums, self.counts, out=np.zeros_like(self.sums), where=self.counts > 0)

    @property
    def present(self) -> Floats:
        """Objects in view at a time."""
        return np.divide(self.counts, self.frames, out=np.zeros_like(self.counts), where=self.frames > 0)

    @property
    def objects(self) -> Floats:
        """Objects in view at a time, and those that came into view: how many a part shows."""
        return self.seen(self.present, self.begun, self.counts)

    def seen(self, present: Floats, begun: Floats, counts: Floats) -> Floats:
        """Objects that stretches show which begin with `present` ones."""
        return np.minimum(present + np.minimum(begun, self.often * counts), counts / self.together)


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """rows: (D, B) of each of D days. numbers, kinds: (D,). variance: of single objects' confidences.

    windows: how many parts are added up before they are compared, the shortest first. long_minutes: from this length
    on time makes up for objects where few are all there ever is. caution: as in LevelUsual. floor: confidences
    below it are not counted.
    """

    rows: LevelRows
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    variance: float
    windows: tuple[int, ...]
    long_minutes: int = 120
    caution: float = 1.0
    floor: float = 0.0


def weight(rows: LevelRows) -> Floats:
    """How much the mean of each part counts, 0 to 1: many objects do not make a part much surer than a few."""
    objects = rows.objects
    return objects / (objects + _TRUST_OBJECTS)


def busy_parts(history: LevelHistory, kinds: int) -> NDArray[np.bool_]:
    """(K, B) parts in which as much is seen as in a tenth of the busiest, at least, within an hour."""
    result = np.zeros((kinds, history.rows.counts.shape[1]), np.bool_)
    for kind in range(kinds):
        own = history.rows.counts[history.kinds == kind]
        if len(own):
            seen = own.mean(axis=0)
            around = np.convolve(np.concatenate([seen[-6:], seen, seen[:6]]), np.full(13, 1 / 13), "valid")
            result[kind] = around >= _QUIET_SHARE * around.max()
    return result


def days_like(history: LevelHistory, kind: int) -> NDArray[np.int64]:
    """Rows of the days that a kind's confidence is judged by: its own, all days while there are fewer than two."""
    own = np.flatnonzero(history.kinds == kind)
    return own if len(own) >= 2 else np.arange(len(history.kinds))


def profiles(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(D, B) lowest and highest of the profile within an hour of each part: each row by what the others say.

    values, weights: (D, B). Rows without others have no profile to speak of, which weights of 0 there say.
    """
    parts = values.shape[1]
    bins = min(BINS, parts)
    mass = weights.reshape(len(values), bins, -1).sum(axis=2)
    total = (weights * values).reshape(len(values), bins, -1).sum(axis=2)
    return _around(mass.sum(axis=0) - mass, total.sum(axis=0) - total, parts)


def profile(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(B,) lowest and highest of the profile within an hour of each part, of (D, B) values."""
    parts = values.shape[1]
    bins = min(BINS, parts)
    mass = weights.reshape(len(values), bins, -1).sum(axis=(0, 2))
    total = (weights * values).reshape(len(values), bins, -1).sum(axis=(0, 2))
    low, high = _around(mass[None], total[None], parts)
    return low[0], high[0]


def _around(mass: Floats, total: Floats, parts: int) -> tuple[Floats, Floats]:
    """(D, B) of (D, bins) weights and weighted sums."""
    bins = mass.shape[1]
    seen = mass > _LEAST_MASS
    all_mass, all_total = mass.sum(axis=1, keepdims=True), total.sum(axis=1, keepdims=True)
    overall = np.divide(all_total, all_mass, out=np.zeros_like(all_mass), where=all_mass > 0)
    means = np.divide(total, mass, out=np.repeat(overall, bins, axis=1), where=mass > _ROUNDING)
    reach = max(_REACH * bins // BINS, 1)
    near = (np.arange(bins)[:, None] + np.arange(-reach, reach + 1)) % bins
    # A half hour with next to nothing in it is no evidence of what is usual there.
    lowest = np.where(seen, means, np.inf)[:, near].min(axis=2)
    highest = np.where(seen, means, -np.inf)[:, near].max(axis=2)
    blank = ~seen[:, near].any(axis=2)
    for values, known, none in (
        (lowest, np.where(seen, means, np.inf).min(axis=1), 0.0),
        (highest, np.where(seen, means, -np.inf).max(axis=1), 1.0),
    ):
        known = np.where(np.isfinite(known), known, none)
        values[blank] = np.broadcast_to(known[:, None], values.shape)[blank]
    width = parts // bins
    return np.repeat(lowest, width, axis=1), np.repeat(highest, width, axis=1)


def timeline(history: LevelHistory, values: Floats) -> Floats:
    """(T,) parts from the first day to the last one, zeros where a day is missing."""
    first, last = int(history.numbers.min()), int(history.numbers.max())
    line = np.zeros((last - first + 1, values.shape[1]))
    line[history.numbers - first] = values
    return line.ravel()
