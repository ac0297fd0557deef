import numpy as np
import pytest

from driftwatch.monitoring.usual.level_fit import LEAST_CLIPPED, PartScatter, fitted, of_single_parts


@pytest.mark.parametrize(("together", "alone"), [(0.02, 1.0), (0.02, 6.0), (0.005, 3.0)])
def test_what_a_window_has_of_single_objects_and_what_of_the_day_is_told_apart(together: float, alone: float) -> None:
    """Objects that are lost and found again look like many: then a window with more of them is hardly surer."""
    rng = np.random.default_rng(8)
    by_chance = 0.01 / rng.uniform(5, 500, 4000)
    squares = (together**2 + alone * by_chance) * rng.standard_normal(4000) ** 2
    variance, share = fitted(squares, by_chance, 1, (0.03**2, 1.0))
    assert np.sqrt(variance) == pytest.approx(together, rel=0.3)
    assert share == pytest.approx(alone, rel=0.3)


def test_few_windows_leave_it_at_what_is_believed() -> None:
    assert fitted(np.zeros(0), np.zeros(0), 12, (0.001, 2.0)) == pytest.approx((0.001, 2.0))


def test_parts_count_up_to_a_few_deviations_of_their_own_and_never_less_than_matters() -> None:
    far, single = np.array([-0.5, 0.02, 0.5]), PartScatter(0.0, 1.0)
    assert np.abs(single.clipped(far, np.full(3, 0.0001))).max() == pytest.approx(0.06)
    assert np.abs(single.clipped(far, np.full(3, 0.01))).max() == pytest.approx(0.35)
    assert single.clipped(far, np.full(3, 0.01))[1] == 0.02
    assert np.abs(PartScatter(0.0, 1.0, 0.2).clipped(far, np.full(3, 0.0001))).max() == pytest.approx(0.2)


def test_what_is_clipped_does_not_widen_how_single_parts_scatter() -> None:
    rng = np.random.default_rng(9)
    residuals, by_chance, weights = 0.01 * rng.standard_normal(2000), np.full(2000, 1e-9), np.ones(2000)
    odd = np.where(np.arange(2000) % 200 == 0, -0.6, residuals)
    before, after = (of_single_parts(one, by_chance, weights) for one in (residuals, odd))
    assert np.sqrt(before.variance) == pytest.approx(0.01, rel=0.1)
    assert np.sqrt(after.variance) < 1.5 * np.sqrt(before.variance)
    assert after.room == LEAST_CLIPPED
