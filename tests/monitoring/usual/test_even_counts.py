import numpy as np
import pytest

from driftwatch.monitoring.usual.count_history import CountHistory
from driftwatch.monitoring.usual.counts import WINDOWS
from driftwatch.monitoring.usual.even_counts import EvenCounts, learn_even_counts
from tests.monitoring.made import MONDAY

KINDS = 3
DAY = WINDOWS.index(24)


def labels(days: int = 28) -> np.ndarray:
    """(D, 24, 2, 5): a label that is much and restless, and one that is little and steady."""
    rng = np.random.default_rng(3)
    restless = rng.poisson(500 * np.exp(0.6 * rng.standard_normal((days, 1))) * np.ones((days, 24)))
    steady = rng.poisson(30, (days, 24))
    values = np.zeros((days, 24, 2, 5))
    for index, counts in enumerate((restless, steady)):
        values[:, :, index, 0] = counts
        values[:, :, index, 3] = counts // 2
        values[:, :, index, 4] = counts // 10
    return values


def came(values: np.ndarray) -> np.ndarray:
    return values[:, :, :, 3] - values[:, :, :, 4]


def even_counts(values: np.ndarray, of_all: CountHistory) -> EvenCounts | None:
    return learn_even_counts(values[:, :, :, 0], came(values), of_all, KINDS)


def history(values: np.ndarray) -> CountHistory:
    counts = values[:, :, :, 0].sum(axis=2, keepdims=True)
    stay = came(values).sum(axis=2, keepdims=True)
    frames = np.full(values.shape[:2], 3600.0)
    days = len(values)
    return CountHistory(
        counts, stay, frames, frames, np.arange(MONDAY, MONDAY + days), np.zeros(days, np.int64), 1.0, totals=1
    )


def test_a_steady_label_weighs_more_than_a_restless_one() -> None:
    values = labels()
    even = even_counts(values, history(values))
    assert even is not None
    share = even.weights * np.concatenate([values[:, :, :, 0], came(values)], axis=2).mean(axis=(0, 1))
    assert share[1] > 3 * share[0]
    assert share[3] > 3 * share[2]
    assert even.counts.scatter[DAY, 0] < 0.05


def test_the_sum_is_about_as_much_as_there_are_detections() -> None:
    values = labels()
    even = even_counts(values, history(values))
    assert even is not None
    assert even.of(values[:, :, :, 0], came(values)).sum() == pytest.approx(values[:, :, :, 0].sum())


def test_nothing_is_learned_from_two_days_or_from_no_labels() -> None:
    few, none = labels(2), np.zeros((28, 24, 0, 5))
    assert even_counts(few, history(few)) is None
    assert even_counts(none, history(labels())) is None
