import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Answer, Size
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, IMAGE_UNITS
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import Linkers, MinuteTally
from driftwatch.observation import ImageStatistics, ModelIdentity, Moment, Observation
from tests.monitoring.strategies import classified, seen

scored = st.lists(st.tuples(st.sampled_from(["person", "car", "dog"]), st.floats(0, 1)), max_size=12)
frames = st.lists(scored, max_size=20)


def tallied(*observations: Observation, settings: StatisticsSettings | None = None) -> MinuteTally:
    tally = MinuteTally(settings or StatisticsSettings())
    tally.add(observations)
    return tally


@given(frames)
def test_equals_counting_one_by_one(shown: list[list[tuple[str, float]]]) -> None:
    totals = tallied(*(seen(frame) for frame in shown)).totals()
    counted = [[(label, c) for label, c in frame if c >= 0.3] for frame in shown]
    assert totals.frames.frames == len(shown)
    assert totals.frames.empty_frames == sum(not frame for frame in counted)
    assert totals.frames.low_confidence_frames == sum(any(c < 0.6 for _, c in frame) for frame in counted)
    assert set(totals.labels) == {label for frame in shown for label, _ in frame}
    for label, counts in totals.labels.items():
        values = np.array([c for frame in counted for name, c in frame if name == label])
        assert counts.frames == sum(any(name == label for name, _ in frame) for frame in counted)
        assert counts.detections == len(values)
        assert counts.low_confidence == (values < 0.6).sum()
        assert counts.histogram == Histogram.of(np.array([c for frame in shown for name, c in frame if name == label]))
        if len(values):
            assert counts.mean == pytest.approx(values.mean(), abs=1 / CONFIDENCE_UNITS)
            assert counts.variance == pytest.approx(values.var(), abs=3 / CONFIDENCE_UNITS)


@given(frames, st.integers(0, 20))
def test_the_cut_into_batches_does_not_matter(shown: list[list[tuple[str, float]]], cut: int) -> None:
    observations = [seen(frame) for frame in shown]
    parts = tallied(*observations[:cut])
    parts.add(observations[cut:])
    assert parts.totals() == tallied(*observations).totals()


@given(frames, st.integers(0, 20))
def test_minutes_that_pass_on_their_last_frame_add_up(shown: list[list[tuple[str, float]]], cut: int) -> None:
    """What flashed in the last frame of a minute is known, and counted, in the next one."""
    observations = [seen(frame, Moment(float(index), float(index))) for index, frame in enumerate(shown)]
    linkers = Linkers()
    first, second = (MinuteTally(StatisticsSettings(), linkers) for _ in range(2))
    first.add(observations[:cut])
    second.add(observations[cut:])
    assert first.totals() + second.totals() == tallied(*observations).totals()


def test_objects_that_come_into_view_and_those_of_one_frame_are_counted() -> None:
    car, both = [("car", 0.9)], [("car", 0.9), ("dog", 0.5)]
    observations = [
        seen(frame, Moment(0.0, float(at))) for at, frame in enumerate([car, both, car, [], [], [], car, []])
    ]
    labels = tallied(*observations).totals().labels
    assert {name: (one.begun, one.fleeting) for name, one in labels.items()} == {"car": (2, 1), "dog": (1, 1)}


def test_at_most_five_frames_a_second_are_linked() -> None:
    """At thirty frames a second a dog in every other frame would flash fifteen times."""
    frames = [[("dog", 0.9)] if at % 6 == 0 else [] for at in range(60)]
    linked = tallied(*(seen(frame, Moment(0.0, at / 30)) for at, frame in enumerate(frames))).totals().labels["dog"]
    assert linked.detections == 10
    assert (linked.begun, linked.fleeting) == (1, 0)


def test_a_classifiers_objects_are_runs_of_its_top_class() -> None:
    tops = [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.9, 0.1], [0.9, 0.1]]
    labels = tallied(*(classified(scores, Moment(0.0, float(at))) for at, scores in enumerate(tops))).totals().labels
    assert {name: (one.begun, one.fleeting) for name, one in labels.items()} == {"c0": (2, 0), "c1": (1, 1)}


def test_floor_and_threshold_are_where_they_are_said_to_be() -> None:
    totals = tallied(seen([("car", 0.3), ("car", math.nextafter(0.3, 0)), ("car", 0.6), ("car", 0.05)])).totals()
    assert totals.labels["car"].detections == 2
    assert totals.labels["car"].low_confidence == 1
    assert totals.labels["car"].histogram.size == 4


@pytest.mark.parametrize("bad", [math.nan, math.inf, -0.1, 1.1])
def test_a_confidence_that_is_none_fails_its_frame_only(bad: float) -> None:
    totals = tallied(seen([("car", 0.9), ("car", bad)]), seen([("car", 0.5)])).totals()
    assert (totals.frames.frames, totals.frames.failed_frames) == (1, 1)
    assert totals.labels["car"].mean == pytest.approx(0.5)


def test_a_classifier_counts_its_top_class_even_below_the_floor() -> None:
    totals = tallied(classified([0.1, 0.2, 0.15]), classified([0.8, 0.1, 0.1])).totals()
    assert {label: counts.detections for label, counts in totals.labels.items()} == {"c1": 1, "c0": 1}
    assert totals.labels["c1"].low_confidence == 1
    assert totals.frames.classified_frames == 2
    assert totals.frames.margin_sum / CONFIDENCE_UNITS == pytest.approx(0.05 + 0.7, abs=1e-4)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=30))
def test_entropy_equals_its_definition(scores: list[float]) -> None:
    shares = np.array(scores) / np.sum(scores)
    expected = -(shares * np.log(shares)).sum() / np.log(len(shares))
    totals = tallied(classified(scores)).totals()
    assert totals.frames.entropy_sum / CONFIDENCE_UNITS == pytest.approx(expected, abs=1e-4)


def test_entropy_and_margin_of_odd_scores_are_finite() -> None:
    frames = tallied(classified([0.0, 0.0]), classified([1.0]), classified([math.nan, 0.5])).totals().frames
    assert (frames.frames, frames.failed_frames, frames.classified_frames) == (3, 0, 2)
    assert (frames.margin_sum, frames.entropy_sum) == (CONFIDENCE_UNITS, 0)


def test_an_answer_of_neither_kind_is_an_empty_frame() -> None:
    nothing = Observation("yard", Moment(0, 0), ModelIdentity("m"), Answer(Size(4, 4)), "00")
    frames = tallied(nothing).totals().frames
    assert (frames.frames, frames.empty_frames) == (1, 1)


@given(st.lists(st.floats(0, 255), min_size=1, max_size=20))
def test_image_statistics_add_up(values: list[float]) -> None:
    images = [ImageStatistics(v, v / 2, v * 3) for v in values]
    frames = tallied(*(seen([], image=image) for image in images), seen([])).totals().frames
    assert frames.image_frames == len(values)
    assert frames.brightness_sum / IMAGE_UNITS == pytest.approx(sum(values), abs=len(values) / IMAGE_UNITS)
    assert frames.sharpness_sum / IMAGE_UNITS == pytest.approx(3 * sum(values), abs=len(values) / IMAGE_UNITS)
