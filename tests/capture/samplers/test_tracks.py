"""Samplers that follow objects: vanished and flicker."""

import pytest

from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.vanished import Vanished
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.inference.answer import Detection
from tests.capture.making import box, detection, sights_of

Video = list[list[Detection]]


def moving(confidences: list[float], start: float = 0.2, step: float = 0.02) -> Video:
    """One object on its way to the right; 0 where the model misses it."""
    return [[detection(c, where=box(start + step * n))] if c else [] for n, c in enumerate(confidences)]


def judged(settings: Vanished | Flicker, video: Video, seconds: float = 0.1) -> list[Verdict]:
    sampler = settings.begin()
    verdicts = (sampler.judge(sight) for sight in sights_of(video, seconds))
    return [verdict for verdict in verdicts if verdict is not None]


def test_an_object_missed_in_the_middle_is_about_the_first_frame_without_it() -> None:
    assert judged(Vanished(), moving([0.9, 0.9, 0.8, 0, 0, 0.7, 0.9])) == [Verdict("vanished", 0.7, about=4)]


def test_each_gap_counts() -> None:
    found = judged(Vanished(), moving([0.9, 0.9, 0.9, 0, 0.9, 0, 0.9]))
    assert [verdict.about for verdict in found] == [4, 6]


def test_an_object_that_does_not_come_back_has_left() -> None:
    assert judged(Vanished(), moving([0.9, 0.9, 0.9, 0, 0, 0, 0])) == []


def test_an_object_that_leaves_at_the_border_and_comes_in_again_was_not_missed() -> None:
    video = [[detection(0.9, where=box(x))] for x in (0.72, 0.76, 0.8)] + [[], [detection(0.9, where=box(0.8))]]
    assert judged(Vanished(), video) == []


def test_an_object_hardly_ever_seen_is_not_missed() -> None:
    assert judged(Vanished(), moving([0.9, 0.9, 0, 0.9])) == []
    assert judged(Vanished(hits=2), moving([0.9, 0.9, 0, 0.9])) != []


def test_an_object_never_believed_in_is_not_missed() -> None:
    assert judged(Vanished(), moving([0.4, 0.4, 0.4, 0, 0.4])) == []


def test_a_gap_of_exactly_the_longest_counts_and_a_longer_one_does_not() -> None:
    still = [0.9, 0.9, 0.9, 0, 0.9]
    assert judged(Vanished(max_gap_seconds=0.5), moving(still, step=0.0), seconds=0.25) != []
    assert judged(Vanished(max_gap_seconds=0.4), moving(still, step=0.0), seconds=0.25) == []


def test_minimum_objects_must_return_from_one_frame() -> None:
    pairs = [[detection(c, where=box(0.1, y)) for y in (0.1, 0.6)] if c else [] for c in (0.9, 0.9, 0.9, 0, 0.8)]
    alone = moving([0.9, 0.9, 0.9, 0, 0.9])
    both = Vanished(minimum_objects=2)
    assert [verdict.about for verdict in judged(both, pairs)] == [4]
    assert judged(both, alone) == []


def test_a_change_of_label_on_one_object_is_a_flicker() -> None:
    video = [[detection(0.9, label, box(0.2 + 0.02 * n))] for n, label in enumerate(["a", "a", "b", "b", "a"])]
    assert [verdict.value for verdict in judged(Flicker(), video)] == pytest.approx([0.9, 0.9])
    assert judged(Flicker(labels=("c",)), video) == []
    assert len(judged(Flicker(labels=("b",)), video)) == 2


def test_two_objects_with_two_labels_do_not_flicker() -> None:
    video = [[detection(0.9, "a", box(0.1)), detection(0.9, "b", box(0.6))]] * 5
    assert judged(Flicker(), video) == []
