import numpy as np
import pytest

from driftwatch.monitoring.level import learn_level
from driftwatch.monitoring.profile import SLOTS


def noise(days: int, deviation: float) -> np.ndarray:
    return 0.7 + deviation * np.random.default_rng(2).standard_normal((days, SLOTS))


def test_a_noisier_stream_has_higher_thresholds() -> None:
    ones = np.ones((7, SLOTS))
    calm, rough = learn_level(noise(7, 0.02), ones, 2.0), learn_level(noise(7, 0.1), ones, 2.0)
    assert calm.threshold < rough.threshold
    assert calm.deviation == pytest.approx(0.02, rel=0.3)
    assert calm.mean == pytest.approx(0.7, abs=0.001)


def test_the_threshold_is_above_what_the_reference_itself_did() -> None:
    values = noise(7, 0.02)
    values[3, 600:660] -= 0.2
    level = learn_level(values, np.ones((7, SLOTS)), 2.0)
    # The hour itself widens the envelope of the other days a little, so its excursion is not quite 60 * 0.175.
    assert level.excursion == pytest.approx(60 * (0.2 - level.slack), rel=0.1)
    assert level.threshold == pytest.approx(2 * level.excursion)


def test_the_slow_limit_follows_the_days() -> None:
    values = noise(7, 0.001) + np.linspace(-0.03, 0.03, 7)[:, None]
    level = learn_level(values, np.ones((7, SLOTS)), 2.0)
    spread = np.linspace(-0.03, 0.03, 7).std(ddof=1)
    assert level.day_deviation == pytest.approx(spread, rel=0.01)
    assert level.slow_threshold == pytest.approx(4 * spread * np.sqrt(8 / 7), rel=0.01)
    assert learn_level(noise(7, 0.001), np.ones((7, SLOTS)), 2.0).slow_threshold == 0.03


def test_a_stream_without_any_variation_can_be_learned() -> None:
    level = learn_level(np.full((2, SLOTS), 0.5), np.ones((2, SLOTS)), 2.0)
    assert (level.deviation, level.threshold) == (0.0, 0.1)


def test_only_minutes_with_a_value_count() -> None:
    values, weights = noise(3, 0.01), np.zeros((3, SLOTS))
    weights[:, 100:400] = 0.5
    values[weights == 0] = 0.0
    level = learn_level(values, weights, 2.0)
    assert level.mean == pytest.approx(0.7, abs=0.01)
    assert level.weight_a_day == pytest.approx(150)
