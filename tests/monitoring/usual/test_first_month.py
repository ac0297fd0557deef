import json
from dataclasses import replace

import pytest

from driftwatch.monitoring.record import from_record, to_record
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.first_month import FirstMonth
from tests.monitoring.made import MODEL, MONDAY, SITE, day
from tests.monitoring.months import changed, days, month_of


def test_it_is_the_first_28_good_days() -> None:
    shown = days(33)
    for number in (3, 4):
        shown[number].alarmed = True
    month = month_of(shown)
    assert month is not None
    assert (month.first, month.last, month.days) == (MONDAY, MONDAY + 29, 28)
    assert month.dates == "5 January to 3 February 2026"
    assert set(month.levels) == {"", "car", "person", "dog"}


def test_there_is_none_before_the_28th_day() -> None:
    assert month_of(days(27)) is None
    assert month_of(days(28)) is not None


def test_where_alarms_left_fewer_in_five_weeks_two_weeks_are_enough() -> None:
    shown = days(35)
    for one in shown[:21]:
        one.alarmed = True
    month = month_of(shown)
    assert month is not None
    assert month.days == 14
    shown[21].alarmed = True
    assert month_of(shown) is None


@pytest.mark.parametrize("change", [{"model": "0.9@older"}, {"era": 1}, {"floor": 0.4}])
def test_days_of_another_version_or_era_or_floor_are_none_of_it(change: dict[str, object]) -> None:
    assert month_of([replace(one, **change) if one.number < MONDAY + 5 else one for one in days(30)]) is None


def test_a_model_that_never_said_anything_has_none() -> None:
    silent = [replace(day(SITE.times(0.0), MONDAY + n % 14), number=MONDAY + n) for n in range(28)]
    assert month_of(silent) is None


def test_it_is_a_few_kilobytes_of_json_and_comes_back_the_same() -> None:
    month = month_of(days(28))
    assert month is not None
    text = json.dumps(to_record(month), allow_nan=False)
    assert len(text) < 20_000
    assert from_record(FirstMonth, json.loads(text)) == month


def test_the_range_of_the_picture_is_that_of_whole_days() -> None:
    shown = days(28, look=lambda number: 0.8 if number == 9 else 1.0)
    month = month_of(shown)
    assert month is not None
    assert month.darkest[0] == pytest.approx(-0.22, abs=0.03)
    assert month.brightest[0] == pytest.approx(0.01, abs=0.02)
    without = month_of(days(28, look=None))
    assert without is not None
    assert (without.darkest, without.brightest, without.levels[""].usual) == ((), (), ())


def test_it_belongs_to_days_of_its_era_and_floor_that_follow_it() -> None:
    month = month_of(days(28))
    assert month is not None
    assert month.is_of(changed(40, 0.0))
    assert not month.is_of(Day(MONDAY + 40, MODEL, era=1))
    assert not month.is_of(Day(MONDAY + 40, MODEL, floor=0.2))
    assert not month.is_of(Day(MONDAY + 27, MODEL))
