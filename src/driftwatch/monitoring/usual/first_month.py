"""The first month of a model version, kept for good: what a slow change is held against, since learning follows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.dates import dates
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.history import KEPT_DAYS, History
from driftwatch.monitoring.usual.kinds import Kinds
from driftwatch.monitoring.usual.month_level import MonthLevel, learn_month_level
from driftwatch.monitoring.usual.month_rows import MonthRows, month_rows, picture_of_days
from driftwatch.monitoring.usual.usual import Usual

Floats = NDArray[np.float64]

MONTH_DAYS: Final = 28
_FEWEST_DAYS = 14
"""Good days that make a month where alarms left no more in all the days that are kept."""
_SHARE_OF_A_DAY = 0.3


@dataclass(frozen=True, slots=True)
class FirstMonth:
    """The first good days of one model version, reduced to what slow changes are found by: some kilobytes."""

    first: int
    """Local day, counted from 1 January 1970, of the first day."""
    last: int
    """Of the last day."""
    days: int
    """Good days."""
    era: int
    """As in Day."""
    floor: float
    """Confidences below it were not counted."""
    of_group: tuple[int, ...]
    """As in Kinds: which kinds of day were alike."""
    darkest: tuple[float, ...]
    """The lowest brightness, contrast and sharpness of a day's picture, as logarithms, less the month's means."""
    brightest: tuple[float, ...]
    """The highest; both are empty where no pictures were measured."""
    levels: Mapping[str, MonthLevel] = field(default_factory=dict[str, MonthLevel])
    """Of each frequent label, and "" of all."""

    def is_of(self, today: Day) -> bool:
        """Whether today follows it, is counted as its days were, and the owner did not say that the present is usual.

        A month that lies ahead was named by a clock that was wrong.
        """
        return (self.era, self.floor) == (today.era, today.floor) and self.last < today.number

    @property
    def dates(self) -> str:
        """Of its first and last day, such as "3 to 30 March 2026"."""
        return dates(self.first, self.last)

    def kinds_of(self, days: Sequence[Day], week: WorkingWeek) -> NDArray[np.int64]:
        """(D,) the kind that each day is judged by, as the month knew them."""
        working, saturday, sunday = self.of_group
        kinds = Kinds((working, saturday, sunday), week=week)
        return np.array([kinds.of_day(day.number, day) for day in days], np.int64)


def own_days(history: History, today: Day) -> list[Day]:
    """Good days of today's model version since the owner last said what is usual, under today's floor."""
    return [
        day for day in history.good if day.model == today.model and day.era == today.era and day.floor == today.floor
    ]


def first_month(history: History, today: Day, usual: Usual) -> FirstMonth | None:
    """Of the first 28 good days, or of what alarms left of five weeks; None while there are fewer."""
    good = own_days(history, today)
    passed = sum(day.model == today.model and day.era == today.era for day in history.days)
    if len(good) < MONTH_DAYS and not (passed >= KEPT_DAYS and len(good) >= _FEWEST_DAYS):
        return None
    days = good[:MONTH_DAYS]
    kinds = np.array([usual.kinds.of_day(day.number, day) for day in days], np.int64)
    levels: dict[str, MonthLevel] = {}
    for label in ("", *usual.levels):
        level = learn_month_level(month_rows(days, label), kinds)
        if level is not None:
            levels[label] = level
    if "" not in levels:
        return None
    lowest, highest = _picture_range(levels[""], month_rows(days, ""), kinds)
    return FirstMonth(
        first=days[0].number,
        last=days[-1].number,
        days=len(days),
        era=today.era,
        floor=today.floor,
        of_group=usual.kinds.of_group,
        darkest=lowest,
        brightest=highest,
        levels=levels,
    )


def _picture_range(
    every: MonthLevel, rows: MonthRows, kinds: NDArray[np.int64]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """As FirstMonth has it, of days that hold as much as matters."""
    weights = every.weights(rows, kinds)
    picture = picture_of_days(rows.figures, weights, every.light.usual)
    known = ~np.isnan(picture).any(axis=1) & (weights.sum(axis=1) >= _SHARE_OF_A_DAY * every.weight)
    if not every.usual or not known.any():
        return (), ()
    lowest, highest = picture[known].min(axis=0), picture[known].max(axis=0)
    return tuple(lowest.tolist()), tuple(highest.tolist())
