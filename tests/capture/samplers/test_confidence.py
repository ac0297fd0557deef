"""Samplers that look at the confidences of one frame alone: low_confidence, close_to_threshold, margin, entropy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.samplers.close_to_threshold import CloseToThreshold
from driftwatch.capture.samplers.entropy import Entropy
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.margin import Margin
from driftwatch.inference.answer import Box
from tests.capture.making import MIDDLE, box, detection, sampled

confidences = st.lists(st.floats(0.05, 1.0), max_size=6)


@given(confidences)
def test_keeps_exactly_the_frames_with_an_unsure_detection(values: list[float]) -> None:
    vote = LowConfidence().begin().vote(sampled([detection(v, f"{i}") for i, v in enumerate(values)]))
    assert (vote is not None) == any(value < 0.6 for value in values)


def test_a_detection_at_the_threshold_is_sure() -> None:
    assert LowConfidence().begin().vote(sampled([detection(0.6)])) is None


def test_one_half_is_the_worst_doubt_and_two_doubts_are_worse() -> None:
    def value(*doubts: float) -> float:
        vote = LowConfidence().begin().vote(sampled([detection(doubt) for doubt in doubts]))
        assert vote is not None
        return vote.value

    assert value(0.5) == pytest.approx(0.5)
    assert value(0.5) > value(0.55) > value(0.4) > value(0.3)
    assert value(0.5, 0.4) == pytest.approx(1 - 0.5 * 0.6)


def test_a_small_doubt_at_the_border_is_harmless_and_a_large_one_is_not() -> None:
    entering, filling = Box(0.02, 0.4, 0.2, 0.6), Box(0.0, 0.1, 0.9, 0.9)
    assert LowConfidence().vote(sampled([detection(0.5, where=entering)])) is None
    assert LowConfidence(edge=0.0).vote(sampled([detection(0.5, where=entering)])) is not None
    assert LowConfidence().vote(sampled([detection(0.5, where=filling)])) is not None


def test_a_leftover_of_a_sure_box_is_harmless() -> None:
    sure, other = detection(0.9, "part", box(0.4)), box(0.5)
    assert LowConfidence().vote(sampled([sure, detection(0.4, "part", other)])) is None
    assert LowConfidence().vote(sampled([sure, detection(0.4, "screw", other)])) is not None
    assert LowConfidence().vote(sampled([detection(0.55, "part"), detection(0.4, "part", other)])) is not None


def test_labels_and_minimum_objects_narrow_low_confidence() -> None:
    unsure = LowConfidence(labels=("screw",), minimum_objects=2)
    assert unsure.vote(sampled([detection(0.4, "screw"), detection(0.4, "part")])) is None
    assert unsure.vote(sampled([detection(0.4, "screw")] * 2)) is not None


def test_low_confidence_sees_the_best_class_only() -> None:
    assert LowConfidence().vote(sampled(None, classes=[("a", 0.1), ("b", 0.8)])) is None
    assert LowConfidence().vote(sampled(None, classes=[("a", 0.1), ("b", 0.5)])) is not None


@given(confidences, st.floats(0, 1), st.floats(0.01, 0.5))
def test_close_means_within_epsilon_on_both_sides(values: list[float], threshold: float, epsilon: float) -> None:
    vote = CloseToThreshold(threshold=threshold, epsilon=epsilon).vote(sampled([detection(v) for v in values]))
    assert (vote is not None) == any(abs(value - threshold) <= epsilon for value in values)


def test_the_closest_one_gives_the_value() -> None:
    vote = CloseToThreshold(threshold=0.5, epsilon=0.2).vote(sampled([detection(0.6), detection(0.45)]))
    assert vote is not None
    assert vote.value == pytest.approx(0.75)


def test_margin_between_two_classes() -> None:
    assert Margin().vote(sampled(None, classes=[("a", 0.2), ("b", 0.5), ("c", 0.3)])) is None
    vote = Margin().vote(sampled(None, classes=[("a", 0.4), ("b", 0.5), ("c", 0.1)]))
    assert vote is not None
    assert vote.value == pytest.approx(0.5)


def test_margin_between_two_labels_on_one_place() -> None:
    rivals = [detection(0.7, "cat"), detection(0.65, "dog")]
    assert Margin().vote(sampled(rivals)) is not None
    assert Margin().vote(sampled([detection(0.7, "cat"), detection(0.65, "cat")])) is None
    assert Margin().vote(sampled([detection(0.7, "cat"), detection(0.65, "dog", box(0.0))])) is None
    assert Margin().vote(sampled([detection(0.7, "cat"), detection(0.45, "dog")])) is None


def test_margin_looks_past_a_rival_that_is_elsewhere() -> None:
    crowd = [detection(0.7, "cat"), detection(0.68, "bird", box(0.0)), detection(0.6, "dog")]
    assert Margin().vote(sampled(crowd)) is not None


def test_entropy_of_a_guess_is_one() -> None:
    vote = Entropy().vote(sampled(None, classes=[("a", 0.25), ("b", 0.25), ("c", 0.25), ("d", 0.25)]))
    assert vote is not None
    assert vote.value == pytest.approx(1.0)
    assert Entropy().vote(sampled(None, classes=[("a", 0.97), ("b", 0.01), ("c", 0.02)])) is None


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5))
def test_entropy_of_detections_is_the_mean_of_the_binary_ones(values: list[float]) -> None:
    want = sum(-p * math.log2(p) - (1 - p) * math.log2(1 - p) for p in values) / len(values)
    vote = Entropy(threshold=0.0).vote(sampled([detection(value, where=MIDDLE) for value in values]))
    assert vote is not None
    assert vote.value == pytest.approx(want)
