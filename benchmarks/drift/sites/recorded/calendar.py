"""The days and clocks of a real place, in the years in which counts were recorded there."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from benchmarks.drift.sites.days import DayKind


@dataclass(frozen=True, slots=True)
class CivilCalendar:
    """country, part: of ISO 3166, whose public holidays count. zone: IANA name. School holidays are not known."""

    country: str
    part: str
    zone: str

    def kind(self, date: datetime.date) -> DayKind:
        if date in _public(self.country, self.part, date.year):
            return "holiday"
        return "working" if date.weekday() < 5 else "saturday" if date.weekday() == 5 else "sunday"

    def in_school_holidays(self, _date: datetime.date) -> bool:
        return False

    def clock_shift(self, date: datetime.date) -> int:
        """Hours of summer time at noon."""
        noon = datetime.datetime.combine(date, datetime.time(12), ZoneInfo(self.zone))
        return round((noon.dst() or datetime.timedelta()) / datetime.timedelta(hours=1))


@lru_cache(maxsize=16)
def _public(country: str, part: str, year: int) -> frozenset[datetime.date]:
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year))
