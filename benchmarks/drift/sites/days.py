"""What day it is at a site: working days, weekends, public and school holidays, and the clock that people go by."""

import datetime
from dataclasses import dataclass
from typing import Final, Literal

DAY_S: Final = 86_400
MINUTES: Final = 1440
"""Of a day."""

DayKind = Literal["working", "saturday", "sunday", "holiday"]
Date = tuple[int, int]
"""Month and day of the month."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The free days of a country.

    public: holidays with a fixed date. easter: holidays counted in days from Easter Sunday.
    school: first and last day of each school holiday; one may run over the new year.
    weekend: the two free days of the week, Monday is 0; the first is the "saturday" of a rhythm.
    summer_time: first and last month and day in which clocks are an hour ahead; None where they never are.
    """

    public: frozenset[Date]
    easter: tuple[int, ...]
    school: tuple[tuple[Date, Date], ...]
    weekend: tuple[int, int] = (5, 6)
    summer_time: tuple[Date, Date] | None = None

    def kind(self, date: datetime.date) -> DayKind:
        if (date.month, date.day) in self.public or (date - easter_sunday(date.year)).days in self.easter:
            return "holiday"
        if date.weekday() == self.weekend[0]:
            return "saturday"
        return "sunday" if date.weekday() == self.weekend[1] else "working"

    def in_school_holidays(self, date: datetime.date) -> bool:
        return any(_within((date.month, date.day), span) for span in self.school)

    def clock_shift(self, date: datetime.date) -> int:
        """Hours that people's clocks are ahead of the site's standard time."""
        return int(self.summer_time is not None and _within((date.month, date.day), self.summer_time))


def is_between_the_years(date: datetime.date) -> bool:
    """From 24 to 31 December, when many are away who have no holiday."""
    return (date.month, date.day) >= (12, 24)


def _within(day: Date, span: tuple[Date, Date]) -> bool:
    first, last = span
    return first <= day <= last if first <= last else day >= first or day <= last


def easter_sunday(year: int) -> datetime.date:
    """Gregorian Easter, by Gauss's rule with its two exceptions."""
    century = year // 100
    shift = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    moon = (19 * (year % 19) + shift) % 30
    if moon == 29 or (moon == 28 and year % 19 > 10):
        moon -= 1
    week = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + (4 + century - century // 4) % 7) % 7
    return datetime.date(year, 3, 22) + datetime.timedelta(days=moon + week)
