"""Local days as a calendar and a person name them."""

from datetime import date, timedelta
from typing import Final

_FIRST: Final = date(1970, 1, 1)


def date_of(day: int) -> date:
    """Of a local day, counted from 1 January 1970."""
    return _FIRST + timedelta(days=day)


def number_of(at: date) -> int:
    """The local day, counted from 1 January 1970, of a date."""
    return (at - _FIRST).days


def dates(first: int, last: int) -> str:
    """Two local days, counted from 1 January 1970, such as "3 to 30 March 2026" or "20 March to 16 April 2026"."""
    begin, end = date_of(first), date_of(last)
    until = f"{end.day} {end:%B} {end.year}"
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day} to {until}"
    year = f" {begin.year}" if begin.year != end.year else ""
    return f"{begin.day} {begin:%B}{year} to {until}"
