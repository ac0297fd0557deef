import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.cusum import (
    Cusum,
    average_run_length,
    largest_excursion,
    long_run_deviation,
    siegmund_threshold,
)

values = st.lists(st.floats(-1, 1), min_size=1, max_size=200)


@given(values, st.floats(0, 0.2))
def test_the_sums_equal_their_definition(residuals: list[float], slack: float) -> None:
    sums = Cusum()
    low = high = 0.0
    for now, residual in enumerate(residuals):
        sums.update(residual, 1.0, slack, threshold=1e9, now=now)
        low, high = max(low - residual - slack, 0.0), max(high + residual - slack, 0.0)
        assert (sums.low, sums.high) == pytest.approx((low, high))
    assert sums.peak == pytest.approx(max(low, high))


@given(values, st.floats(0, 0.2))
def test_the_largest_excursion_is_the_highest_the_sum_reaches(residuals: list[float], slack: float) -> None:
    sums, highest = Cusum(), 0.0
    for residual in residuals:
        sums.update(residual, 1.0, slack, threshold=1e9, now=0)
        highest = max(highest, sums.high)
    assert largest_excursion(np.array(residuals) - slack) == pytest.approx(highest, abs=1e-9)


def test_tells_when_the_change_began_and_how_large_it_is() -> None:
    sums = Cusum()
    for now in range(100):
        sums.update(-0.06 if now >= 60 else 0.0, 1.0, 0.025, 1.0, now)
    assert sums.falling
    assert sums.since == 60
    assert sums.distance == pytest.approx(-0.06)


def test_an_alarm_ends_soon_after_its_cause() -> None:
    sums = Cusum()
    for now in range(10_000):
        sums.update(-0.2, 1.0, 0.025, 1.0, now)
    assert sums.peak == 1.5
    for now in range(41):
        sums.update(0.0, 1.0, 0.025, 1.0, now)
    assert sums.peak < 0.5


@pytest.mark.parametrize(("slack", "deviation"), [(0.25, 1.0), (0.5, 1.0), (0.1, 0.5)])
def test_run_lengths_equal_simulated_ones(slack: float, deviation: float) -> None:
    threshold = siegmund_threshold(slack, deviation, run_length=300)
    rng = np.random.default_rng(5)
    lengths: list[int] = []
    for _ in range(300):
        sums, count = Cusum(), 0
        while sums.peak < threshold:
            count += 1
            sums.update(float(rng.normal(0, deviation)), 1.0, slack, threshold, count)
        lengths.append(count)
    assert np.mean(lengths) == pytest.approx(300, rel=0.2)


@given(st.floats(0.001, 1), st.floats(0.001, 1))
def test_the_threshold_is_where_the_run_length_is_reached(slack: float, deviation: float) -> None:
    threshold = siegmund_threshold(slack, deviation, run_length=1000)
    reached = average_run_length(threshold, slack, deviation)
    assert reached == pytest.approx(2000, rel=1e-3) if threshold > 1e-9 else reached >= 2000


def test_a_figure_that_never_varies_has_no_threshold_of_its_own() -> None:
    assert siegmund_threshold(0.025, 0.0) == 0.0


def test_long_run_deviation_sees_what_independent_values_hide() -> None:
    rng = np.random.default_rng(1)
    noise = rng.standard_normal(20_000)
    assert long_run_deviation(noise) == pytest.approx(1.0, rel=0.25)
    wave = np.empty(20_000)
    wave[0] = 0
    for index in range(1, len(wave)):
        wave[index] = 0.9 * wave[index - 1] + noise[index]
    # An AR(1) process has the long-run deviation 1 / (1 - 0.9).
    assert long_run_deviation(wave) == pytest.approx(10.0, rel=0.3)
    assert wave.std() < 3
    assert long_run_deviation(np.array([0.5])) == 0.0
