import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.drift.truth import chunk
from driftwatch.monitoring.calibration import TooFewReviewsError
from driftwatch.monitoring.precision import (
    PrecisionEstimate,
    Review,
    ReviewEvidence,
    Withheld,
    calibrate,
    estimate_precision,
    jensen_shannon,
    kolmogorov_smirnov,
    precision_of_sample,
)

samples = st.lists(st.floats(0, 1), min_size=1, max_size=50).map(np.array)
counts = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50))


def reviews(seed: int, count: int) -> list[Review]:
    seen = chunk(np.random.default_rng(seed), 0.0)
    return [Review(float(seen.evidence.confidences[i]), bool(seen.right[i])) for i in range(count)]


@given(samples, samples)
def test_kolmogorov_smirnov_equals_its_definition(a: np.ndarray, b: np.ndarray) -> None:
    largest = max(abs((a <= x).mean() - (b <= x).mean()) for x in [*a, *b])
    assert kolmogorov_smirnov(a, b) == pytest.approx(largest)


@given(counts, counts)
def test_jensen_shannon_equals_scipy(a: dict[str, int], b: dict[str, int]) -> None:
    if sum(a.values()) and sum(b.values()):
        p, q = (np.array([part.get(label, 0) for label in "abcd"]) / sum(part.values()) for part in (a, b))
        middle = (p + q) / 2
        expected = (stats.entropy(p, middle) + stats.entropy(q, middle)) / 2
        assert jensen_shannon(a, b) == pytest.approx(expected, abs=1e-9)


def test_jensen_shannon_of_nothing() -> None:
    assert jensen_shannon({}, {}) == 0
    assert jensen_shannon({"a": 1}, {}) == pytest.approx(math.log(2))


def test_a_like_window_gets_an_estimate_near_the_truth() -> None:
    rng = np.random.default_rng(0)
    usual, window = chunk(rng, 0.0), chunk(rng, 0.0)
    found = estimate_precision(reviews(0, 500), usual.evidence, window.evidence, rng)
    assert isinstance(found, PrecisionEstimate)
    assert found.interval[0] <= window.precision <= found.interval[1]
    assert 0.02 < found.margin < 0.06
    assert "±" in str(found)


def test_a_damaged_window_gets_none_and_is_told_what_to_do() -> None:
    rng = np.random.default_rng(0)
    found = estimate_precision(reviews(0, 500), chunk(rng, 0.0).evidence, chunk(rng, 0.7).evidence, rng)
    assert isinstance(found, Withheld)
    assert str(found).startswith("estimate withheld: review 200 frames (")
    assert any("sharpness" in reason for reason in found.reasons)


@pytest.mark.parametrize(("respects", "withheld"), [(1, False), (3, True)])
def test_a_little_in_every_respect_is_too_much(respects: int, withheld: bool) -> None:
    """Each figure of the images differs by .09, where .12 would be too much for one alone."""
    even = np.linspace(0.3, 1, 1000)
    usual = ReviewEvidence(even, {"a": 1000}, np.stack([even] * 3, axis=1))
    moved = usual.images.copy()
    moved[:, :respects] += 0.09 * 0.7
    found = estimate_precision(
        reviews(0, 500), usual, ReviewEvidence(even, {"a": 1000}, moved), np.random.default_rng(0)
    )
    assert isinstance(found, Withheld) == withheld
    assert withheld == ("each differ a little" in str(found))


def test_without_anything_to_compare_it_is_withheld() -> None:
    rng = np.random.default_rng(0)
    nothing = ReviewEvidence(np.zeros(0), {}, np.zeros((0, 3)))
    assert isinstance(estimate_precision(reviews(0, 500), chunk(rng, 0.0).evidence, nothing, rng), Withheld)


def test_two_hundred_reviews_are_needed() -> None:
    rng = np.random.default_rng(0)
    usual = chunk(rng, 0.0).evidence
    with pytest.raises(TooFewReviewsError, match="1 more reviews are needed"):
        estimate_precision(reviews(0, 199), usual, usual, rng)


def test_a_sample_without_calibration_is_the_share_that_was_right() -> None:
    made = [Review(0.7, index < 80) for index in range(100)]
    found = precision_of_sample(made, chunk(np.random.default_rng(0), 0.0).evidence)
    assert found.precision == pytest.approx(0.8)
    assert found.margin == pytest.approx(1.96 * math.sqrt(0.8 * 0.2 / 99), rel=1e-3)
    with pytest.raises(TooFewReviewsError):
        precision_of_sample(made[:1], chunk(np.random.default_rng(0), 0.0).evidence)


def test_frames_picked_for_being_hard_do_not_bias_the_sample() -> None:
    """Unsure detections are picked ten times as often; weighting by the chance of it takes that out."""
    rng = np.random.default_rng(4)
    week = chunk(rng, 0.3)
    calibration = calibrate(reviews(0, 500))
    confidences = week.evidence.confidences
    inclusion = np.where(confidences < 0.6, 0.8, 0.08)
    weighted: list[float] = []
    naive: list[float] = []
    for _ in range(200):
        picked = np.flatnonzero(rng.random(len(confidences)) < inclusion)
        made = [Review(float(confidences[i]), bool(week.right[i]), float(inclusion[i])) for i in picked]
        weighted.append(precision_of_sample(made, week.evidence, calibration).precision)
        naive.append(float(week.right[picked].mean()))
    assert np.mean(weighted) == pytest.approx(week.precision, abs=0.01)
    assert abs(np.mean(naive) - week.precision) > 0.1
