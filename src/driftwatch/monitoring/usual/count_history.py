"""What counts are learned from: hours of days, and what the days alike make one expect of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY

Floats = NDArray[np.float64]

_SPARSE = 6.0


@dataclass(frozen=True, slots=True)
class CountHistory:
    """Hours of the days that were learned."""

    counts: Floats
    """(D, 24, S) detections, or objects that came."""
    begun: Floats
    """(D, 24, S) objects that came."""
    base: Floats
    """(D, 24) what rates are per."""
    frames: Floats
    """(D, 24)."""
    numbers: NDArray[np.int64]
    """(D,) of the days."""
    kinds: NDArray[np.int64]
    """(D,) of the days."""
    fano: float
    """Variance over mean of the counts of five minutes, from within the hours: known from the first day on."""
    totals: int = 0
    """Series at the front that are sums of others."""


def independent_windows(expected: Floats, days: int, window: int) -> Floats:
    """(S,) how many windows of `window` hours of (T, S) expected counts measure scatter independently of each other."""
    squares = (expected**2).sum(axis=0)
    hours = np.divide(expected.sum(axis=0) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)
    whole_days = days * HOURS_A_DAY / window
    return (
        np.minimum(hours, whole_days) if window >= HOURS_A_DAY else np.maximum(hours / window, np.minimum(hours, days))
    )


def rates(history: CountHistory, kinds: int) -> tuple[Floats, Floats]:
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


def usual_days(history: CountHistory, kinds: int) -> Floats:
    """(K, S) counts of a day as it usually is."""
    days = history.counts.sum(axis=1)
    result = np.zeros((kinds, days.shape[1]))
    for kind in range(kinds):
        of_kind = history.kinds == kind
        if of_kind.any():
            result[kind] = np.median(days[of_kind], axis=0)
    return result


def begun_rates(history: CountHistory, kinds: int) -> Floats:
    """(K, 24, S) objects that come, a count; of all hours where an hour has next to nothing."""
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


def left_out(history: CountHistory, kinds: int) -> tuple[Floats, Floats]:
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


def timeline(history: CountHistory, values: Floats) -> Floats:
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
