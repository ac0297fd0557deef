"""How many detections an hour usually holds, of every label, and how far that scatters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.scatter import GROWTH, TRUST, chance, rolling, shrunk, student_limit

Floats = NDArray[np.float64]

WINDOWS: Final = (1, 2, 4, 8, 12, 24, 72)
"""Hours over which counts are added up before they are compared."""
LEAST_EXPECTED: Final = 8.0
"""Independent objects that must be expected before their absence means anything."""
_SPAN_DAYS = 28
_MARGIN = 1.15
_HIGHEST = 3.0
_SPARSE = 6.0
_FIRST_DAY_GROWTH = 2.0


@dataclass(frozen=True, slots=True)
class CountHistory:
    """Hours of the days that were learned. counts: (D, 24, S). frames: (D, 24). numbers, kinds: (D,) of the days.

    fano: variance over mean of the counts of five minutes, from within the hours: known from the first day on.
    """

    counts: Floats
    frames: Floats
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    fano: float


@dataclass(frozen=True, slots=True)
class CountUsual:
    """What is usual of S series of counts.

    rate: (K, 24, S) counts a frame. seen: (K, 24) days that each is from.
    fano: (W, S) variance of a window over its mean. hour_fano: (S,) of single hours: detections that come as one
    object's. limit: (W, S) of the statistic; fewest, most: (W, S) how far it went in the days learned, as a limit.
    """

    rate: Floats
    seen: Floats
    hour_fano: Floats
    fano: Floats
    limit: Floats
    fewest: Floats
    most: Floats

    def expected(self, kind: int, hour: int, frames: float) -> tuple[Floats, float]:
        """(S,) counts that `frames` of this hour should hold, and from how many days that is known."""
        return self.rate[kind, hour] * frames, float(self.seen[kind, hour])

    def of_all(self) -> "CountUsual":
        """The first series alone."""
        return self._part(slice(0, 1))

    def of_labels(self) -> "CountUsual":
        """All series but the first."""
        return self._part(slice(1, None))

    def _part(self, series: slice) -> "CountUsual":
        tables = (self.fano, self.limit, self.fewest, self.most)
        return CountUsual(
            self.rate[:, :, series], self.seen, self.hour_fano[series], *(table[:, series] for table in tables)
        )

    def statistic(self, window: int, counts: Floats, expected: Floats, spread: Floats) -> Floats:
        """(S,) distance from what is usual, in deviations of windows of this length; negative where fewer.

        The square root makes the scatter of a count the same whatever its size (Anscombe 1948). spread: (S,) 1 and
        more, for what few days leave uncertain.
        """
        return root_difference(counts, expected) / np.sqrt(self.fano[window] * spread)


def root_difference(counts: Floats, expected: Floats) -> Floats:
    return 2 * (np.sqrt(counts + 0.375) - np.sqrt(expected + 0.375))


def learn_counts(history: CountHistory, kinds: int) -> CountUsual:
    """Learns from at least one day."""
    rate, seen = _rates(history, kinds)
    left_out, active = _left_out(history, kinds)
    series = history.counts.shape[2]
    counts, expected = _timeline(history, history.counts * active[:, :, None]), _timeline(history, left_out)
    hours = counts.shape[0]
    recent = np.zeros(hours, np.bool_)
    recent[-_SPAN_DAYS * HOURS_A_DAY :] = True
    shape = (len(WINDOWS), series)
    fano, limit, fewest, most = np.empty(shape), np.empty(shape), np.zeros(shape), np.zeros(shape)
    guess = np.full(series, max(history.fano, 1.0) * _FIRST_DAY_GROWTH)
    hour_fano = guess
    for index, window in enumerate(WINDOWS):
        total, mean = rolling(counts, window), rolling(expected, window)
        difference = root_difference(total, mean)
        mass = mean.sum(axis=0)
        square = np.divide((mean * difference**2).sum(axis=0), mass, out=np.ones(series), where=mass > 0)
        independent = _independent(expected, int(active.any(axis=1).sum()), window)
        fano[index] = np.maximum(shrunk(square, independent, guess), 1.0)
        if index == 0:
            hour_fano = fano[0]
        guess = fano[index] * (GROWTH if window < HOURS_A_DAY else 1.0)
        freedom = np.maximum(TRUST + independent, 3).astype(int)
        limit[index] = [student_limit(chance(window, series), min(int(f), 200)) for f in freedom]
        standard = difference / np.sqrt(fano[index])
        telling = (mean / hour_fano >= LEAST_EXPECTED) & recent[:, None]
        fewest[index] = np.where(telling, -standard, 0.0).max(axis=0) if hours else 0.0
        most[index] = np.where(telling, standard, 0.0).max(axis=0) if hours else 0.0
    bound = _HIGHEST * limit
    return CountUsual(
        rate, seen, hour_fano, fano, limit, np.minimum(_MARGIN * fewest, bound), np.minimum(_MARGIN * most, bound)
    )


def _independent(expected: Floats, days: int, window: int) -> Floats:
    """(S,) how many windows of `window` hours of (T, S) expected counts tell of scatter independently of each other."""
    squares = (expected**2).sum(axis=0)
    hours = np.divide(expected.sum(axis=0) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)
    whole_days = days * HOURS_A_DAY / window
    return np.minimum(hours, whole_days) if window >= HOURS_A_DAY else np.maximum(hours / window, np.minimum(hours, days))


def _rates(history: CountHistory, kinds: int) -> tuple[Floats, Floats]:
    series = history.counts.shape[2]
    rate, seen = np.zeros((kinds, HOURS_A_DAY, series)), np.zeros((kinds, HOURS_A_DAY))
    for kind in range(kinds):
        of_kind = history.kinds == kind
        if of_kind.any():
            counts, frames = history.counts[of_kind].sum(axis=0), history.frames[of_kind].sum(axis=0)
            counts, frames_of = _smoothed(counts, frames, int(of_kind.sum()))
            rate[kind] = np.divide(counts, frames_of, out=np.zeros_like(counts), where=frames_of > 0)
            seen[kind] = (history.frames[of_kind] > 0).sum(axis=0)
    return rate, seen


def _smoothed(counts: Floats, frames: Floats, days: int) -> tuple[Floats, Floats]:
    """(24, S) counts and frames, added to those of the hours around where an hour holds next to nothing."""
    around = [np.roll(counts, shift, axis=0) for shift in (-1, 0, 1)]
    frames_around = [np.roll(frames, shift) for shift in (-1, 0, 1)]
    sparse = counts < _SPARSE * max(days, 1)
    wide = np.repeat(frames[:, None], counts.shape[1], axis=1)
    smooth = 0.25 * around[0] + 0.5 * around[1] + 0.25 * around[2]
    frames_smooth = (0.25 * frames_around[0] + 0.5 * frames_around[1] + 0.25 * frames_around[2])[:, None]
    return np.where(sparse, smooth, counts), np.where(sparse, frames_smooth, wide)


def _left_out(history: CountHistory, kinds: int) -> tuple[Floats, Floats]:
    """(D, 24, S) what the other days of its kind make one expect of each day, and (D, 24) where there are such."""
    expected = np.zeros_like(history.counts)
    active = np.zeros_like(history.frames)
    for kind in range(kinds):
        of_kind = np.flatnonzero(history.kinds == kind)
        if len(of_kind) < 2:
            continue
        counts, frames = history.counts[of_kind], history.frames[of_kind]
        for row, day in enumerate(of_kind):
            others, of_frames = _smoothed(
                counts.sum(axis=0) - counts[row], frames.sum(axis=0) - frames[row], len(of_kind) - 1
            )
            rate = np.divide(others, of_frames, out=np.zeros_like(others), where=of_frames > 0)
            active[day] = (frames.sum(axis=0) - frames[row] > 0) & (frames[row] > 0)
            # The others are as uncertain as the day itself; a reference of all days is less so.
            expected[day] = rate * (frames[row] * active[day])[:, None]
    return expected, active


def _timeline(history: CountHistory, values: Floats) -> Floats:
    """(T, S) hours from the first day to the last one, zeros where a day is missing."""
    first, last = int(history.numbers.min()), int(history.numbers.max())
    line = np.zeros((last - first + 1, *values.shape[1:]))
    line[history.numbers - first] = values
    return line.reshape(-1, values.shape[2])


def within_hours_fano(blocks: Sequence[Floats]) -> float:
    """Variance over mean of (288,) detections of five minutes about the mean of their hour, over all days."""
    squares = mass = 0.0
    for day in blocks:
        hours = day.reshape(HOURS_A_DAY, -1)
        parts = hours.shape[1]
        squares += float(((hours - hours.mean(axis=1, keepdims=True)) ** 2).sum()) * parts / (parts - 1)
        mass += float(hours.sum())
    return max(squares / mass, 1.0) if mass else 1.0
