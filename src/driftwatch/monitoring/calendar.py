"""Local days and minutes: what is usual follows the people and the sun of the place, not UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime, timezone, tzinfo
from functools import lru_cache

from driftwatch.monitoring.dates import date_of, number_of
from driftwatch.monitoring.holidays import USUAL_REST, Holidays

SECONDS_A_DAY = 86_400
MINUTES_A_DAY = 1440
HOURS_A_DAY = 24
DAYS_A_WEEK = 7
_QUARTER = 900
_CACHED_QUARTERS = 512
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class Calendar:
    """Says which local day and minute a moment belongs to. zone: None takes the machine's own time zone.

    Offsets change at full quarters of an hour, so one look at the zone serves a quarter.
    """

    def __init__(self, zone: tzinfo | None = timezone.utc) -> None:
        self._zone = zone
        self._offsets: dict[int, int] = {}

    def place(self, wall: int) -> tuple[int, int]:
        """Local day, counted from 1 January 1970, and minute of that day, 0 to 1439, of `wall` seconds since 1970."""
        local = wall + self._offset(wall)
        return local // SECONDS_A_DAY, local % SECONDS_A_DAY // 60

    def midnight(self, day: int) -> int:
        """Seconds since 1970, UTC, of the beginning of a local day."""
        guess = day * SECONDS_A_DAY
        guess -= self._offset(guess)
        return day * SECONDS_A_DAY - self._offset(guess)

    def _offset(self, wall: int) -> int:
        quarter = wall // _QUARTER
        offset = self._offsets.get(quarter)
        if offset is None:
            if len(self._offsets) >= _CACHED_QUARTERS:
                self._offsets.clear()
            moment = datetime.fromtimestamp(quarter * _QUARTER, timezone.utc).astimezone(self._zone)
            difference = moment.utcoffset()
            offset = int(difference.total_seconds()) if difference is not None else 0
            self._offsets[quarter] = offset
        return offset


def weekday(day: int) -> int:
    """0 for Monday to 6 for Sunday of a local day counted from 1 January 1970, a Thursday."""
    return (day + 3) % DAYS_A_WEEK


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Which days people work on. rest: weekday of the first of the two days of rest."""

    rest: int = USUAL_REST
    holidays: Holidays = field(default_factory=Holidays)

    def group(self, day: int) -> int:
        """0 for a working day, 1 and 2 for the first and the second day of rest."""
        since = (weekday(day) - self.rest) % DAYS_A_WEEK
        return since + 1 if since < 2 else 0

    def holiday(self, day: int) -> str:
        """What a day is called that is a holiday, or lies between holidays and is half a working day; "" for others."""
        return _holiday(self, day) if self.holidays else ""

    @property
    def names(self) -> tuple[str, str, str]:
        """Of the groups, such as "working days", "Saturdays" and "Sundays"."""
        return "working days", _DAYS[self.rest], _DAYS[(self.rest + 1) % DAYS_A_WEEK]


@lru_cache(maxsize=1024)
def _holiday(week: WorkingWeek, day: int) -> str:
    name = week.holidays.name(day)
    if name or _is_between_the_years(week, day):
        return name or "between Christmas and New Year"
    return "between a holiday and days of rest" if _is_bridge(week, day) else ""


def _is_between_the_years(week: WorkingWeek, day: int) -> bool:
    at = date_of(day)
    if at.month != 12 or at.day < 24:
        return False
    return number_of(date(at.year, 12, 25)) in week.holidays and number_of(date(at.year + 1, 1, 1)) in week.holidays


def _is_bridge(week: WorkingWeek, day: int) -> bool:
    """Whether it is a single working day between two that are none, of which one is a holiday."""
    around = (day - 1, day + 1)
    return (
        week.group(day) == 0
        and all(week.group(other) or other in week.holidays for other in around)
        and any(other in week.holidays for other in around)
    )
