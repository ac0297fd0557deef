import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from driftwatch.distributions import beta_cdf, beta_quantile, student_t

shapes = st.floats(0.2, 3000)


@settings(max_examples=40)
@given(st.floats(0, 1), shapes, shapes)
def test_the_beta_distribution_equals_scipy(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@settings(max_examples=40)
@given(st.sampled_from([0.001, 0.025, 0.5, 0.975]), shapes, shapes)
def test_its_quantile_equals_scipy(share: float, a: float, b: float) -> None:
    assert beta_quantile(share, a, b) == pytest.approx(stats.beta.ppf(share, a, b), abs=1e-7)


@pytest.mark.parametrize("freedom", [1, 29, 300])
def test_student_equals_scipy(freedom: int) -> None:
    assert student_t(freedom, 0.05) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-6)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 8, 15, 31, 63])
@pytest.mark.parametrize("chance", [0.1, 0.05, 0.01, 0.0005])
def test_student_t_is_that_of_scipy(freedom: int, chance: float) -> None:
    assert student_t(freedom, chance) == pytest.approx(float(stats.t.ppf(1 - chance / 2, freedom)), rel=1e-6)
