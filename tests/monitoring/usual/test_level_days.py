import numpy as np
import pytest

from driftwatch.monitoring.usual.level_days import ComparedDays, compare_days
from driftwatch.monitoring.usual.level_history import LevelHistory, weight
from tests.monitoring.usual.test_levels import KINDS, WINDOWS, Floats, levels, rows


def compared(means: Floats, kinds: list[int] | None = None) -> ComparedDays:
    days = len(means)
    return compare_days(LevelHistory(rows(means), np.arange(days), np.array(kinds or [0] * days), 0.01, WINDOWS), KINDS)


def test_a_day_does_not_pull_its_own_profile() -> None:
    means = levels(6, within=0.0, between=0.0)
    means[2] -= 0.3
    residuals = compared(means).residuals()
    assert residuals[2] == pytest.approx(-0.3)
    assert np.abs(np.delete(residuals, 2, axis=0)).max() < 0.07


def test_a_drop_moves_everything_as_far() -> None:
    days = compared(levels(6, within=0.0, between=0.0))
    assert days.residuals() == pytest.approx(0.0, abs=1e-12)
    assert days.residuals(0.1) == pytest.approx(-0.1)


def test_a_day_that_has_no_other_says_nothing() -> None:
    assert (compared(levels(1)).weights == 0).all()
    alone = compared(levels(4), kinds=[0, 0, 0, 1])
    assert (alone.weights > 0).all()
    history = rows(levels(4))
    assert np.array_equal(alone.weights, weight(history))
