import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.drift.truth import chunk
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.label_free import Taught, Withheld, estimate_without_labels
from driftwatch.quality.estimates.unlikeness import (
    Stretch,
    compare,
    jensen_shannon,
    kolmogorov_smirnov,
    too_unlike,
)

samples = st.lists(st.floats(0, 1), min_size=1, max_size=50).map(np.array)
counts = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50))


def taught(seed: int, count: int) -> Taught:
    seen = chunk(np.random.default_rng(seed), 0.0)
    return Taught(seen.evidence.confidences[:count], seen.right[:count], np.ones(count), np.arange(count))


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
    found = estimate_without_labels(taught(0, 500), usual.evidence, window.evidence, rng)
    assert isinstance(found, Estimate)
    assert found.low <= window.precision <= found.high
    assert 0.02 < found.half_width < 0.06


def test_a_damaged_window_gets_none_and_is_told_what_to_do() -> None:
    rng = np.random.default_rng(0)
    found = estimate_without_labels(taught(0, 500), chunk(rng, 0.0).evidence, chunk(rng, 0.7).evidence, rng)
    assert isinstance(found, Withheld)
    assert str(found).startswith("estimate withheld: review 200 frames (")
    assert any("sharpness" in reason for reason in found.reasons)


@pytest.mark.parametrize(("respects", "withheld"), [(1, False), (3, True)])
def test_a_little_in_every_respect_is_too_much(respects: int, withheld: bool) -> None:
    """Each figure of the images differs by .09, where .12 would be too much for one alone."""
    even = np.linspace(0.3, 1, 1000)
    usual = Stretch(even, {"a": 1000}, np.stack([even] * 3, axis=1))
    moved = usual.images.copy()
    moved[:, :respects] += 0.09 * 0.7
    found = estimate_without_labels(taught(0, 500), usual, Stretch(even, {"a": 1000}, moved), np.random.default_rng(0))
    assert isinstance(found, Withheld) == withheld
    assert withheld == ("each differ a little" in str(found))


def test_without_anything_to_compare_it_is_withheld() -> None:
    rng = np.random.default_rng(0)
    nothing = Stretch(np.zeros(0), {}, np.zeros((0, 3)))
    assert isinstance(estimate_without_labels(taught(0, 500), chunk(rng, 0.0).evidence, nothing, rng), Withheld)


def test_two_hundred_judged_boxes_are_needed() -> None:
    rng = np.random.default_rng(0)
    usual = chunk(rng, 0.0).evidence
    found = estimate_without_labels(taught(0, 199), usual, usual, rng)
    assert found == Withheld(("1 more judged boxes are needed, of 200",), 1)


def short(seen: Stretch, rng: np.random.Generator, detections: int, images: int) -> Stretch:
    """A part of a stretch, drawn by chance."""
    picked = rng.choice(len(seen.confidences), detections, replace=False)
    shares = np.array(list(seen.labels.values())) / sum(seen.labels.values())
    labels: dict[str, int] = dict(zip(seen.labels, rng.multinomial(detections, shares).tolist(), strict=True))
    return Stretch(seen.confidences[picked], labels, seen.images[rng.choice(len(seen.images), images, replace=False)])


def test_luck_in_short_stretches_withholds_nothing_and_damage_is_seen() -> None:
    rng = np.random.default_rng(11)
    withheld = {0.0: 0, 0.3: 0}
    for _ in range(20):
        for damage in withheld:
            day = short(chunk(rng, damage).evidence, rng, 200, 100)
            withheld[damage] += bool(too_unlike(compare(chunk(rng, 0.0).evidence, day)))
    assert withheld[0.0] <= 4
    assert withheld[0.3] == 20


def test_boxes_of_one_object_are_one_piece_of_evidence() -> None:
    rng = np.random.default_rng(3)
    usual, day = chunk(rng, 0.0).evidence, chunk(rng, 0.0).evidence
    wide = estimate_without_labels(taught(0, 500), usual, replace(day, objects=150), rng)
    narrow = estimate_without_labels(taught(0, 500), usual, day, rng)
    assert isinstance(wide, Estimate)
    assert isinstance(narrow, Estimate)
    assert wide.half_width > 1.2 * narrow.half_width
    few = estimate_without_labels(taught(0, 500), usual, replace(day, objects=20), rng)
    assert isinstance(few, Withheld)
    assert "too short to compare confidences" in str(few)
