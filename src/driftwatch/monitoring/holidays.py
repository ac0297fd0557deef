"""Which days are holidays: those of a country, and dates that the owner names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, Final

from driftwatch.monitoring.dates import date_of

USUAL_REST: Final = 5
"""Weekday, 0 for Monday, of the first of the two days on which most countries rest."""
_DATE: Final = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)")
_REGION: Final = re.compile(r"([A-Z]{2})(?:-([A-Za-z0-9]{1,5}))?")
_LEAP_YEAR: Final = 2000
_EXAMPLES: Final = '"DE", "US-CA", "2026-12-24" and, for every year, "12-24"'

_Date = tuple[int, int, int]
"""Year, 0 for every year, month and day."""
_Region = tuple[str, str | None]
"""Country and part of it."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """Of countries (ISO 3166-1) or parts of them (as in ISO 3166-2), which the package holidays knows, and of dates."""

    regions: tuple[_Region, ...] = ()
    dates: frozenset[_Date] = frozenset()

    @classmethod
    def of(cls, names: Sequence[str]) -> "Holidays":
        """Of names such as "DE", "DE-BY", "2026-12-24" and "12-24". Raises ValueError, which says what is accepted."""
        dates = [name for name in names if _DATE.fullmatch(name)]
        return cls(tuple(_region(name) for name in names if name not in dates), frozenset(map(_date, dates)))

    def __bool__(self) -> bool:
        return bool(self.regions or self.dates)

    def __contains__(self, day: int) -> bool:
        return bool(self.name(day))

    def name(self, day: int) -> str:
        """Of a local day counted from 1 January 1970, such as "Christmas Day"; "" where it is no holiday."""
        at = date_of(day)
        if not self.dates.isdisjoint({(0, at.month, at.day), (at.year, at.month, at.day)}):
            return at.isoformat()
        return next((name for region in self.regions if (name := _names(region, at.year).get(at))), "")


def are_known(country: str) -> bool:
    """Whether the public holidays of a country are known by its code."""
    try:
        return bool(country and _region(country))
    except ValueError:
        return False


@cache
def first_of_rest(country: str) -> int:
    """Weekday, 0 for Monday, of the first of the two days on which a country rests, whose holidays are known.

    Saturday where they do not follow each other, and for ""; where there is one such day, the one before it.
    """
    if not country:
        return USUAL_REST
    rest = sorted(_package().country_holidays(country).weekend)
    if len(rest) == 1:
        return int(rest[0]) - 1
    return int(rest[0]) if len(rest) == 2 and rest[1] == rest[0] + 1 else USUAL_REST


def _date(name: str) -> _Date:
    found = _DATE.fullmatch(name)
    assert found is not None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError(f'"{name}" is no date; examples are {_EXAMPLES}') from None
    return year, month, day


def _region(name: str) -> _Region:
    found = _REGION.fullmatch(name)
    if found is None:
        raise ValueError(f'"{name}" is neither a country nor a date; examples are {_EXAMPLES}')
    country, part = found.groups()
    parts = _package().list_supported_countries(include_aliases=True).get(country)
    if parts is None:
        raise ValueError(f'"{country}" is no country whose holidays are known; name their dates, such as "12-24"')
    if part and part not in parts:
        known = f"known are {', '.join(parts)}" if parts else "none of its parts has holidays of its own"
        raise ValueError(f'"{name}": {country} has no part {part}; {known}')
    return country, part


@cache
def _names(region: _Region, year: int) -> Mapping[date, str]:
    country, part = region
    # Without a language the names are in that of the process's locale.
    of_year = _package().country_holidays(country, subdiv=part, years=year, expand=False, language="en_US")
    return dict(of_year)


def _package() -> Any:
    """Some megabytes and a quarter of a second, paid where a country is named, or known by the time zone."""
    try:
        return import_module("holidays")
    except ModuleNotFoundError:
        raise ValueError("the package holidays is missing: run setup.sh, or name dates") from None
