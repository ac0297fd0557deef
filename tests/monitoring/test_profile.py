import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.profile import SLOTS, DayProfile


def day(values: np.ndarray, seen: np.ndarray | None = None) -> DayProfile:
    weights = np.ones((1, SLOTS)) if seen is None else seen.reshape(1, SLOTS).astype(float)
    return DayProfile.learn(values.reshape(1, SLOTS), weights)


def test_the_centre_is_the_weighted_mean_of_half_hours() -> None:
    rng = np.random.default_rng(0)
    values, weights = rng.random((3, SLOTS)), rng.random((3, SLOTS))
    expected = [
        np.average(values[:, start : start + 30], weights=weights[:, start : start + 30])
        for start in range(0, SLOTS, 30)
    ]
    assert DayProfile.learn(values, weights).centre == pytest.approx(expected)


def test_a_step_may_come_an_hour_earlier_or_later() -> None:
    values = np.where(np.arange(SLOTS) < 720, 0.8, 0.6)
    profile = day(values)
    for slot in range(720 - 45, 720 + 45):
        assert profile.residual(0.8, slot) == pytest.approx(0, abs=1e-9)
        assert profile.residual(0.6, slot) == pytest.approx(0, abs=1e-9)
    assert profile.residual(0.6, 720 - 100) == pytest.approx(-0.2)
    assert profile.residual(0.8, 720 + 100) == pytest.approx(0.2)


def test_the_envelope_goes_round_midnight() -> None:
    profile = day(np.where(np.arange(SLOTS) < 60, 0.8, 0.6))
    assert profile.residual(0.8, SLOTS - 10) == pytest.approx(0, abs=1e-9)


def test_hours_never_seen_have_the_envelope_of_the_whole_day() -> None:
    slots = np.arange(SLOTS)
    profile = day(np.where(slots < 720, 0.8, 0.6), seen=(slots > 500) & (slots < 900))
    assert profile.residual(0.7, 100) == 0
    assert profile.residual(0.5, 100) == pytest.approx(-0.1)


def test_without_a_time_of_day_the_envelope_is_that_of_the_whole_day() -> None:
    profile = day(np.where(np.arange(SLOTS) < 720, 0.8, 0.6))
    assert profile.residual(0.6, 100) == pytest.approx(-0.2)
    assert profile.residual(0.6, 100, whole_day=True) == pytest.approx(0)


@given(st.integers(0, SLOTS - 1), st.floats(0, 1))
def test_one_residual_equals_many(slot: int, value: float) -> None:
    rng = np.random.default_rng(3)
    profile = day(rng.random(SLOTS))
    assert profile.residual(value, slot) == pytest.approx(profile.residuals(np.full(SLOTS, value))[slot])
