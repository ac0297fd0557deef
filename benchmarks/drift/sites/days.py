"""What day it is at a site: working days, weekends, public and school holidays, and the clock that people go by."""

import datetime
from collections.abc import Mapping
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


CALENDARS: Final[Mapping[str, Calendar]] = {
    "rhine": Calendar(
        frozenset({(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)}),
        (-2, 1, 39, 50),
        (((12, 22), (1, 6)), ((4, 1), (4, 13)), ((7, 8), (8, 20)), ((10, 12), (10, 25))),
        summer_time=((3, 29), (10, 26)),
    ),
    "ohio": Calendar(
        frozenset({(1, 1), (7, 4), (9, 2), (11, 11), (11, 28), (12, 25)}),
        (),
        (((12, 23), (1, 2)), ((3, 24), (3, 30)), ((6, 8), (8, 24))),
        summer_time=((3, 10), (11, 2)),
    ),
    "nippon": Calendar(
        frozenset({(1, 1), (1, 2), (1, 3), (2, 11), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (9, 23), (11, 3)}),
        (),
        (((12, 25), (1, 7)), ((3, 25), (4, 5)), ((7, 20), (8, 31))),
    ),
    "gulf": Calendar(
        frozenset({(1, 1), (3, 20), (3, 21), (3, 22), (6, 16), (6, 17), (12, 2), (12, 3)}),
        (),
        (((12, 15), (1, 2)), ((7, 1), (8, 28))),
        weekend=(4, 5),
    ),
    "tasman": Calendar(
        frozenset({(1, 1), (1, 2), (2, 6), (4, 25), (6, 3), (10, 28), (12, 25), (12, 26)}),
        (-2, 1),
        (((12, 18), (2, 3)), ((4, 13), (4, 28)), ((7, 6), (7, 21)), ((9, 28), (10, 13))),
        summer_time=((9, 29), (4, 6)),
    ),
}
