"""Learns how sure the model usually is through the day, and how far that scatters over minutes, hours and days."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.usual.level_fit import FIRST_DEVIATION, LEAST_CLIPPED, clipped, fitted, of_single_parts
from driftwatch.monitoring.usual.level_history import (
    LevelHistory,
    busy_parts,
    days_like,
    profile,
    profiles,
    timeline,
    weight,
)
from driftwatch.monitoring.usual.level_power import Trial, detectable_in_a_day
from driftwatch.monitoring.usual.level_usual import LEAST_SHIFT, LevelScatter, LevelUsual
from driftwatch.monitoring.usual.scatter import GROWTH, TRUST, chance, daily_largest, rare, rolling, student_limit

Floats = NDArray[np.float64]

LEAST_OBJECTS: Final = 20.0
"""Objects without which a mean says something about them and nothing about the model."""
QUIET_OBJECTS: Final = 60.0
"""The same in hours in which next to nothing goes on: one odd visitor is many."""
_SPAN_DAYS = 28
_MARGIN = 1.3
_HIGHEST = 3.0
_RARE = 5e-4
_LONG_RARE = 1e-3
"""Chance a day that windows of one length go farther than their limit."""
_CAUTION = 1.1
_LOOKS = 5.0
_LONG_LOOKS = 1.0
_QUIET_TIMES = 2.0
_FEWEST_NIGHTS = 14
"""Days on which something went on in quiet hours, before those are judged: else it is one odd visitor."""
ALIKE: Final = 2.5
"""Objects that come and go together, or are lost and found again, are fewer than they seem."""


def learn_level(history: LevelHistory, kinds: int) -> LevelUsual | None:
    """Learns from at least one day; None where nothing was detected."""
    rows = history.rows
    if not rows.counts.sum():
        return None
    parts = rows.counts.shape[1]
    values, weights = rows.means, weight(rows)
    low, high = np.empty((kinds, parts)), np.empty((kinds, parts))
    residuals, active = np.zeros_like(values), np.zeros(values.shape, np.bool_)
    bottom_, top_ = np.zeros_like(values), np.ones_like(values)
    for kind in range(kinds):
        own = days_like(history, kind)
        low[kind], high[kind] = profile(values[own], weights[own])
        of_kind = np.flatnonzero(history.kinds == kind)
        if len(own) < 2 or not len(of_kind):
            continue
        bottom, top = (side[np.searchsorted(own, of_kind)] for side in profiles(values[own], weights[own]))
        bottom_[of_kind], top_[of_kind] = bottom, top
        residuals[of_kind] = np.maximum(values[of_kind] - top, 0) + np.minimum(values[of_kind] - bottom, 0)
        others = weights[own].sum() - weights[of_kind].sum(axis=1)
        active[of_kind] = (rows.counts[of_kind] > 0) & (others > 1e-9)[:, None]
    by_chance = history.variance / np.maximum(rows.objects, 1.0)
    width = (high - low)[history.kinds]
    hidden = float((width * weights).sum() / max(weights.sum(), 1e-12)) / 2
    plain = residuals
    least = LEAST_CLIPPED
    for _ in range(3):
        single = of_single_parts(plain, by_chance, weights * active, least)
        residuals = clipped(plain, by_chance, single, least)
        prof = _Profile(low, high, hidden, busy_parts(history, kinds), single)
        usual = replace(_usual(history, residuals, weights * active, prof), least=least)
        far = 1.5 * usual.detectable_in_a_day
        if far <= least:
            break
        least = min(far, 0.3)

    def moved(drop: float) -> Floats:
        away = np.maximum(values - drop - top_, 0) + np.minimum(values - drop - bottom_, 0)
        return timeline(history, clipped(away, by_chance, usual.single, usual.least))

    return _with_power(history, usual, moved, weights * active)


def _with_power(history, usual, moved, weights):
    rows = history.rows
    parts = rows.counts.shape[1]
    busy = timeline(history, weights * usual.busy[history.kinds])
    line = timeline(history, weights)
    begun=timeline(history, rows.begun * (weights > 0))
    counts=timeline(history, rows.counts * (weights > 0))
    present=timeline(history, rows.present)
    windows = tuple(w for w in usual.windows if w <= parts)
    bars = []
    for index, window in enumerate(windows):
        carried = rolling(line, window)
        seen = rows.seen(_at_start(present, window), rolling(begun, window), rolling(counts, window))
        quiet = rolling(busy, window) < carried / 2
        bar = np.full(len(line), np.inf)
        for scatter, of_class in ((usual.at_work, ~quiet), (usual.quiet, quiet)):
            ok = (carried > 0) & of_class & (seen >= scatter.needed[index])
            error = np.sqrt(scatter.variance[index] + scatter.chance[index] * usual.variance / np.maximum(seen, 1.0))
            b = (1.5 if parts == 24 else 1.0) * np.maximum(max(scatter.limit[index], scatter.fallen[index]) * error, LEAST_SHIFT)
            bar = np.where(ok, b, bar)
        bars.append(bar)
    working = timeline(history, np.repeat((history.kinds == 0)[:, None], parts, 1).astype(float)) > 0
    nxt = np.concatenate([working[parts:], np.zeros(min(parts, len(working)), bool)])
    starts = (busy > 0) & working & nxt
    trial = Trial(moved, line, windows, np.array(bars), starts, parts)
    return replace(usual, detectable=detectable_in_a_day(trial), old=usual.detectable_in_a_day)


@dataclass(frozen=True, slots=True)
class _Profile:
    low: Floats
    high: Floats
    hidden: float
    busy: NDArray[np.bool_]
    single: tuple[float, float]


def _usual(history: LevelHistory, residuals: Floats, weights: Floats, profile: _Profile) -> LevelUsual:
    rows = history.rows
    lines = _Lines(
        residuals=timeline(history, residuals * weights),
        weights=timeline(history, weights),
        busy=timeline(history, weights * profile.busy[history.kinds]),
        begun=timeline(history, rows.begun * (weights > 0)),
        counts=timeline(history, rows.counts * (weights > 0)),
        present=timeline(history, rows.present),
    )
    at_work = _scatter(history, lines, None)
    return LevelUsual(
        mean=float(rows.sums.sum() / rows.counts.sum()),
        windows=history.windows,
        low=profile.low,
        high=profile.high,
        busy=profile.busy,
        together=rows.together,
        often=rows.often,
        single=profile.single,
        variance=history.variance,
        at_work=at_work,
        quiet=_scatter(history, lines, at_work),
        hidden=profile.hidden,
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """(T,) each, in the order of time. busy: weights of busy parts."""

    residuals: Floats
    weights: Floats
    busy: Floats
    begun: Floats
    counts: Floats
    present: Floats


def _scatter(history: LevelHistory, lines: _Lines, at_work: LevelScatter | None) -> LevelScatter:
    """Of windows in busy hours, or, drawn towards twice the scatter of those (`at_work`), of the quiet ones."""
    quiet = at_work is not None
    parts = history.rows.counts.shape[1]
    count = len(history.windows)
    variance, share, limit, objects, needed, fallen, risen = (np.zeros(count) for _ in range(7))
    days = int((lines.weights.reshape(-1, parts) > 0).any(axis=1).sum())
    believed = (FIRST_DEVIATION**2, 1.0)
    for index, window in enumerate(history.windows):
        carried = rolling(lines.weights, window)
        present = _at_start(lines.present, window)
        seen = history.rows.seen(present, rolling(lines.begun, window), rolling(lines.counts, window))
        of_class = (carried > 0) & ((rolling(lines.busy, window) < carried / 2) == quiet)
        objects[index] = float(np.median(seen[of_class])) if of_class.any() else 0.0
        at_night = _needed_at_night(of_class & (seen >= QUIET_OBJECTS), parts)
        needed[index] = at_night if quiet else _needed_at_work(history, window, objects[index])
        useful = of_class & (seen >= needed[index])
        distance = np.divide(rolling(lines.residuals, window), carried, out=np.zeros_like(carried), where=carried > 0)
        by_chance = history.variance / np.maximum(seen, 1.0)
        independent = float(useful.sum()) / window
        if at_work is not None:
            believed = (_QUIET_TIMES * float(at_work.variance[index]), float(at_work.chance[index]))
        variance[index], share[index] = fitted(distance[useful] ** 2, by_chance[useful], window, believed)
        believed = (variance[index] * GROWTH, share[index])
        # Windows of a few days are not as different from each other as those of many.
        freedom = max(int(TRUST + min(independent, 2.0 * days)), 3)
        looks = _LOOKS if window < parts else _LONG_LOOKS
        sure = student_limit(chance(24 * window / parts) / looks, freedom)
        limit[index] = _CAUTION * sure if at_work is None else at_work.limit[index]
        error = np.sqrt(variance[index] + share[index] * by_chance)
        standard = (distance / error)[-_SPAN_DAYS * parts :, None]
        fallen[index], risen[index] = (
            min(_farthest(sign * standard, useful[-_SPAN_DAYS * parts :, None], parts, window), _HIGHEST * limit[index])
            for sign in (-1, 1)
        )
    return LevelScatter(variance, share, limit, fallen, risen, objects, needed)


def _needed_at_work(history: LevelHistory, window: int, usual: float) -> float:
    """Objects without which a window is not judged; usual: that such windows have."""
    minutes = window * MINUTES_A_DAY // history.rows.counts.shape[1]
    return LEAST_OBJECTS if minutes < history.long_minutes else min(LEAST_OBJECTS, max(usual, 1.0))


def _needed_at_night(enough: NDArray[np.bool_], parts: int) -> float:
    """The same in quiet hours; never enough where too few days had windows with enough of them."""
    nights = int(enough.reshape(-1, parts).any(axis=1).sum())
    return QUIET_OBJECTS if nights >= _FEWEST_NIGHTS else math.inf


def _farthest(distances: Floats, useful: NDArray[np.bool_], parts: int, window: int) -> float:
    """What windows of (T, 1) `distances` will not pass, by the largest of each day so far."""
    largest = daily_largest(distances, useful, parts)
    if np.isnan(largest).all():
        return 0.0
    return max(
        _MARGIN * float(np.nanmax(largest)),
        float(rare(largest, _RARE if window < parts else _LONG_RARE, window / parts)[0]),
    )


def _at_start(present: Floats, window: int) -> Floats:
    """(T,) `present` at the beginning of the window up to each part."""
    return np.concatenate([np.zeros(min(window - 1, len(present))), present[: max(len(present) - window + 1, 0)]])
