import numpy as np
import pytest

from driftwatch.monitoring.usual.stretches import ANY_DAY, kinds_of, lowest_stretches

WORKING, SATURDAY, SUNDAY = range(3)
KINDS = 3


def days(weeks: int, working: float = 100.0, saturday: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    """(T, 1) counts an hour of weeks without Sundays' traffic, and (T,) kinds."""
    week = [WORKING] * 5 + [SATURDAY, SUNDAY]
    counts = {WORKING: working, SATURDAY: saturday, SUNDAY: 0.0}
    kinds = np.repeat(week * weeks, 24)
    return np.array([[counts[kind]] for kind in kinds.tolist()]), kinds


def lowest(counts: np.ndarray, expected: np.ndarray, kinds: np.ndarray, hours: int = 24) -> np.ndarray:
    return lowest_stretches(counts, expected, expected > 0, kinds, hours, KINDS)[0][:, 0]


def test_each_kind_of_day_has_a_lowest_stretch_of_its_own() -> None:
    expected, kinds = days(6)
    counts = expected.copy()
    counts[24:48] *= 0.6
    counts[5 * 24 : 6 * 24] *= 0.8
    assert lowest(counts, expected, kinds).tolist() == pytest.approx([0.6, 0.8, 0.0, 0.6])


def test_a_low_saturday_gives_no_room_to_working_days() -> None:
    expected, kinds = days(6)
    counts = np.where((kinds == SATURDAY)[:, None], 0.3 * expected, expected)
    found = lowest(counts, expected, kinds)
    assert found[WORKING] > 0.8, "stretches that end on a Saturday are partly of Fridays"
    assert found[SATURDAY] == pytest.approx(0.3)


def test_three_days_of_a_kind_are_known_together_with_all_others() -> None:
    expected, kinds = days(3, saturday=80.0)
    counts = expected.copy()
    counts[5 * 24 : 6 * 24] *= 0.9
    counts[24:48] *= 0.7
    assert lowest(counts, expected, kinds)[SATURDAY] == pytest.approx(0.7)
    assert lowest(expected[: 14 * 24], expected[: 14 * 24], kinds[: 14 * 24])[SATURDAY] == 0.0


def test_few_days_of_a_kind_say_nothing() -> None:
    expected, kinds = days(1)
    assert lowest(expected, expected, kinds).tolist() == [1.0, 0.0, 0.0, 1.0]


def test_a_stretch_is_of_the_kind_that_most_of_it_is_due_on() -> None:
    expected = np.array([[100.0, 0.0], [10.0, 5.0], [10.0, 5.0]])
    assert kinds_of(expected, np.array([WORKING, SATURDAY, SATURDAY]), KINDS).tolist() == [WORKING, SATURDAY]


def test_the_lowest_stretch_of_all_days_knows_of_kinds_that_were_seen_too_rarely() -> None:
    expected, kinds = days(2, saturday=80.0)
    counts = np.where((kinds == SATURDAY)[:, None], 0.3 * expected, expected)
    found = lowest(counts, expected, kinds)
    assert found[SATURDAY] == 0.0
    assert found[ANY_DAY] == pytest.approx(0.3)
