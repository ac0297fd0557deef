"""How many detections an hour usually holds, of every label, and how far that scatters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.scatter import TRUST, chance, rolling, shrunk, student_limit

Floats = NDArray[np.float64]

WINDOWS: Final = (1, 2, 4, 8, 12, 24, 72)
"""Hours over which counts are added up before they are compared."""
LEAST_EXPECTED: Final = 8.0
"""Independent objects that must be expected before their absence means anything."""
_SPAN_DAYS = 28
_MARGIN, _LABEL_MARGIN = 1.25, 1.5
_HIGHEST = 3.0
_SPARSE = 6.0
_FIRST_SCATTER, _LEAST_SCATTER = 0.1, 0.0004


@dataclass(frozen=True, slots=True)
class CountHistory:
    """Hours of the days that were learned. counts, begun: (D, 24, S) detections, and objects that came to stay.
    base: (D, 24) what rates are per. frames: (D, 24). numbers, kinds: (D,) of the days.

    fano: variance over mean of the counts of five minutes, from within the hours: known from the first day on.
    """

    counts: Floats
    begun: Floats
    base: Floats
    frames: Floats
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    fano: float


@dataclass(frozen=True, slots=True)
class CountUsual:
    """What is usual of S series of counts.

    rate: (K, 24, S) counts a unit of the base. begun: (K, 24, S) objects a count. a_day: (K, S) counts.
    seen: (K, 24) days that each is from. together: counts that come together within minutes, as one object's.
    scatter: (W, S) variance of the ratio of seen to expected, of a window with endless objects.
    limit: (W, S) of the distance in deviations; fewest, most: (W, S) how far it went in the days learned, as a limit.
    """

    rate: Floats
    begun: Floats
    a_day: Floats
    seen: Floats
    together: float
    scatter: Floats
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
        tables = (self.scatter, self.limit, self.fewest, self.most)
        rates = (self.rate[:, :, series], self.begun[:, :, series], self.a_day[:, series])
        return CountUsual(*rates, self.seen, self.together, *(table[:, series] for table in tables))

    def objects(self, expected: Floats, begun: Floats, present: Floats) -> Floats:
        """Independent objects that expected counts tell of: those there at the beginning and those that come."""
        return np.minimum(expected / self.together, present + begun)


def distance(objects: Floats, expected: Floats, scatter: Floats) -> Floats:
    """In standard deviations, of counts whose variance is their mean plus `scatter` times its square.

    The transform makes the variance 1 whatever the mean: a square root where objects come by chance, a logarithm
    where a whole day is busier (Anscombe 1948).
    """
    wide = np.sqrt(np.maximum(scatter, 1e-6))
    return (np.arcsinh(wide * np.sqrt(objects + 0.375)) - np.arcsinh(wide * np.sqrt(expected + 0.375))) * 2 / wide


def learn_counts(history: CountHistory, kinds: int) -> CountUsual:
    """Learns from at least one day."""
    rate, seen = _rates(history, kinds)
    begun_rate = _begun(history, kinds)
    left_out, active = _left_out(history, kinds)
    series = history.counts.shape[2]
    counts, expected = _timeline(history, history.counts * active[:, :, None]), _timeline(history, left_out)
    come = _timeline(history, left_out * begun_rate[history.kinds])
    frames = history.frames[:, :, None]
    present = _timeline(history, np.divide(left_out, frames, out=np.zeros_like(left_out), where=frames > 0))
    hours = counts.shape[0]
    recent = np.zeros(hours, np.bool_)
    recent[-_SPAN_DAYS * HOURS_A_DAY :] = True
    shape = (len(WINDOWS), series)
    scatter, limit, fewest, most = (np.zeros(shape) for _ in range(4))
    together = max(history.fano, 1.0)
    guess = np.full(series, _FIRST_SCATTER)
    for index, window in enumerate(WINDOWS):
        wanted = rolling(expected, window)
        mean = np.minimum(wanted / together, at_start(present, window) + rolling(come, window))
        total = np.divide(rolling(counts, window) * mean, wanted, out=np.zeros_like(mean), where=wanted > 0)
        mass = (mean**2).sum(axis=0)
        excess = ((total - mean) ** 2 - mean).sum(axis=0)
        square = np.divide(excess, mass, out=np.zeros(series), where=mass > 0)
        independent = _independent(expected, int(active.any(axis=1).sum()), window)
        first = guess if index else np.where(independent > TRUST, square, guess)
        scatter[index] = np.maximum(shrunk(square, independent, first), _LEAST_SCATTER)
        guess = scatter[index] * math.sqrt(window / WINDOWS[min(index + 1, len(WINDOWS) - 1)])
        freedom = np.minimum(TRUST + independent, 200).astype(int)
        limit[index] = [student_limit(chance(window, series), max(int(f), 3)) for f in freedom]
        standard = distance(total, mean, scatter[index])
        telling = (mean >= LEAST_EXPECTED) & recent[:, None]
        fewest[index] = np.where(telling, -standard, 0.0).max(axis=0, initial=0.0)
        most[index] = np.where(telling, standard, 0.0).max(axis=0, initial=0.0)
    bound = _HIGHEST * limit
    margin = np.array([_MARGIN] + [_LABEL_MARGIN] * (series - 1)) if series else np.zeros(0)
    return CountUsual(
        rate,
        begun_rate,
        _a_day(history, kinds),
        seen,
        together,
        scatter,
        limit,
        np.minimum(margin * fewest, bound),
        np.minimum(margin * most, bound),
    )


def _independent(expected: Floats, days: int, window: int) -> Floats:
    """(S,) how many windows of `window` hours of (T, S) expected counts tell of scatter independently of each other."""
    squares = (expected**2).sum(axis=0)
    hours = np.divide(expected.sum(axis=0) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)
    whole_days = days * HOURS_A_DAY / window
    return (
        np.minimum(hours, whole_days) if window >= HOURS_A_DAY else np.maximum(hours / window, np.minimum(hours, days))
    )


def _rates(history: CountHistory, kinds: int) -> tuple[Floats, Floats]:
    series = history.counts.shape[2]
    rate, seen = np.zeros((kinds, HOURS_A_DAY, series)), np.zeros((kinds, HOURS_A_DAY))
    for kind in range(kinds):
        of_kind = history.kinds == kind
        if of_kind.any():
            counts, frames = history.counts[of_kind].sum(axis=0), history.base[of_kind].sum(axis=0)
            counts, frames_of = _smoothed(counts, frames, int(of_kind.sum()))
            rate[kind] = np.divide(counts, frames_of, out=np.zeros_like(counts), where=frames_of > 0)
            seen[kind] = (history.base[of_kind] > 0).sum(axis=0)
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


def _a_day(history: CountHistory, kinds: int) -> Floats:
    """(K, S) counts of a day as it usually is."""
    days = history.counts.sum(axis=1)
    result = np.zeros((kinds, days.shape[1]))
    for kind in range(kinds):
        of_kind = history.kinds == kind
        if of_kind.any():
            result[kind] = np.median(days[of_kind], axis=0)
    return result


def _begun(history: CountHistory, kinds: int) -> Floats:
    """(K, 24, S) objects that come to stay, a count; of all hours where an hour has next to nothing."""
    result = np.zeros((kinds, *history.counts.shape[1:]))
    counts, begun = history.counts.sum(axis=(0, 1)), history.begun.sum(axis=(0, 1))
    overall = np.divide(begun, counts, out=np.zeros_like(counts), where=counts > 0)
    for kind in range(kinds):
        of_kind = history.kinds == kind
        counts, begun = history.counts[of_kind].sum(axis=0), history.begun[of_kind].sum(axis=0)
        # Drawn towards the whole, as if that were a hundred counts.
        result[kind] = (begun + 100 * overall) / (counts + 100)
    return result


def at_start(values: Floats, window: int) -> Floats:
    """(T, S) `values` at the beginning of the window up to each entry."""
    result = np.zeros_like(values)
    result[window - 1 :] = values[: max(len(values) - window + 1, 0)]
    return result


def _left_out(history: CountHistory, kinds: int) -> tuple[Floats, Floats]:
    """(D, 24, S) what the other days of its kind make one expect of each day, and (D, 24) where there are such."""
    expected = np.zeros_like(history.counts)
    active = np.zeros_like(history.base)
    for kind in range(kinds):
        of_kind = np.flatnonzero(history.kinds == kind)
        if len(of_kind) < 2:
            continue
        counts, frames = history.counts[of_kind], history.base[of_kind]
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
    return line.reshape(len(line) * HOURS_A_DAY, values.shape[2])


def within_hours_fano(blocks: Sequence[Floats]) -> float:
    """Variance over mean of (288,) detections of five minutes about the mean of their hour, over all days."""
    squares = mass = 0.0
    for day in blocks:
        hours = day.reshape(HOURS_A_DAY, -1)
        parts = hours.shape[1]
        squares += float(((hours - hours.mean(axis=1, keepdims=True)) ** 2).sum()) * parts / (parts - 1)
        mass += float(hours.sum())
    return max(squares / mass, 1.0) if mass else 1.0
