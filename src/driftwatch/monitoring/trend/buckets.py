"""Cuts a stretch of time into a bounded number of buckets, days at midnight of the place."""

from dataclasses import dataclass
from typing import Final

from driftwatch.monitoring.calendar import SECONDS_A_DAY, Calendar, weekday

_HOUR = 3600
_WEEK = 7 * SECONDS_A_DAY
STEPS: Final = (60, 300, 900, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, SECONDS_A_DAY, _WEEK, 4 * _WEEK, 13 * _WEEK)
"""Lengths of a bucket in seconds."""


@dataclass(frozen=True, slots=True)
class Buckets:
    """step: usual length in seconds, one of STEPS; an hour of summer time makes one longer or shorter.

    starts: seconds since 1970 of each beginning, ascending; each ends where the next begins, the last at `end`.
    """

    step: int
    starts: tuple[int, ...]
    end: int

    @property
    def ends(self) -> tuple[int, ...]:
        return (*self.starts[1:], self.end)


def cut(start: int, end: int, step: int, calendar: Calendar) -> Buckets:
    """The first bucket is the one that `start` lies in. start < end: seconds since 1970. step: one of STEPS.

    Up to an hour buckets begin at whole ones of UTC. Longer ones follow the local day, at the nearest whole hour before
    (statistics are kept by hours of UTC); weeks begin on Mondays.
    """
    if step <= _HOUR:
        return Buckets(step, tuple(range(start // step * step, end, step)), end)
    first, _ = calendar.place(start)
    last, _ = calendar.place(end)
    days = step // SECONDS_A_DAY
    if days <= 1:
        numbers = range(first - 1, last + 1)
    else:
        monday = first - weekday(first)
        weeks = days // 7
        begin = monday - (monday + 3) // 7 % weeks * 7
        numbers = range(begin, last + 1, days)
    found: list[int] = []
    for number in numbers:
        midnight, following = calendar.midnight(number), calendar.midnight(number + 1)
        parts = range(midnight, following, step) if not days else (midnight,)
        found += [at // _HOUR * _HOUR for at in parts]
    known = sorted(set(found))
    inside = [at for at in known if start < at < end]
    before = [at for at in known if at <= start]
    return Buckets(step, (*before[-1:], *inside), end)


def step_for(start: int, end: int, points: int, calendar: Calendar) -> int:
    """The shortest of STEPS that makes at most `points` buckets, else the longest."""
    for step in STEPS:
        if (end - start) // step <= points and len(cut(start, end, step, calendar).starts) <= points:
            return step
    return STEPS[-1]
