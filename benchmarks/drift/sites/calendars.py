"""The calendars of all places: made up ones, and those of places where counts were recorded."""

from collections.abc import Mapping
from typing import Final

from benchmarks.drift.sites.days import Calendar
from benchmarks.drift.sites.recorded.calendar import CivilCalendar

CALENDARS: Final[Mapping[str, Calendar | CivilCalendar]] = {
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
    "auckland": CivilCalendar("NZ", "AUK", "Pacific/Auckland"),
    "melbourne": CivilCalendar("AU", "VIC", "Australia/Melbourne"),
    "washington": CivilCalendar("US", "DC", "America/New_York"),
}
