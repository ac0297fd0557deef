import numpy as np
import pytest
from scipy import stats

from driftwatch.monitoring.intervals import CHANCE, half_width


def test_the_interval_around_the_mean_of_dependent_values_holds_the_truth() -> None:
    misses = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        values = np.empty(64)
        values[0] = rng.standard_normal()
        for index in range(1, 64):
            values[index] = 0.6 * values[index - 1] + 0.8 * rng.standard_normal()
        misses += abs(values.mean()) > half_width(values, np.ones(64))
    assert misses <= 3 + 300 * CHANCE


def test_of_eight_stretches_it_is_students_interval() -> None:
    values = np.random.default_rng(0).standard_normal(8)
    expected = stats.t.ppf(1 - CHANCE / 2, 7) * values.std(ddof=1) / np.sqrt(8)
    assert half_width(values, np.ones(8)) == pytest.approx(expected, rel=1e-6)


def test_without_any_scatter_nothing_is_uncertain() -> None:
    assert half_width(np.zeros(16), np.ones(16)) == 0


def test_few_pieces_of_evidence_are_worth_no_more_stretches_than_there_are_pieces() -> None:
    values = np.random.default_rng(0).standard_normal(64)
    one, three, many = (half_width(values, np.ones(64), pieces) for pieces in (1.0, 3.0, 64.0))
    assert one == pytest.approx(three * np.sqrt(3))
    assert many < three


def test_what_was_seen_in_two_stretches_only_is_hardly_known() -> None:
    rng = np.random.default_rng(0)
    weights = np.zeros(16)
    weights[3:5] = 1
    values = rng.standard_normal(16) * weights
    assert half_width(values, weights) > 3 * half_width(values, np.ones(16))
