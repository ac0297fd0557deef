"""Holds the last good days against the first month: has the model slowly become less sure, or more?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.first_month import FirstMonth
from driftwatch.monitoring.usual.month_level import RECENT_DAYS, DayScatter, DaysOff, MonthLevel, evidence
from driftwatch.monitoring.usual.month_rows import month_rows, picture_of_days
from driftwatch.monitoring.usual.scatter import student_limit

Floats = NDArray[np.float64]

LEAST_SHIFT: Final = 0.03
"""Of the mean confidence; a slow change by less is never said."""
_CHANCE = 5e-5
"""Of passing the limit on one side, of one label in one night, although nothing is wrong."""
_TIMES_FARTHEST = 1.25
_LABEL_CAUTION = 1.5
"""Many labels are looked at, and what is seen of one changes more than the whole."""
_LEAST_EVIDENCE = 0.3 * RECENT_DAYS
"""Usual days that the last ones must be worth."""
_LEAST_BACK = 2.0
"""Usual days that show that a change is over, and how many deviations from it they must lie."""
_SURELY = 3.0
_MOST_UNSEEN = 0.2
_PICTURE_MARGIN = 0.05
"""Of brightness, contrast and sharpness, as logarithms, beyond what single days of the month had."""


@dataclass(frozen=True, slots=True)
class SlowShift:
    """What the last days say, of one label or of all."""

    label: str = ""
    """"" for all."""
    distance: float = 0.0
    """Mean confidence of the last days less that of the same hours of the month; what the light explains counts in it
    only where `is_explained` is set.
    """
    now: float = 0.0
    """Mean confidence of the last days."""
    days: int = 0
    """Good days that were compared."""
    since: int = 0
    """The first of them, a local day counted from 1 January 1970."""
    score: float = 0.0
    """Above 1 it is a change."""
    is_clear: bool = False
    """Whether the picture was measured, is as it was in the month and does not explain it: that is an alarm."""
    is_explained: bool = False
    """Whether the light explains so much of it that no change is left."""
    picture: tuple[float, ...] = ()
    """How far brightness, contrast and sharpness lie from the month's, as logarithms; empty where not measured."""
    left: tuple[bool, ...] = ()
    """Which of them lie beyond what single days of the month had."""
    labels: tuple[str, ...] = ()
    """Those that changed likewise, the surest first."""

    @property
    def is_found(self) -> bool:
        return self.score > 1

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """The highest is said: alarms before warnings, all labels together before one of them."""
        return self.is_found and self.is_clear, self.is_found and not self.label, self.score


def slow_shift(month: FirstMonth, days: Sequence[Day], week: WorkingWeek) -> SlowShift | None:
    """What is to be said of `days`, at least one; None where they hold too little."""
    kinds = month.kinds_of(days, week)
    plain = _in_this_picture(SlowShift(days=len(days), since=days[0].number), month, days, kinds)
    shifts: list[SlowShift] = []
    for label, level in month.levels.items():
        rows = month_rows(days, label, level.often)
        counts = rows.rows.counts.sum()
        now = float(rows.rows.sums.sum() / counts) if counts else 0.0
        shifts += _of_level(level, level.days_off(rows, kinds), replace(plain, label=label, now=now))
    if not shifts:
        return None
    best = max(shifts, key=lambda shift: shift.rank)
    like = [one for one in shifts if one.label and one.is_found and one.distance * best.distance > 0]
    like.sort(key=lambda one: (not one.is_clear, -one.score))
    return replace(best, labels=tuple(dict.fromkeys(one.label for one in like)))


def is_back(month: FirstMonth, days: Sequence[Day], week: WorkingWeek, found: SlowShift) -> bool:
    """Whether `days`, at least one, lie nearer to the month than to what was found, beyond doubt."""
    level = month.levels.get(found.label)
    if level is None:
        return True
    off = level.days_off(month_rows(days, found.label, level.often), month.kinds_of(days, week))
    scatter, values = (level.plain, off.plain) if found.is_explained else (level.lit, off.lit)
    distance, worth = _distance(level, scatter, values, off)
    nearer = abs(distance) < abs(found.distance) / 2 or distance * found.distance < 0
    return worth >= _LEAST_BACK and nearer and abs(distance - found.distance) > _SURELY * scatter.error(worth)


def _of_level(level: MonthLevel, off: DaysOff, shift: SlowShift) -> Iterator[SlowShift]:
    """With what the light explains taken out, and, where that makes a difference, as it is."""
    total = float(off.weights.sum())
    if total < _LEAST_EVIDENCE * level.weight:
        return
    unseen = float((off.weights * off.unseen).sum()) / total
    is_as_it_was = bool(shift.picture) and not any(shift.left) and unseen <= _MOST_UNSEEN
    for scatter, values, is_explained in ((level.lit, off.lit, False), (level.plain, off.plain, True)):
        if is_explained and not level.is_explained:
            return
        distance, worth = _distance(level, scatter, values, off)
        limit = student_limit(_CHANCE, scatter.freedom) * scatter.error(worth)
        least = max(limit, LEAST_SHIFT, _TIMES_FARTHEST * scatter.farthest) * (_LABEL_CAUTION if shift.label else 1.0)
        clear = is_as_it_was and not is_explained
        yield replace(shift, distance=distance, score=abs(distance) / least, is_clear=clear, is_explained=is_explained)


def _distance(level: MonthLevel, scatter: DayScatter, values: Floats, off: DaysOff) -> tuple[float, float]:
    """How far days lie off on average, and how many usual days they are worth."""
    total = float(off.weights.sum())
    distance = float((off.weights * values).sum()) / total - scatter.middle if total else 0.0
    return distance, evidence(off.weights / level.weight)


def _in_this_picture(plain: SlowShift, month: FirstMonth, days: Sequence[Day], kinds: NDArray[np.int64]) -> SlowShift:
    every = month.levels[""]
    rows = month_rows(days, "", every.often)
    hours = every.weights(rows, kinds)
    measured = picture_of_days(rows.figures, hours, every.light.usual)
    known = ~np.isnan(measured).any(axis=1)
    weights = hours.sum(axis=1)[known]
    if not month.darkest or not weights.any():
        return plain
    away = (weights[:, None] * measured[known]).sum(axis=0) / weights.sum()
    low, high = np.array(month.darkest) - _PICTURE_MARGIN, np.array(month.brightest) + _PICTURE_MARGIN
    return replace(plain, picture=tuple(away.tolist()), left=tuple(((away < low) | (away > high)).tolist()))
