"""What an owner may call a holiday, and what a monitor does on one."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from driftwatch.monitoring import countries
from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.dates import date_of
from driftwatch.monitoring.holidays import Holidays
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.settings import MonitorSettings, ReferenceSettings
from tests.monitoring.made import MODEL, MONDAY, SITE, STREAM, Minutes, learned, minutes

OFFICE = replace(SITE, weekend=0.0)
EMPTY = OFFICE.times(0.0)
TODAY = MONDAY + 15  # a Tuesday


def number(text: str) -> int:
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


def written(day: int) -> str:
    return date_of(day).isoformat()


@pytest.mark.parametrize(("locale", "year"), [("de_DE.UTF-8", 2031), ("fr_FR.UTF-8", 2032), ("C", 2033)])
def test_their_names_are_english_wherever_the_machine_stands(
    locale: str, year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each year the names are asked for once."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, locale)
    assert Holidays.of(("DE",)).name(number(f"{year}-01-01")) == "New Year's Day"


@pytest.mark.parametrize(
    ("names", "day", "called"),
    [
        ((), "2026-12-25", ""),
        (("DE",), "2026-12-25", "Christmas"),
        (("DE",), "2027-03-28", ""),  # Easter Sunday, which is none there
        (("DE",), "2027-03-29", "Easter Monday"),
        (("DE",), "2026-11-01", ""),
        (("DE-BY",), "2026-11-01", "All Saints"),
        (("US",), "2026-11-26", "Thanksgiving"),
        (("FR", "DE-BY"), "2026-07-14", "National Day"),
        (("2026-12-24",), "2026-12-24", "2026-12-24"),
        (("2026-12-24",), "2027-12-24", ""),
        (("12-24", "02-29"), "2027-12-24", "2027-12-24"),
        (("12-24", "02-29"), "2028-02-29", "2028-02-29"),
    ],
)
def test_countries_their_parts_and_dates(names: Sequence[str], day: str, called: str) -> None:
    found = Holidays.of(names)
    assert called in found.name(number(day))
    assert (number(day) in found) == bool(called)


@pytest.mark.parametrize(
    ("day", "called"),
    [
        ("2026-12-23", ""),
        ("2026-12-24", "between Christmas and New Year"),  # a Thursday
        ("2026-12-25", "Christmas Day"),
        ("2026-12-27", "between Christmas and New Year"),  # a Sunday
        ("2026-12-31", "between Christmas and New Year"),
        ("2027-01-01", "New Year's Day"),
        ("2026-05-14", "Ascension Day"),  # a Thursday
        ("2026-05-15", "between a holiday and days of rest"),
        ("2026-05-13", ""),
        ("2026-05-16", ""),
        ("2026-04-07", ""),  # after Easter Monday
    ],
)
def test_days_between_holidays_are_half_working_days(day: str, called: str) -> None:
    assert WorkingWeek(holidays=Holidays.of(("DE",))).holiday(number(day)) == called
    assert WorkingWeek().holiday(number(day)) == ""


def test_the_week_of_the_place_says_which_days_lie_between() -> None:
    holidays = Holidays.of(("2026-05-13",))  # a Wednesday
    assert WorkingWeek(rest=3, holidays=holidays).holiday(number("2026-05-12")) == ""
    assert WorkingWeek(rest=0, holidays=holidays).holiday(number("2026-05-12")) == ""  # a day of rest itself
    assert WorkingWeek(rest=4, holidays=holidays).holiday(number("2026-05-14")) == "between a holiday and days of rest"
    assert WorkingWeek(rest=5, holidays=Holidays.of(("12-25",))).holiday(number("2026-12-28")) == ""


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("XX", '"XX" is no country whose holidays are known; name their dates, such as "12-24"'),
        ("DE-QQ", '"DE-QQ": DE has no part QQ; known are BB, BE, BW, BY,'),
        ("Germany", '"Germany" is neither a country nor a date; examples are "DE", "US-CA", "2026-12-24"'),
        ("2026-02-29", '"2026-02-29" is no date'),
        ("13-01", '"13-01" is no date'),
        ("", '"" is neither a country nor a date'),
    ],
)
def test_what_is_no_holiday_is_refused_in_words(name: str, problem: str) -> None:
    found = ReferenceSettings(holidays=("DE", name)).problems()
    assert len(found) == 1
    assert found[0].startswith(f"holidays: {problem}")


def test_an_environment_without_the_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert ReferenceSettings(holidays=("12-24",)).problems() == []
    (problem,) = ReferenceSettings(holidays=("DE",)).problems()
    assert "is missing: run setup.sh, or name dates" in problem


@pytest.mark.parametrize(
    ("zone", "own", "country"),
    [
        ("Europe/Berlin", "UTC", "DE"),
        ("America/New_York", "Europe/Berlin", "US"),
        ("", "Europe/Berlin", "DE"),
        ("", ":Europe/Berlin", "DE"),
        ("", "/usr/share/zoneinfo/America/Mexico_City", "MX"),
        ("", "CET-1CEST", ""),
        ("", "UTC", ""),
        ("UTC", "Europe/Berlin", ""),
    ],
)
def test_without_a_word_from_the_owner_they_are_those_of_the_country_of_the_time_zone(
    zone: str, own: str, country: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", own)
    settings = ReferenceSettings(timezone=zone)
    assert settings.assumed_country == country
    assert (settings.week.holiday(number("2026-12-25")) != "") == bool(country)
    assert ReferenceSettings(timezone=zone, holidays=()).assumed_country == ""
    assert ReferenceSettings(timezone=zone, holidays=()).week.holiday(number("2026-12-25")) == ""


@pytest.mark.parametrize(
    ("zone", "weekend", "rest", "assumed"),
    [
        ("Asia/Riyadh", None, ("Fridays", "Saturdays"), "Fridays and Saturdays"),
        ("Asia/Tehran", None, ("Thursdays", "Fridays"), "Thursdays and Fridays"),
        ("Asia/Hong_Kong", None, ("Saturdays", "Sundays"), ""),
        ("Asia/Brunei", None, ("Saturdays", "Sundays"), ""),
        ("Europe/Berlin", None, ("Saturdays", "Sundays"), ""),
        ("UTC", None, ("Saturdays", "Sundays"), ""),
        ("Asia/Riyadh", "saturday-sunday", ("Saturdays", "Sundays"), ""),
        ("Europe/Berlin", "friday-saturday", ("Fridays", "Saturdays"), ""),
    ],
)
def test_days_of_rest_are_those_of_the_country_of_the_time_zone_unless_the_owner_names_them(
    zone: str, weekend: Any, rest: tuple[str, str], assumed: str
) -> None:
    for holidays in (None, ()):
        settings = ReferenceSettings(timezone=zone, weekend=weekend, holidays=holidays)
        assert settings.week.names[1:] == rest
        assert settings.assumed_weekend == assumed


def test_the_machines_own_zone_is_that_of_its_localtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "localtime"
    own.symlink_to("/usr/share/zoneinfo/Europe/Vienna")
    monkeypatch.delenv("TZ")
    monkeypatch.setattr(countries, "_OWN", own)
    assert countries.country_of("") == "AT"


def test_a_machine_without_a_list_of_zones_or_the_package_assumes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ReferenceSettings(timezone="Europe/Berlin")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "holidays", None)
        assert settings.assumed_country == ""
    monkeypatch.setattr(countries, "TZPATH", ("/nowhere",))
    countries._countries.cache_clear()  # pyright: ignore[reportPrivateUsage]
    try:
        assert settings.assumed_country == ""
    finally:
        countries._countries.cache_clear()  # pyright: ignore[reportPrivateUsage]


def monitor(*holidays: str) -> StreamMonitor:
    return StreamMonitor(
        STREAM, MODEL, MonitorSettings(reference=ReferenceSettings(holidays=holidays)), learned(OFFICE)
    )


def raised(watched: StreamMonitor, day: Minutes) -> list[str]:
    events = [event for minute in day.coarse() for event in watched.update(minute)]
    return [event.alert.name for event in events if event.kind == "raised"]


def test_a_holiday_that_is_named_is_neither_judged_nor_learned() -> None:
    """A closed Monday after a closed weekend, which is an alarm where nobody said that it is a holiday."""
    assert "outage" in raised(monitor(), minutes(EMPTY, TODAY))
    watched = monitor(written(TODAY))
    assert raised(watched, minutes(EMPTY, TODAY)) == []
    condition = watched.condition()
    assert condition.state == "ok"
    assert f"a holiday ({written(TODAY)}): counts and confidence are not judged" in condition.progress.text
    assert raised(watched, minutes(OFFICE, TODAY + 1)) == []
    assert watched.condition().progress.text == ""
    assert TODAY not in [day.number for day in watched.take_days()]


def test_an_outage_goes_on_over_a_holiday_and_its_strays() -> None:
    watched = monitor(written(TODAY + 1))
    assert "outage" in raised(watched, minutes(OFFICE, TODAY).then(minutes(EMPTY, TODAY), 720))
    holiday = minutes(EMPTY, TODAY + 1).then(minutes(OFFICE, TODAY + 1), 725)
    assert raised(watched, holiday) == []
    assert watched.condition().state == "drift"
    assert raised(watched, minutes(EMPTY, TODAY + 2)) == []
    assert watched.condition().state == "drift"


def test_a_model_that_fails_on_a_holiday_is_found_on_the_day_after() -> None:
    watched = monitor(written(TODAY + 1))
    assert raised(watched, minutes(OFFICE, TODAY)) == []
    assert raised(watched, minutes(EMPTY, TODAY + 1)) == []
    assert "outage" in raised(watched, minutes(EMPTY, TODAY + 2))


def test_a_day_that_was_learned_before_it_was_named_is_forgotten() -> None:
    named = StreamMonitor(
        STREAM,
        MODEL,
        MonitorSettings(reference=ReferenceSettings(holidays=(written(MONDAY + 9),))),
        learned(OFFICE),
    )
    assert named.usual is not None
    assert MONDAY + 9 not in named.usual.days
    assert len(named.usual.days) == len(learned(OFFICE)) - 1


def test_days_off_do_not_stall_the_learning() -> None:
    week = monitor(*(written(TODAY + n) for n in range(4)))
    for day in range(TODAY, TODAY + 5):
        assert raised(week, minutes(EMPTY if day < TODAY + 4 else OFFICE, day)) == []
    assert not week.condition().progress.stalled
