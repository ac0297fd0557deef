from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.calendar import Calendar, weekday

BERLIN = ZoneInfo("Europe/Berlin")
EPOCH = date(1970, 1, 1)
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])


@given(st.integers(0, 2**32), zones)
def test_a_moment_is_where_the_time_zone_says(wall: int, name: str) -> None:
    zone = ZoneInfo(name)
    local = datetime.fromtimestamp(wall, timezone.utc).astimezone(zone)
    expected = ((local.date() - EPOCH).days, local.hour * 60 + local.minute)
    assert Calendar(zone).place(wall) == expected


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_on_which_clocks_change_are_followed_minute_by_minute(day: date) -> None:
    calendar = Calendar(BERLIN)
    begin = int(datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp())
    end = int(datetime.combine(day + timedelta(1), datetime.min.time(), BERLIN).timestamp())
    number = (day - EPOCH).days
    assert calendar.midnight(number) == begin
    assert calendar.midnight(number + 1) == end
    slots: list[int] = []
    for wall in range(begin, end, 60):
        local = datetime.fromtimestamp(wall, BERLIN)
        assert calendar.place(wall) == (number, local.hour * 60 + local.minute)
        slots.append(local.hour * 60 + local.minute)
    assert len(slots) == (1380 if day.month == 3 else 1500)
    assert calendar.place(end) == (number + 1, 0)


@given(st.integers(10_000, 40_000), zones)
def test_midnight_is_the_first_second_of_its_day(day: int, name: str) -> None:
    calendar = Calendar(ZoneInfo(name))
    midnight = calendar.midnight(day)
    assert calendar.place(midnight)[0] == day
    assert calendar.place(midnight - 1)[0] == day - 1


@given(st.integers(0, 40_000))
def test_weekdays_are_those_of_the_calendar(day: int) -> None:
    assert weekday(day) == (EPOCH + timedelta(day)).weekday()


def test_many_moments_do_not_fill_the_memory() -> None:
    calendar = Calendar(BERLIN)
    for wall in range(0, 900 * 2000, 900):
        assert calendar.place(wall) == Calendar(BERLIN).place(wall) if wall % 90_000 == 0 else calendar.place(wall)
    assert len(vars(calendar)["_offsets"]) <= 512
