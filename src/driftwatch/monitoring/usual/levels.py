"""How sure the model usually is through the day, and how far that scatters over minutes, hours and days."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.usual.level_history import (
    LevelHistory,
    busy_parts,
    day_profile,
    days_like,
    timeline,
    weight,
)
from driftwatch.monitoring.usual.scatter import GROWTH, TRUST, chance, daily_largest, rare, rolling, student_limit

Floats = NDArray[np.float64]

LEAST_OBJECTS: Final = 20.0
"""Objects without which a mean says something about them and nothing about the model."""
QUIET_OBJECTS: Final = 60.0
"""The same in hours in which next to nothing goes on: one odd visitor is many."""
_SPAN_DAYS = 28
_MARGIN = 1.35
_HIGHEST = 3.0
_RARE = 5e-4
"""Chance a day that windows of one length go farther than their limit."""
_CAUTION = 1.1
_LOOKS = 5.0
_QUIET_TIMES = 2.0
_FEWEST_NIGHTS = 14
"""Days on which something went on in quiet hours, before those are judged: else it is one odd visitor."""
_LONG_MINUTES = MINUTES_A_DAY
_LEAST_DEVIATION = 0.002
_FIRST_DEVIATION = 0.03
ALIKE: Final = 2.5
"""Objects that come and go together, or are lost and found again, are fewer than they seem."""


@dataclass(frozen=True, slots=True)
class LevelScatter:
    """How windows of each length scattered. (W,) each.

    variance: of a window with endless objects. chance: how much of the variance of single objects a window really
    has, 1 where others come all the time, next to nothing where the same ones stay.
    limit: of the distance in deviations; fallen, risen: how far it went in the days learned, as a limit.
    objects: of a window as it usually is where anything is seen. needed: objects without which a window is not judged;
    where few are all there is, time makes up for them.
    """

    variance: Floats
    chance: Floats
    limit: Floats
    fallen: Floats
    risen: Floats
    objects: Floats
    needed: Floats


@dataclass(frozen=True, slots=True)
class LevelUsual:
    """What mean confidence is usual at each time of day.

    mean: of all that was learned. low, high: (K, B) ends of what the mean confidence of a part may be at its time of
    day: the profile within an hour of it.

    busy: (K, B) parts in which as much goes on as in a tenth of the busiest, at least. variance: of single objects'
    confidences. at_work, quiet: how windows scattered whose parts are mostly busy ones, or not.
    hidden: half the width between low and high, as it usually is.
    """

    mean: float
    windows: tuple[int, ...]
    low: Floats
    high: Floats
    busy: NDArray[np.bool_]
    together: float
    variance: float
    at_work: LevelScatter
    quiet: LevelScatter
    hidden: float

    def error(self, scatter: LevelScatter, window: int, objects: float) -> float:
        """Standard deviation of the mean of a window of this length with this many independent objects."""
        single = scatter.chance[window] * self.variance
        return float(np.sqrt(scatter.variance[window] + single / max(objects, 1.0)))

    @property
    def detectable_in_a_day(self) -> float:
        """The smallest lasting drop that windows of a day and less find."""
        parts = self.low.shape[1]
        return min(self._detectable(index) for index, window in enumerate(self.windows) if window <= parts)

    def _detectable(self, window: int) -> float:
        """The smallest lasting drop that a usual window of this length finds."""
        scatter = self.at_work
        if scatter.objects[window] < scatter.needed[window]:
            return 1.0
        bar = max(scatter.limit[window], scatter.fallen[window])
        return self.hidden + float(bar * self.error(scatter, window, float(scatter.objects[window])))


def learn_level(history: LevelHistory, kinds: int) -> LevelUsual | None:
    """Learns from at least one day; None where nothing was detected."""
    rows = history.rows
    if not rows.counts.sum():
        return None
    parts = rows.counts.shape[1]
    values, weights = rows.means, weight(rows)
    low, high = np.empty((kinds, parts)), np.empty((kinds, parts))
    residuals, active = np.zeros_like(values), np.zeros(values.shape, np.bool_)
    for kind in range(kinds):
        own = days_like(history, kind)
        low[kind], high[kind] = day_profile(values[own], weights[own])
        for day in np.flatnonzero(history.kinds == kind):
            others = own[own != day]
            if len(others) and weights[others].sum():
                bottom, top = day_profile(values[others], weights[others])
                residuals[day] = np.maximum(values[day] - top, 0) + np.minimum(values[day] - bottom, 0)
                active[day] = rows.counts[day] > 0
    width = (high - low)[history.kinds]
    hidden = float((width * weights).sum() / max(weights.sum(), 1e-12)) / 2
    return _usual(history, residuals, weights * active, _Profile(low, high, hidden, busy_parts(history, kinds)))


@dataclass(frozen=True, slots=True)
class _Profile:
    low: Floats
    high: Floats
    hidden: float
    busy: NDArray[np.bool_]


def _usual(history: LevelHistory, residuals: Floats, weights: Floats, profile: _Profile) -> LevelUsual:
    rows = history.rows
    lines = _Lines(
        residuals=timeline(history, residuals * weights),
        weights=timeline(history, weights),
        busy=timeline(history, weights * profile.busy[history.kinds]),
        begun=timeline(history, rows.begun * (weights > 0)),
        most=timeline(history, rows.counts / rows.together * (weights > 0)),
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
        variance=history.variance,
        at_work=at_work,
        quiet=_scatter(history, lines, at_work),
        hidden=profile.hidden,
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """(T,) each, in the order of time. busy: weights of busy parts. most: independent objects there can be."""

    residuals: Floats
    weights: Floats
    busy: Floats
    begun: Floats
    most: Floats
    present: Floats


def _scatter(history: LevelHistory, lines: _Lines, at_work: LevelScatter | None) -> LevelScatter:
    """Of windows in busy hours, or, drawn towards twice the scatter of those (`at_work`), of the quiet ones."""
    quiet = at_work is not None
    parts = history.rows.counts.shape[1]
    count = len(history.windows)
    variance, share, limit, objects, needed, fallen, risen = (np.zeros(count) for _ in range(7))
    guess = _FIRST_DEVIATION**2
    for index, window in enumerate(history.windows):
        carried = rolling(lines.weights, window)
        seen = _at_start(lines.present, window) + rolling(lines.begun, window)
        seen = np.minimum(seen, rolling(lines.most, window))
        of_class = (carried > 0) & ((rolling(lines.busy, window) < carried / 2) == quiet)
        objects[index] = float(np.median(seen[of_class])) if of_class.any() else 0.0
        needed[index] = QUIET_OBJECTS if quiet else LEAST_OBJECTS
        if not quiet and window * MINUTES_A_DAY >= _LONG_MINUTES * parts:
            needed[index] = min(LEAST_OBJECTS, max(objects[index], 1.0))
        useful = of_class & (seen >= needed[index])
        if quiet and _days(useful, parts) < _FEWEST_NIGHTS:
            needed[index] = math.inf
        distance = np.divide(rolling(lines.residuals, window), carried, out=np.zeros_like(carried), where=carried > 0)
        mass = np.where(useful, carried, 0.0)
        by_chance = history.variance / np.maximum(seen, 1.0)
        beyond = distance**2 - by_chance
        square = float((beyond * mass).sum() / mass.sum()) if mass.sum() else 0.0
        independent = float(useful.sum()) / window
        squared, wanted = float((distance**2 * mass).sum()), float((by_chance * mass).sum())
        smaller = min(squared / wanted, 1.0) if wanted > 0 else 1.0
        share[index] = (TRUST + independent * smaller) / (TRUST + independent)
        first = guess if index else (max(square, 0.0) if useful.any() else guess)
        first = first if at_work is None else _QUIET_TIMES * float(at_work.variance[index])
        variance[index] = max((TRUST * first + independent * square) / (TRUST + independent), _LEAST_DEVIATION**2)
        guess = variance[index] * GROWTH
        freedom = max(int(min(TRUST + independent, 200)), 3)
        sure = student_limit(chance(24 * window / parts) / _LOOKS, freedom)
        limit[index] = _CAUTION * sure if at_work is None else at_work.limit[index]
        error = np.sqrt(variance[index] + share[index] * by_chance)
        standard = (distance / error)[-_SPAN_DAYS * parts :, None]
        fallen[index], risen[index] = (
            min(_farthest(sign * standard, useful[-_SPAN_DAYS * parts :, None], parts, window), _HIGHEST * limit[index])
            for sign in (-1, 1)
        )
    return LevelScatter(variance, share, limit, fallen, risen, objects, needed)


def _days(useful: NDArray[np.bool_], parts: int) -> int:
    """On how many days anything is useful."""
    return int(useful.reshape(-1, parts).any(axis=1).sum())


def _farthest(distances: Floats, useful: NDArray[np.bool_], parts: int, window: int) -> float:
    """What windows of (T, 1) `distances` will not pass, by the largest of each day so far."""
    largest = daily_largest(distances, useful, parts)
    if np.isnan(largest).all():
        return 0.0
    return max(_MARGIN * float(np.nanmax(largest)), float(rare(largest, _RARE, window / parts)[0]))


def _at_start(present: Floats, window: int) -> Floats:
    """(T,) `present` at the beginning of the window up to each part."""
    return np.concatenate([np.zeros(min(window - 1, len(present))), present[: max(len(present) - window + 1, 0)]])
