"""Samplers that look at labels, counts, pictures, chance, time and a second model."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.samplers.contains import Contains
from driftwatch.capture.samplers.count import Count
from driftwatch.capture.samplers.disagreement import Disagreement
from driftwatch.capture.samplers.drift import Drift
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.interval import Interval
from driftwatch.capture.samplers.novelty import Novelty
from driftwatch.capture.samplers.random import Random
from driftwatch.capture.samplers.rare_label import RareLabel
from driftwatch.capture.samplers.unknown_label import UnknownLabel
from driftwatch.inference.answer import Answer, Classification, Detection, Size
from tests.capture.making import box, detection, picture, sampled


class Shares(dict[str, float]):
    def share(self, label: str) -> float | None:
        return self.get(label, 0.0)


REFERENCE = Context(labels=Shares(car=0.9, bus=0.005))


def shadow(*found: Detection) -> Context:
    return Context(shadow=Answer(Size(160, 120), found))


def test_labels_are_unknown_only_against_a_reference() -> None:
    frame = [detection(0.7, "cow"), detection(0.9, "car")]
    assert UnknownLabel().vote(sampled(frame)) is None
    vote = UnknownLabel().vote(sampled(frame, context=REFERENCE))
    assert vote is not None
    assert vote.value == 0.7
    assert UnknownLabel(ignore=("cow",)).vote(sampled(frame, context=REFERENCE)) is None
    assert UnknownLabel(minimum_objects=2).vote(sampled(frame, context=REFERENCE)) is None


def test_rare_is_below_the_share_and_not_unknown() -> None:
    assert RareLabel().vote(sampled([detection(0.9, "car"), detection(0.9, "cow")], context=REFERENCE)) is None
    vote = RareLabel().vote(sampled([detection(0.9, "bus")], context=REFERENCE))
    assert vote is not None
    assert vote.value == pytest.approx(0.5)
    assert RareLabel(share=0.005).vote(sampled([detection(0.9, "bus")], context=REFERENCE)) is None


@given(st.integers(0, 6))
def test_count_is_outside_exactly_beyond_its_ends(number: int) -> None:
    vote = Count(minimum=1, maximum=3).vote(sampled([detection(0.9)] * number + [detection(0.4)]))
    assert (vote is not None) == (not 1 <= number <= 3)


def test_a_classifier_has_no_count() -> None:
    assert Count(minimum=1).vote(sampled(None, classes=[("a", 0.9)])) is None
    assert Count().begin().vote(sampled(None, classes=[("a", 0.9)])) is None


def counted(counts: Sequence[int], seconds: float = 1.0, settings: Count | None = None) -> list[float]:
    """The value of each frame with that many objects, 0 where nothing was said."""
    sampler = (settings or Count()).begin()
    votes = [sampler.vote(sampled([detection(0.9)] * n, now=i * seconds)) for i, n in enumerate(counts)]
    return [0.0 if vote is None else vote.value for vote in votes]


def test_what_number_is_usual_is_learned() -> None:
    values = counted([*([1, 2] * 300), 1, 5, 2, 0])
    assert [i for i, value in enumerate(values) if value] == [601, 603]
    assert values[601] == pytest.approx(0.5, abs=0.05)


def test_between_two_usual_numbers_nothing_is_unusual() -> None:
    assert not any(counted([*([1, 5] * 300), 3]))


def test_nothing_is_unusual_before_it_was_seen_for_a_while() -> None:
    assert not any(counted([*[1] * 299, 5]))
    assert counted([*[1] * 301, 5])[-1] > 0
    assert counted([*[1] * 301, 5], seconds=0.1)[-1] == 0  # half a minute


def test_a_new_usual_number_becomes_usual_and_an_hour_without_frames_forgets_all() -> None:
    values = counted([*[1] * 1000, *[3] * 1000])
    assert values[1000] > 0
    assert not any(values[1100:])
    sampler = Count().begin()
    for i in range(1000):
        sampler.vote(sampled([detection(0.9)], now=float(i)))
    assert sampler.vote(sampled([], now=999.0 + 1801.0)) is None


def test_a_learned_count_survives_a_day() -> None:
    assert counted([*[1] * 15_000, 2], seconds=5.0)[-1] > 0


def test_contains_wants_label_confidence_and_number() -> None:
    wanted = Contains(labels=("bus", "cow"), minimum_objects=2)
    assert wanted.vote(sampled([detection(0.9, "bus"), detection(0.9, "car")])) is None
    assert wanted.vote(sampled([detection(0.9, "bus"), detection(0.49, "cow")])) is None
    assert wanted.vote(sampled([detection(0.9, "bus"), detection(0.5, "cow")])) is not None


def test_a_scene_is_new_once() -> None:
    sampler = Novelty(every_seconds=0.0).begin()
    scenes = [1, 1, 2, 1, 2, 3]
    kept = [sampler.vote(sampled(picture=picture(s), now=float(n))) is not None for n, s in enumerate(scenes)]
    assert kept == [False, False, True, False, False, True]


def test_novelty_does_not_look_more_often_than_asked() -> None:
    sampler = Novelty(every_seconds=1.0).begin()
    kept = [sampler.vote(sampled(picture=picture(n), now=n * 0.25)) is not None for n in range(9)]
    assert kept == [False, False, False, False, True, False, False, False, True]


def test_novelty_forgets_the_oldest_scene() -> None:
    sampler = Novelty(every_seconds=0.0, memory=2).begin()
    kept = [sampler.vote(sampled(picture=picture(s), now=float(n))) is not None for n, s in enumerate([1, 2, 3, 1])]
    assert kept == [False, True, True, True]


def test_a_frame_that_cannot_be_decoded_is_not_new() -> None:
    assert Novelty().begin().vote(sampled()) is None


def test_models_agree_on_the_same_boxes_and_labels() -> None:
    ours = [detection(0.9, "a", box(0.1)), detection(0.8, "b", box(0.6))]
    assert Disagreement().vote(sampled(ours, context=shadow(*ours))) is None
    assert Disagreement().vote(sampled(ours)) is None


def test_a_box_or_label_of_one_model_alone_is_a_disagreement() -> None:
    ours = [detection(0.9, "a", box(0.1)), detection(0.8, "b", box(0.6))]
    missing = Disagreement().vote(sampled(ours, context=shadow(ours[0])))
    assert missing is not None
    assert missing.value == pytest.approx(1 / 3)
    other = Disagreement().vote(sampled(ours, context=shadow(ours[0], detection(0.8, "c", box(0.6)))))
    assert other is not None
    assert other.value == pytest.approx(1 / 2)
    assert Disagreement().vote(sampled(ours, context=shadow(*ours, detection(0.4, "c", box(0.3))))) is None


def test_classifiers_disagree_on_the_best_class() -> None:
    other = Context(shadow=Answer(Size(9, 9), None, (Classification("b", 0.7), Classification("a", 0.2))))
    assert Disagreement().vote(sampled(None, classes=[("a", 0.2), ("b", 0.8)], context=other)) is None
    vote = Disagreement().vote(sampled(None, classes=[("a", 0.9), ("b", 0.1)], context=other))
    assert vote is not None
    assert vote.value == pytest.approx(0.8)


def test_every_frame_has_its_chance() -> None:
    assert Random().vote(sampled()) is not None
    assert not Random.RANKED


def test_an_interval_runs_from_the_frame_that_was_kept() -> None:
    timer = Interval(seconds=10.0).begin()
    assert [timer.vote(sampled(now=t)) is not None for t in (0.0, 9.9, 12.0, 21.9, 22.0)] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_drift_speaks_while_an_alert_stands() -> None:
    assert Drift().vote(sampled()) is None
    assert Drift().vote(sampled(context=Context(drifting=True))) is not None
