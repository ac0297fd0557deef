from datetime import timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from driftwatch.monitoring.calendar import Calendar, weekday
from driftwatch.monitoring.trend.buckets import STEPS, cut, step_for

UTC = Calendar(timezone.utc)
BERLIN = Calendar(ZoneInfo("Europe/Berlin"))
KOLKATA = Calendar(ZoneInfo("Asia/Kolkata"))
NOON = 1_790_000_000 // 86_400 * 86_400 + 43_200
HOUR, DAY = 3600, 86_400
YEARS = 2 * 365 * DAY


@given(integers(0, 2_000_000_000), integers(36, YEARS), sampled_from(STEPS), sampled_from([UTC, BERLIN, KOLKATA]))
def test_buckets_hold_every_second_once_and_in_order(start: int, length: int, step: int, calendar: Calendar) -> None:
    step = max(step, step_for(start, start + length, 1000, calendar))
    buckets = cut(start, start + length, step, calendar)
    assert buckets.starts[0] <= start < (*buckets.starts[1:], start + length)[0]
    assert list(buckets.starts) == sorted(set(buckets.starts))
    assert buckets.starts[-1] < buckets.end == start + length
    assert all(at % min(step, HOUR) == 0 for at in buckets.starts)
    long = [end - begin for begin, end in zip(buckets.starts[:-1], buckets.ends[:-1], strict=True)]
    assert all(abs(one - step) <= HOUR for one in long)


@given(integers(0, 2_000_000_000), integers(36, YEARS), integers(12, 1000), sampled_from([UTC, BERLIN]))
def test_there_are_never_more_than_was_asked_for(start: int, length: int, points: int, calendar: Calendar) -> None:
    step = step_for(start, start + length, points, calendar)
    assert len(cut(start, start + length, step, calendar).starts) <= points


@pytest.mark.parametrize(
    ("days", "step"),
    [(1 / 24, 60), (1, 300), (7, HOUR), (30, 3 * HOUR), (90, 12 * HOUR), (730, 7 * DAY)],
)
def test_a_longer_stretch_has_longer_buckets(days: float, step: int) -> None:
    assert step_for(NOON - round(days * DAY), NOON, 300, UTC) == step


def test_days_begin_at_midnight_of_the_place_and_weeks_on_mondays() -> None:
    days = cut(NOON - 10 * DAY, NOON, DAY, BERLIN).starts
    assert {BERLIN.place(at)[1] for at in days} == {0}
    weeks = cut(NOON - 60 * DAY, NOON, 7 * DAY, BERLIN).starts
    assert {(weekday(BERLIN.place(at)[0]), BERLIN.place(at)[1]) for at in weeks} == {(0, 0)}


def test_the_day_of_25_hours_is_one_day() -> None:
    clocks_back = 1_792_875_600  # 25 October 2026, 03:00 becomes 02:00 in Berlin
    starts = cut(clocks_back - 2 * DAY, clocks_back + 2 * DAY, DAY, BERLIN).starts
    assert [BERLIN.place(at)[1] for at in starts] == [0] * 5
    assert max(second - first for first, second in pairwise(starts)) == 25 * HOUR
