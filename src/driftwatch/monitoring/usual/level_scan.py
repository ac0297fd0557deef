"""Looks for a shift of the mean confidence in windows of every length up to now, and for its end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_history import LevelRows, weight
from driftwatch.monitoring.usual.level_line import is_quiet
from driftwatch.monitoring.usual.level_usual import LevelUsual
from driftwatch.monitoring.usual.scatter import FILLED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_END_SURE = 3.0
_END_LEAST = 3
_LIT = 0.9
"""Of a window, that must be in light that is known. The known part of one that is half in rain of a kind never seen is
not judged as a whole window: it scatters as a shorter one, and at its edges the rain is not over."""


@dataclass(frozen=True, slots=True)
class LevelShift:
    """score: above 1 where it means something. distance: of the mean confidence, in [-1, 1]. length: parts since.

    unseen: whether much of it was in light that the days learned did not have.
    """

    score: float
    distance: float
    length: int
    unseen: bool = False


NO_SHIFT = LevelShift(0.0, 0.0, 1)


@dataclass(frozen=True, slots=True)
class LevelWindows:
    """Windows of every length that end now.

    distances: (W,) weighted mean residuals, what odd objects do to single parts clipped. plain: the same, not clipped.
    objects: (W,) in them. quiet: (W,) whether next to nothing usually goes on
    then. unseen: (W,) whether much of it was in unseen light. filled: (W,) whether the camera looked for most of it.
    """

    distances: Floats
    plain: Floats
    objects: Floats
    quiet: NDArray[np.bool_]
    unseen: NDArray[np.bool_]
    filled: NDArray[np.bool_]


def level_windows(
    usual: LevelUsual, rows: LevelRows, kinds: Ints, parts: Ints, unseen: NDArray[np.bool_] | None = None
) -> LevelWindows:
    """Of (N,) parts in the order of time, as many windows as fit in. kinds, parts: kind of day, part of the day.

    unseen: (N,) whether its light is one that was never seen; None for no such.
    """
    means, weights = rows.means, weight(rows)
    low, high = usual.low[kinds, parts], usual.high[kinds, parts]
    plain = np.maximum(means - high, 0.0) + np.minimum(means - low, 0.0)
    ends = [window - 1 for window in usual.windows if window <= len(means)]
    lit = np.ones_like(weights) if unseen is None else np.where(unseen, 0.0, 1.0)
    masses, known = np.cumsum(weights[::-1])[ends], np.cumsum((weights * lit)[::-1])[ends]
    dark = known < masses / 2
    # What unseen light did does not count where most of the window was in light that is known.

    def averaged(residuals: Floats) -> Floats:
        every, of_known = (np.cumsum((residuals * part)[::-1])[ends] for part in (weights, weights * lit))
        sums, shares = np.where(dark, every, of_known), np.where(dark, masses, known)
        return np.divide(sums, shares, out=np.zeros_like(sums), where=shares > 0)

    distances = averaged(usual.clipped(plain, rows.objects))
    begun, counts = (np.cumsum(values[::-1])[ends] for values in (rows.begun, rows.counts))
    objects = rows.seen(rows.present[::-1][ends], begun, counts)
    busy = usual.busy[kinds, parts]
    quiet = is_quiet(np.cumsum((weights * busy)[::-1])[ends], masses, usual.full[: len(ends)])
    looked = np.cumsum((busy & (rows.frames > 0))[::-1])[ends]
    filled = looked >= FILLED * np.cumsum(busy[::-1])[ends]
    objects = np.where(masses > 0, objects, 0.0)
    return LevelWindows(distances, averaged(plain), objects, quiet, known < _LIT * masses, filled)


def scan_level(usual: LevelUsual, windows: LevelWindows) -> LevelShift:
    """The most telling window; one in light that was never seen only where no other means something."""
    best = {False: NO_SHIFT, True: NO_SHIFT}
    count = len(windows.objects)
    needed = np.where(windows.quiet, usual.quiet.needed[:count], usual.at_work.needed[:count])
    for index in np.flatnonzero(windows.filled & (windows.objects >= needed)).tolist():
        distance = float(windows.distances[index])
        scatter = usual.quiet if windows.quiet[index] else usual.at_work
        score = abs(distance) / usual.bar(scatter, index, windows.objects[[index]], rise=distance >= 0).item()
        unseen = bool(windows.unseen[index])
        if score > best[unseen].score:
            best[unseen] = LevelShift(score, float(windows.plain[index]), usual.windows[index], unseen)
    return best[True] if best[False].score <= 1 < best[True].score else best[False]


def level_is_back(usual: LevelUsual, windows: LevelWindows, distance: float) -> int:
    """How many parts show by themselves that a shift by `distance` is over; 0 where none do.

    They lie nearer to what is usual than to the shift, and the shift lies far outside of their scatter.
    """
    for index, objects in enumerate(windows.objects.tolist()):
        scatter = usual.quiet if windows.quiet[index] else usual.at_work
        if usual.windows[index] < _END_LEAST or objects < scatter.needed[index] / 2:
            continue
        now = float(windows.plain[index]) * float(np.sign(distance))
        if now < abs(distance) / 2 and abs(distance) - now > _END_SURE * usual.error(scatter, index, objects):
            return usual.windows[index]
    return 0
