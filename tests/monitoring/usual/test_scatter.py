import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftwatch.monitoring.usual.scatter import chance, daily_largest, rare, rolling, shrunk, student_limit


@given(st.floats(-7, -1), st.integers(3, 200))
def test_limits_are_those_of_students_t(exponent: float, freedom: int) -> None:
    probability = 10**exponent
    assert student_limit(probability, freedom) == pytest.approx(stats.t.isf(probability, freedom), rel=1e-5)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=40), st.integers(1, 50))
def test_rolling_sums_are_those_of_the_last_entries(values: list[float], length: int) -> None:
    expected = [sum(values[max(at + 1 - length, 0) : at + 1]) for at in range(len(values))]
    np.testing.assert_allclose(rolling(np.array(values), length), expected, atol=1e-6)


def test_rolling_sums_run_along_time_only() -> None:
    values = np.arange(12.0).reshape(6, 2)
    np.testing.assert_allclose(rolling(values, 2)[:, 1], rolling(values[:, 1], 2))


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 1e6))
def test_a_shrunk_variance_lies_between_guess_and_measurement(variance: float, guess: float, windows: float) -> None:
    found = float(shrunk(np.array(variance), np.array(windows), np.array(guess)))
    assert min(variance, guess) - 1e-9 <= found <= max(variance, guess) + 1e-9


def test_without_windows_it_is_the_guess_and_with_many_the_measurement() -> None:
    none, many = (float(shrunk(np.array(2.0), np.array(n), np.array(1.0))) for n in (0.0, 1e9))
    assert none == 1.0
    assert many == pytest.approx(2.0)


def test_shorter_windows_and_more_figures_have_smaller_chances() -> None:
    assert chance(1) < chance(12) < chance(24) == chance(72)
    assert chance(24, 10) == pytest.approx(chance(24) / 10)
    assert chance(24, 0) == chance(24)


def test_the_largest_of_a_day_is_that_of_what_is_told_and_of_no_other_day() -> None:
    distances = np.array([[1.0], [5.0], [2.0], [-3.0], [7.0], [8.0]])
    told = np.array([[True], [False], [True], [True], [False], [False]])
    np.testing.assert_array_equal(daily_largest(distances, told, 2), [[1.0], [2.0], [np.nan]])


def test_a_day_that_only_went_the_other_way_went_no_distance() -> None:
    assert daily_largest(np.array([[-3.0], [-1.0]]), np.full((2, 1), True), 2).tolist() == [[0.0]]


def test_a_rare_largest_is_that_of_gumbels_law_where_many_days_are_known() -> None:
    largest = np.asarray(stats.gumbel_r.rvs(loc=2.0, scale=0.8, size=(20_000, 1), random_state=1), np.float64)
    assert rare(largest, 1e-3)[0] == pytest.approx(stats.gumbel_r.isf(1e-3, 2.0, 0.8), rel=0.03)


def test_days_far_from_the_others_and_days_that_are_few_make_the_limit_far() -> None:
    calm = np.array([[2.0, 2.2, 1.8, 2.1, 1.9, 2.0, 2.2, 1.8, 2.1, 1.9]]).T
    stormy = calm.copy()
    stormy[4] = 8.0
    assert rare(stormy, 1e-3)[0] > rare(calm, 1e-3)[0] + 3
    assert rare(calm[:5], 1e-3)[0] > rare(np.tile(calm, (3, 1)), 1e-3)[0]
    assert rare(calm, 1e-3, overlap=2.0)[0] > rare(calm, 1e-3)[0]


def test_fewer_than_five_days_say_nothing_of_what_is_rare() -> None:
    largest = np.array([[2.0, 2.0], [2.0, 2.0], [2.0, np.nan], [2.0, 2.0], [2.0, 2.0]])
    assert rare(largest, 1e-3)[0] > 0
    assert rare(largest, 1e-3)[1] == 0
