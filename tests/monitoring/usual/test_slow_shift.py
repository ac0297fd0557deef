from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.first_month import FirstMonth
from driftwatch.monitoring.usual.slow_shift import SlowShift, is_back, slow_shift
from tests.monitoring.made import MODEL, MONDAY
from tests.monitoring.months import changed, days, month_of

WEEK = WorkingWeek()


def month(shown: list[Day] | None = None) -> FirstMonth:
    made = month_of(shown or days(28))
    assert made is not None
    return made


def shift_of(made: FirstMonth, level: float, look: float | None = 1.0, label: str = "") -> SlowShift:
    shown = [changed(number, level, look, label) for number in range(30, 40)]
    shift = slow_shift(made, shown, WEEK)
    assert shift is not None
    return shift


def test_all_labels_together_are_said_before_one_of_them() -> None:
    shift = shift_of(month(), -0.1)
    assert (shift.label, shift.is_found, shift.is_clear, shift.since, shift.days) == ("", True, True, MONDAY + 30, 10)
    assert set(shift.labels) == {"car", "person", "dog"}
    assert -0.11 < shift.distance < -0.09
    assert 0.68 < shift.now < 0.72
    one = shift_of(month(), -0.1, label="dog")
    assert (one.label, one.labels) == ("dog", ("dog",))


def test_in_a_darker_picture_it_is_not_clear() -> None:
    shift = shift_of(month(), -0.1, 0.7)
    assert shift.is_found
    assert not shift.is_clear
    assert all(away < -0.2 for away in shift.picture)
    assert shift.left == (True, True, True)
    unmeasured = shift_of(month(), -0.1, None)
    assert unmeasured.is_found
    assert not unmeasured.is_clear
    assert unmeasured.picture == ()


def test_what_the_light_explains_is_found_and_said_to_be_explained() -> None:
    known = month([changed(n, -0.12 * (n % 7 == 0), 0.5 if n % 7 == 0 else 1.0) for n in range(28)])
    shift = shift_of(known, -0.12, 0.5)
    assert shift.is_found
    assert shift.is_explained
    assert not shift.is_clear


def test_days_that_hold_next_to_nothing_say_nothing() -> None:
    empty = [Day(MONDAY + number, MODEL) for number in range(30, 40)]
    assert slow_shift(month(), empty, WEEK) is None


def test_it_is_over_where_days_lie_nearer_to_the_month_beyond_doubt() -> None:
    made = month()
    found = shift_of(made, -0.1)
    for level, back in ((-0.1, False), (-0.06, False), (-0.02, True), (0.0, True), (0.1, True)):
        assert is_back(made, [changed(number, level) for number in (41, 42, 43)], WEEK, found) == back
    assert not is_back(made, [Day(MONDAY + 41, MODEL)], WEEK, found)
