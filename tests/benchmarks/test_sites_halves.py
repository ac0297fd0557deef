"""What counts alone can tell of places whose days differ: bounds that no detector passes."""

import datetime

import numpy as np
import pytest

from benchmarks.drift.sites.days import DayKind
from benchmarks.drift.sites.halves import Place, judged_as, most_found, of_usual

CALM = Place("calm", np.array([0.9, 1.0, 1.1] * 100))
RESTLESS = Place("restless", np.array([0.3, 1.0, 1.7] * 100))


def test_a_day_is_compared_with_the_days_of_its_kind_of_four_weeks() -> None:
    counts = np.array([100.0, 10.0] * 14 + [50.0, 10.0, 100.0])
    kinds: list[DayKind | None] = ["working", "sunday"]
    found = of_usual(counts, kinds * 14 + [*kinds, "working"])
    assert found.tolist() == [0.5, 1.0, 1.0]


def test_days_with_missing_hours_and_holidays_are_neither_judged_nor_usual() -> None:
    counts = np.array([np.nan, 7.0, 100.0] * 10)
    kinds: list[DayKind | None] = ["working", None, "working"]
    assert of_usual(counts, kinds * 10).tolist() == [1.0]


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
    assert most_found([CALM], allowed=0.0) == 1.0
    assert most_found([RESTLESS], allowed=0.0) == pytest.approx(1 / 3)
    assert most_found([RESTLESS], allowed=334.0) == 1.0
    assert most_found([CALM, RESTLESS], allowed=0.0) == pytest.approx(2 / 3)
    assert RESTLESS.false_per_1000(RESTLESS.threshold(0.9)) == pytest.approx(1000 / 3)
