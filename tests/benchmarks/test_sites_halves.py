"""What counts alone can tell of places whose days differ: bounds that no detector passes."""

import datetime

import numpy as np
import pytest

from benchmarks.drift.sites.days import DayKind
from benchmarks.drift.sites.halves import HALF, THIRD, Place, compared, judged_as, most_found, operating_points

CALM = Place("calm", np.array([9.0, 10.0, 11.0] * 100), np.full(300, 10.0))
RESTLESS = Place("restless", np.array([3.0, 10.0, 17.0] * 100), np.full(300, 10.0))


def test_a_day_is_compared_with_the_days_of_its_kind_of_four_weeks() -> None:
    counts = np.array([100.0, 10.0] * 14 + [50.0, 10.0, 100.0])
    kinds: list[DayKind | None] = ["working", "sunday"]
    place = compared("", counts, kinds * 14 + [*kinds, "working"])
    assert place.of_usual(1).tolist() == [0.5, 1.0, 1.0]
    assert place.of_usual(3).tolist() == [pytest.approx(160 / 210)]


def test_days_with_missing_hours_and_holidays_are_neither_judged_nor_usual() -> None:
    counts = np.array([np.nan, 7.0, 100.0] * 10)
    kinds: list[DayKind | None] = ["working", None, "working"]
    assert compared("", counts, kinds * 10).of_usual(1).tolist() == [1.0]


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        (datetime.date(2023, 2, 6), None),  # Waitangi Day, a Monday
        (datetime.date(2024, 4, 26), None),  # the Friday after Anzac Day
        (datetime.date(2024, 12, 27), None),
        (datetime.date(2024, 4, 24), "working"),
        (datetime.date(2024, 4, 28), "sunday"),
    ],
)
def test_holidays_and_the_days_between_are_left_out(date: datetime.date, kind: str | None) -> None:
    assert judged_as("auckland", date) == kind


def test_where_days_are_alike_every_half_is_found_for_nothing_and_where_they_differ_it_costs() -> None:
    assert most_found(operating_points([CALM], HALF), allowed=0.0) == 1.0
    assert most_found(operating_points([RESTLESS], HALF), allowed=0.0) == pytest.approx(1 / 3)
    assert most_found(operating_points([RESTLESS], HALF), allowed=334.0) == 1.0
    assert most_found(operating_points([CALM, RESTLESS], HALF), allowed=0.0) == pytest.approx(2 / 3)
    assert RESTLESS.false_per_1000(HALF, RESTLESS.threshold(HALF, 0.9)) == pytest.approx(1000 / 3)


def test_days_that_are_low_in_a_row_are_one_false_alarm_and_three_days_differ_less_than_one() -> None:
    storm = Place("storm", np.array([10.0] * 500 + [2.0] * 3 + [10.0] * 497), np.full(1000, 10.0))
    assert storm.false_per_1000(HALF, 0.5) == 1.0
    assert most_found(operating_points([RESTLESS], THIRD), allowed=0.0) == 1.0
