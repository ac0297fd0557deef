import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftwatch.quality.estimates.beta import beta_cdf, beta_quantile
from driftwatch.quality.estimates.interval import interval

shapes = st.floats(0.2, 3000)


@given(st.floats(0, 1), shapes, shapes)
def test_the_beta_distribution_equals_scipy(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(st.sampled_from([0.001, 0.025, 0.5, 0.975]), shapes, shapes)
def test_its_quantile_equals_scipy(share: float, a: float, b: float) -> None:
    assert beta_quantile(share, a, b) == pytest.approx(stats.beta.ppf(share, a, b), abs=1e-7)


@given(st.integers(1, 400), st.data())
def test_of_whole_draws_it_is_that_of_clopper_and_pearson(count: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, count))
    expected = stats.binomtest(right, count).proportion_ci(0.95, "exact")
    found = interval(right / count, count)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-7)


@given(st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1))
def test_it_holds_its_value_and_has_a_width(value: float, effective: float, smoothness: float) -> None:
    found = interval(value, effective, smoothness)
    assert 0 <= found.low <= value <= found.high <= 1
    assert found.high > found.low


def test_an_estimate_that_does_not_jump_has_a_narrower_one() -> None:
    assert interval(0.9, 200, 1.0).half_width < interval(0.9, 200).half_width
