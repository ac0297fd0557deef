import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from driftwatch.quality.estimates.interval import interval


@settings(max_examples=40)
@given(st.integers(1, 400), st.data())
def test_of_whole_draws_it_is_that_of_clopper_and_pearson(count: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, count))
    expected = stats.binomtest(right, count).proportion_ci(0.95, "exact")
    found = interval(right / count, count)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-7)


@settings(max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1))
def test_it_holds_its_value_and_has_a_width(value: float, effective: float, smoothness: float) -> None:
    found = interval(value, effective, smoothness)
    assert 0 <= found.low <= value <= found.high <= 1
    assert found.high > found.low


def test_an_estimate_that_does_not_jump_has_a_narrower_one() -> None:
    assert interval(0.9, 200, 1.0).half_width < interval(0.9, 200).half_width
