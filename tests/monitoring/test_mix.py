import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftwatch.monitoring.mix import ALPHA, chi_square, chi_square_limit, learn_mix, scattered_limit


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(5, 500)), min_size=2, max_size=8))
def test_chi_square_equals_scipy(cells: list[tuple[int, float]]) -> None:
    seen, expected = np.array(cells, float).T
    if not seen.sum():
        return
    expected = expected * seen.sum() / expected.sum()
    if (expected < 5).any():
        return
    statistic, freedom = chi_square(seen, expected)
    assert statistic == pytest.approx(stats.chisquare(seen, expected).statistic)
    assert freedom == len(cells) - 1


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 10, 79, 999])
def test_the_limit_equals_scipy(freedom: int) -> None:
    assert chi_square_limit(freedom) == pytest.approx(stats.chi2.isf(ALPHA, freedom), rel=1e-9)


@pytest.mark.parametrize(("freedom", "windows"), [(1, 14), (2, 14), (3, 14), (7, 13), (1, 2), (79, 14), (2, 60)])
def test_the_limit_for_a_learned_design_effect_equals_scipy(freedom: int, windows: int) -> None:
    learned = freedom * windows // 2 * 2
    expected = freedom * stats.f.isf(ALPHA, freedom, learned)
    assert scattered_limit(freedom, windows) == pytest.approx(expected, rel=1e-6)
    assert scattered_limit(freedom, windows) > chi_square_limit(freedom)


def test_a_calm_week_by_chance_raises_nothing_in_the_weeks_after_it() -> None:
    """Shares that wander by 0.1 from window to window: each of 200 sites is judged by the seven days it happened on."""
    rng = np.random.default_rng(0)

    def day() -> list[dict[str, int]]:
        chances = np.repeat(np.clip(rng.normal(0.5, 0.1, 2), 0.05, 0.95), 12)
        a = rng.binomial(100, chances)
        return [{"a": int(n), "b": int(100 - n)} for n in a]

    alarms = 0
    for _ in range(200):
        mix = learn_mix([day() for _ in range(7)])
        limit = mix.design_effect * scattered_limit(1, mix.windows)
        for hours in (day() for _ in range(30)):
            seen = np.array([[hour["a"], hour["b"]] for hour in hours[:12]], float)
            expected = (seen.sum(axis=1, keepdims=True) * mix.shares()[:12]).sum(axis=0)
            alarms += chi_square(seen.sum(axis=0), expected)[0] > limit
    assert alarms == 0


def test_rare_labels_are_taken_together() -> None:
    statistic, freedom = chi_square(np.array([100.0, 3, 2, 1]), np.array([94.0, 4, 4, 4]))
    assert freedom == 1
    assert statistic == pytest.approx((100 - 94) ** 2 / 94 + (6 - 12) ** 2 / 12)
    assert chi_square(np.array([10.0]), np.array([10.0])) == (0.0, 0)


def test_days_that_scatter_more_have_a_larger_design_effect() -> None:
    rng = np.random.default_rng(0)
    even = [[{"a": int(rng.binomial(100, 0.5)), "b": int(rng.binomial(100, 0.5))} for _ in range(24)] for _ in range(7)]
    chances = rng.uniform(0.2, 0.8, 7)
    uneven = [
        [{"a": int(rng.binomial(100, p)), "b": int(rng.binomial(100, 1 - p))} for _ in range(24)] for p in chances
    ]
    assert learn_mix(even).design_effect < 3
    assert learn_mix(uneven).design_effect > 20


def test_labels_of_one_day_only_are_counted() -> None:
    usual = [{"a": 10, "b": 5} for _ in range(24)]
    odd = [*usual[:23], {"a": 10, "b": 5, "unicorn": 7}]
    mix = learn_mix([usual, usual, odd])
    assert mix.labels == ("a", "b", "unicorn")
    assert mix.unknown_a_day == 7
    assert mix.shares().sum(axis=1) == pytest.approx(np.ones(24))
