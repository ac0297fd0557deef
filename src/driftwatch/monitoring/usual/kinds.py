"""Kinds of day: working days, Saturdays and Sundays are judged by their like, unless they are alike."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.usual.day import Day, by_hour

WORKING, SATURDAY, SUNDAY = range(3)
"""Groups of days as WorkingWeek gives them; the last two are the days of rest, whichever they are."""
FEW_DAYS_OFF: Final = 4
"""Days of a kind that are no working days which must be known before what is not gross is judged on such a day."""
FEWEST_DAYS: Final = 2
"""Of a kind of day, before anything is judged by them: what one of them held is no measure of the next."""
KINDS: Final = 3
CLOSED_SHARE: Final = 0.12
"""Of what days of its kind hold: a day with less was a closed one."""
_CLOSED_LEAST = 3.0
_LEAST_RATIO = 0.22
_LEAST_DISTANCE = 0.08


@dataclass(frozen=True, slots=True)
class Kinds:
    """of_group: the kind that working days, Saturdays and Sundays are judged by; equal ones are one kind.

    closed: numbers of days on which next to nothing was seen, of what their kind usually holds or at all. week: which
    days people work on.
    """

    of_group: tuple[int, int, int] = (WORKING, SATURDAY, SUNDAY)
    closed: frozenset[int] = frozenset()
    week: WorkingWeek = field(default_factory=WorkingWeek)

    def of(self, day: int) -> int:
        return self.of_group[self.week.group(day)]

    def of_day(self, number: int, day: Day | None) -> int:
        """The kind that a day is judged by: what it turned out to be like, else what the calendar says."""
        return self.of(number) if day is None or day.like < 0 else self.of_group[day.like]

    def words(self, kind: int) -> str:
        """The days of a kind in words, such as "Saturdays and Sundays"."""
        names = [self.week.names[group] for group in range(KINDS) if self.of_group[group] == kind]
        return "all days" if len(names) == KINDS else " and ".join(names)


def learn_kinds(days: Sequence[Day], week: WorkingWeek | None = None) -> Kinds:
    """Finds out which weekdays are alike in how much is seen and when, and which days were closed ones."""
    week = week or WorkingWeek()
    groups: list[list[Day]] = [[], [], []]
    for day in days:
        if day.minutes:
            groups[week.group(day.number) if day.like < 0 else day.like].append(day)
    closed: set[int] = set()
    for group in groups:
        usual = float(np.median([_rate(day) for day in group])) if group else 0.0
        for day in group:
            if len(group) > 1 and day.detections <= max(
                CLOSED_SHARE * usual * _frames(day), _CLOSED_LEAST * (usual > 0)
            ):
                closed.add(day.number)
    open_days = [[day for day in group if day.number not in closed] for group in groups]
    saturday = WORKING if _alike(open_days[WORKING], open_days[SATURDAY]) else SATURDAY
    sunday = SUNDAY
    if saturday == WORKING and _alike(open_days[WORKING], open_days[SUNDAY]):
        sunday = WORKING
    elif saturday == SATURDAY and _alike(open_days[SATURDAY], open_days[SUNDAY]):
        sunday = SATURDAY
    return Kinds((WORKING, saturday, sunday), frozenset(closed), week)


def _frames(day: Day) -> float:
    return float(day.blocks()[:, 0].sum())


def _rate(day: Day) -> float:
    frames = _frames(day)
    return day.detections / frames if frames else 0.0


def _alike(one: Sequence[Day], other: Sequence[Day]) -> bool:
    """Whether two groups of days differ by no more than days of one group do."""
    if not one or not other:
        return False
    first, second = (np.array([_rate(day) for day in group]) for group in (one, other))
    if not first.sum() and not second.sum():
        return True
    if not first.mean() or not second.mean():
        return False
    scatter = float(np.log(np.maximum(first, 1e-9)).std()) if len(first) > 2 else _LEAST_RATIO
    least = min(min(day.detections for day in one), min(day.detections for day in other), 1e9)
    limit = max(_LEAST_RATIO, 2 * scatter / math.sqrt(min(len(first), len(second)))) + 2 / math.sqrt(max(least, 1.0))
    if abs(math.log(first.mean() / second.mean())) > limit:
        return False
    shapes = [np.cumsum(sum(_hours(day) for day in group)) for group in (one, other)]
    distance = float(np.abs(shapes[0] / shapes[0][-1] - shapes[1] / shapes[1][-1]).max())
    return distance <= _LEAST_DISTANCE + 1 / math.sqrt(max(least, 1.0))


def _hours(day: Day) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return by_hour(day.blocks()[:, 1])
