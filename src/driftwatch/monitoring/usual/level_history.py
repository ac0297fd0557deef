"""What a level is learned from: parts of days, and their profile through the day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS: Final = 48
"""Half hours of a day."""
_QUIET_SHARE = 0.1
_REACH = 2
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
        return np.minimum(self.present + self.begun, self.counts / self.together)


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """rows: (D, B) of each of D days. numbers, kinds: (D,). variance: of single objects' confidences.

    windows: how many parts are added up before they are compared, the shortest first.
    """

    rows: LevelRows
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    variance: float
    windows: tuple[int, ...]


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


def day_profile(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(B,) lowest and highest of the profile within an hour of each part, of (D, B) values."""
    parts = values.shape[1]
    bins = min(BINS, parts)
    mass = weights.reshape(len(values), bins, -1).sum(axis=(0, 2))
    total = (weights * values).reshape(len(values), bins, -1).sum(axis=(0, 2))
    seen = mass > 0.5
    overall = float(total.sum() / mass.sum()) if mass.sum() else 0.0
    means = np.divide(total, mass, out=np.full(bins, overall), where=mass > 0)
    reach = max(_REACH * bins // BINS, 1)
    shifts = range(-reach, reach + 1)
    known = np.stack([np.roll(seen, shift) for shift in shifts])
    around = np.stack([np.roll(means, shift) for shift in shifts])
    # A half hour with next to nothing in it is no evidence of what is usual there.
    lowest = np.where(known, around, np.inf).min(axis=0)
    highest = np.where(known, around, -np.inf).max(axis=0)
    blank = ~known.any(axis=0)
    lowest[blank], highest[blank] = (means[seen].min(), means[seen].max()) if seen.any() else (0.0, 1.0)
    width = parts // bins
    return np.repeat(lowest, width), np.repeat(highest, width)


def timeline(history: LevelHistory, values: Floats) -> Floats:
    """(T,) parts from the first day to the last one, zeros where a day is missing."""
    first, last = int(history.numbers.min()), int(history.numbers.max())
    line = np.zeros((last - first + 1, values.shape[1]))
    line[history.numbers - first] = values
    return line.ravel()
