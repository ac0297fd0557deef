from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.monitoring.usual.light import FIGURES, NO_LIGHT, LearnedLight, figures_of, learn_light
from tests.monitoring.made import MODEL, MONDAY, SITE, minutes

Floats = NDArray[np.float64]
DAYS = 20
WORKING = np.zeros(DAYS, np.int64)


def weather(seed: int = 0) -> Floats:
    """(D, 24, 3): each day has a light of its own, that costs contrast more than brightness."""
    rng = np.random.default_rng(seed)
    of_day = rng.normal(0, 0.2, (DAYS, 1, 1)) * np.array([0.5, 1.0, 0.2])
    return np.array([5.0, 4.0, 6.0]) + of_day + rng.normal(0, 0.01, (DAYS, 24, FIGURES))


def learned(figures: Floats, means: Floats) -> LearnedLight:
    return learn_light(figures, means, np.ones(means.shape), WORKING)


def noise(scale: float = 0.01) -> Floats:
    return np.random.default_rng(5).normal(0, scale, (DAYS, 24))


def test_what_the_light_does_to_confidence_is_explained_and_nothing_else() -> None:
    figures = weather()
    means = 0.8 + 0.1 * (figures[:, :, 1] - 4.0) + noise()
    found = learned(figures, means)
    dull = np.array([[4.9, 3.8, 5.96]])
    assert found.light.explains(dull, np.array([9]))[0] == pytest.approx(-0.02, abs=0.005)
    assert (means - found.explained).std() < 0.6 * means.std()
    usual = np.tile(found.light.usual[9], (1, 1))
    assert found.light.explains(usual, np.array([9]))[0] == pytest.approx(0.0, abs=1e-9)


def test_light_that_explains_nothing_is_left_alone() -> None:
    found = learned(weather(), 0.8 + noise())
    assert not found.light.slopes.any()
    assert not found.explained.any()


def test_what_a_day_explains_was_not_learned_from_itself() -> None:
    figures = weather()
    means = 0.8 + 0.1 * (figures[:, :, 1] - 4.0) + noise()
    worse = means.copy()
    worse[3] -= 0.3
    np.testing.assert_allclose(learned(figures, worse).explained[3], learned(figures, means).explained[3], atol=0.03)


def test_light_that_was_never_seen_counts_as_the_farthest_that_was() -> None:
    figures = weather()
    light = learned(figures, 0.8 + 0.1 * (figures[:, :, 1] - 4.0)).light
    night, darker = (light.explains(np.array([[1.0, 1.0, 1.0]]) * scale, np.array([9])) for scale in (1.0, 0.1))
    assert night[0] == darker[0]
    assert abs(night[0]) < 0.15


def test_without_pictures_and_from_few_days_nothing_is_explained() -> None:
    figures = weather()
    means = 0.8 + 0.1 * (figures[:, :, 1] - 4.0)
    light = learned(figures, means).light
    assert light.explains(np.full((2, FIGURES), np.nan), np.array([3, 4])).tolist() == [0.0, 0.0]
    assert learned(np.full(figures.shape, np.nan), means).light is NO_LIGHT
    assert learn_light(figures[:4], means[:4], np.ones((4, 24)), WORKING[:4]).light is NO_LIGHT


def test_figures_are_means_of_the_pictures_of_an_hour() -> None:
    day = minutes(SITE, MONDAY).day(MODEL)
    assert np.isnan(figures_of([replace(day, picture=day.picture[:0] + type(day.picture)("d", bytes(8 * 96)))])).all()
    day.picture[9 * 4 : 10 * 4] = type(day.picture)("d", [10.0, 1000.0, 400.0, 4000.0])
    np.testing.assert_allclose(np.exp(figures_of([day])[0, 9]) - 1, [100.0, 40.0, 400.0])


def test_light_is_unseen_where_a_figure_is_clearly_beyond_all_days() -> None:
    light = learned(weather(), 0.8 + noise()).light
    hour = np.array([9, 9, 9])
    figures = np.stack([light.usual[9], light.usual[9] - [0.0, 3.0, 0.0], np.full(FIGURES, np.nan)])
    assert light.unseen(figures, hour).tolist() == [False, True, False]
    assert not NO_LIGHT.unseen(figures, hour).any()
