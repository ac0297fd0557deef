import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from driftwatch.quality.estimates.calibration import Calibration, fit


def reviewed(seed: int, count: int = 500) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    confidences = rng.uniform(0.3, 0.99, count)
    return confidences, rng.random(count) < Calibration(-0.5, 1.3).chances(confidences)


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_equals_the_logistic_regression_of_scikit_learn(seed: int) -> None:
    confidences, right = reviewed(seed)
    weights = np.random.default_rng(seed).uniform(0.5, 2, len(right))
    logits = np.log(confidences / (1 - confidences)).reshape(-1, 1)
    expected = LogisticRegression(C=1e6, tol=1e-10).fit(logits, right, weights)
    found = fit(confidences, right, weights)
    assert found.slope == pytest.approx(expected.coef_[0, 0], abs=0.03)
    assert found.intercept == pytest.approx(expected.intercept_[0], abs=0.03)


def test_probabilities_add_up_to_what_was_reviewed() -> None:
    confidences, right = reviewed(1)
    found = fit(confidences, right, np.ones(len(right)))
    assert found.chances(confidences).mean() == pytest.approx(right.mean(), abs=1e-3)


@pytest.mark.parametrize("verdict", [True, False])
def test_reviews_that_all_agree_give_a_finite_curve(verdict: bool) -> None:
    confidences, _ = reviewed(2)
    found = fit(confidences, np.full(len(confidences), verdict), np.ones(len(confidences)))
    assert np.isfinite([found.intercept, found.slope]).all()
    assert (found.chances(confidences) > 0.97).all() == verdict


def test_confidences_of_0_and_1_are_finite() -> None:
    assert np.isfinite(Calibration(0.0, 1.0).chances(np.array([0.0, 1.0]))).all()


def test_where_nothing_was_learned_a_confidence_is_the_chance() -> None:
    confidences = np.array([0.05, 0.5, 0.9])
    assert Calibration().chances(confidences) == pytest.approx(confidences)
    assert Calibration().boxes == 0
