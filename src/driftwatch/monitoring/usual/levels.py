"""Learns how sure the model usually is through the day, and how far that scatters over minutes, hours and days."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.usual.level_days import ComparedDays, compare_days
from driftwatch.monitoring.usual.level_fit import FIRST_DEVIATION, LEAST_CLIPPED, fitted, of_single_parts
from driftwatch.monitoring.usual.level_history import LevelHistory, busy_parts, timeline
from driftwatch.monitoring.usual.level_line import LevelLine, LineWindows
from driftwatch.monitoring.usual.level_power import smallest_drop
from driftwatch.monitoring.usual.level_usual import LevelScatter, LevelUsual
from driftwatch.monitoring.usual.scatter import GROWTH, TRUST, chance, daily_largest, rare, student_limit

Floats = NDArray[np.float64]

LEAST_OBJECTS: Final = 20.0
"""Objects without which a mean says something about them and nothing about the model."""
QUIET_OBJECTS: Final = 60.0
"""The same in hours in which next to nothing goes on: one odd visitor is many."""
_SPAN_DAYS = 28
_HIGHEST = 3.0


@dataclass(frozen=True, slots=True)
class _Care:
    """margin: times the farthest that was seen. rare: chance a day that windows of one length go farther than that."""

    margin: float
    rare: float


_MINUTES, _HOURS, _DAYS = _Care(1.3, 2e-4), _Care(1.4, 1e-4), _Care(1.1, 2e-3)
"""Over hours weather comes and goes, and goes far; whole days differ as by chance, and their Student's limit holds."""
_TWO_HOURS = 1 / 12
"""Of a day."""
_QUIET_TIMES = 2.0
_FEWEST_NIGHTS = 14
"""Days on which something went on in quiet hours, before those are judged: else it is one odd visitor."""
_ROOM = 1.8
_MOST_ROOM = 0.3
"""Parts may be off by that many of the least bars, and by that much at most, and count in full."""
_FITS = 3
ALIKE: Final = 2.5
"""Objects that come and go together, or are lost and found again, are fewer than they seem."""


def learn_level(history: LevelHistory, kinds: int) -> LevelUsual | None:
    """Learns from at least one day; None where nothing was detected."""
    rows = history.rows
    if not rows.counts.sum():
        return None
    days = compare_days(history, kinds)
    busy = busy_parts(history, kinds)
    line = LevelLine.of(history, days.weights, busy)
    windows = [line.windows(length) for length in history.windows]
    usual = _usual(history, days, windows, busy, LEAST_CLIPPED)
    for _ in range(_FITS):
        # A drop that clipped parts can never add up to would never be found.
        room = min(_ROOM * usual.least_bar(), _MOST_ROOM)
        if room <= usual.single.room:
            break
        usual = _usual(history, days, windows, busy, room)
    return replace(usual, smallest_drop=smallest_drop(history, days, line, windows, usual))


def _usual(
    history: LevelHistory, days: ComparedDays, windows: Sequence[LineWindows], busy: NDArray[np.bool_], room: float
) -> LevelUsual:
    """windows: of each length. busy: (K, B) parts. room: as in PartScatter."""
    rows, plain = history.rows, days.residuals()
    single = of_single_parts(plain, days.by_chance, days.weights, room)
    residuals = timeline(history, single.clipped(plain, days.by_chance))
    at_work = _scatter(history, windows, residuals, None)
    return LevelUsual(
        mean=float(rows.sums.sum() / rows.counts.sum()),
        windows=history.windows,
        low=days.low,
        high=days.high,
        busy=busy,
        together=rows.together,
        often=rows.often,
        single=single,
        variance=history.variance,
        at_work=at_work,
        quiet=_scatter(history, windows, residuals, at_work),
        full=np.array([one.full for one in windows]),
        caution=history.caution,
    )


def _scatter(
    history: LevelHistory, windows: Sequence[LineWindows], residuals: Floats, at_work: LevelScatter | None
) -> LevelScatter:
    """Of windows in busy hours, or, drawn towards twice the scatter of those (`at_work`), of the quiet ones."""
    quiet = at_work is not None
    parts = history.rows.counts.shape[1]
    count = len(history.windows)
    variance, share, limit, objects, needed, fallen, risen = (np.zeros(count) for _ in range(7))
    days = int((windows[0].weights.reshape(-1, parts) > 0).any(axis=1).sum())
    believed = (FIRST_DEVIATION**2, 1.0)
    for index, one in enumerate(windows):
        window, of_class, seen = one.length, one.of_class(quiet), one.objects
        objects[index] = float(np.median(seen[of_class])) if of_class.any() else 0.0
        at_night = _needed_at_night(of_class & (seen >= QUIET_OBJECTS), parts)
        needed[index] = at_night if quiet else _needed_at_work(history, window, objects[index])
        useful = of_class & (seen >= needed[index])
        distance = one.means(residuals)
        by_chance = history.variance / np.maximum(seen, 1.0)
        independent = float(useful.sum()) / window
        if at_work is not None:
            believed = (_QUIET_TIMES * float(at_work.variance[index]), float(at_work.chance[index]))
        variance[index], share[index] = fitted(distance[useful] ** 2, by_chance[useful], window, believed)
        believed = (variance[index] * GROWTH, share[index])
        # Windows of a few days are not as different from each other as those of many.
        freedom = max(int(TRUST + min(independent, 2.0 * days)), 3)
        sure = student_limit(chance(24 * window / parts), freedom)
        limit[index] = sure if at_work is None else at_work.limit[index]
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
    days = window / parts
    care = _DAYS if days >= 1 else _HOURS if days >= _TWO_HOURS else _MINUTES
    return max(care.margin * float(np.nanmax(largest)), float(rare(largest, care.rare, days)[0]))
