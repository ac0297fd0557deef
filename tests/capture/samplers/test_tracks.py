"""Samplers that follow objects: vanished, fleeting, flicker, and what low_confidence makes of them."""

import pytest

from driftwatch.capture.samplers.fleeting import Fleeting
from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.sampler import SamplerSettings, Vote
from driftwatch.capture.samplers.vanished import Vanished
from driftwatch.inference.answer import Box, Detection
from tests.capture.making import box, detection, sampled_frames

Video = list[list[Detection]]


def moving(confidences: list[float], start: float = 0.2, step: float = 0.02) -> Video:
    """One object on its way to the right; 0 where the model misses it."""
    return [[detection(c, where=box(start + step * n))] if c else [] for n, c in enumerate(confidences)]


def judged(settings: SamplerSettings, video: Video, seconds: float = 0.1) -> list[Vote]:
    sampler = settings.begin()
    votes = (sampler.vote(sampled) for sampled in sampled_frames(video, seconds))
    return [vote for vote in votes if vote is not None]


def test_an_object_missed_in_the_middle_is_about_the_first_frame_without_it() -> None:
    assert judged(Vanished(), moving([0.9, 0.9, 0.8, 0, 0, 0.7, 0.9])) == [Vote("vanished", 0.7, about=4)]


def test_each_gap_counts() -> None:
    found = judged(Vanished(), moving([0.9, 0.9, 0.9, 0, 0.9, 0, 0.9]))
    assert [vote.about for vote in found] == [4, 6]


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
    assert [vote.about for vote in judged(both, pairs)] == [4]
    assert judged(both, alone) == []


def named(labels: str, start: float = 0.2) -> Video:
    """One object on its way to the right under these names, a letter a frame."""
    return [[detection(0.9, label, box(start + 0.02 * n))] for n, label in enumerate(labels)]


def test_a_label_that_an_object_usually_has_not_is_a_flicker() -> None:
    assert [vote.value for vote in judged(Flicker(), named("aaab"))] == pytest.approx([3 / 4])
    assert len(judged(Flicker(), named("aaaabb"))) == 2
    assert judged(Flicker(labels=("c",)), named("aaab")) == []
    assert len(judged(Flicker(labels=("b",)), named("aaab"))) == 1


def test_of_two_flickers_in_a_frame_the_surer_one_counts() -> None:
    older = [[detection(0.9, label, box(0.2, 0.1))] for label in "aaaaab"]
    younger = [[], []] + [[detection(0.9, label, box(0.2, 0.6))] for label in "aaab"]
    both = [[*one, *other] for one, other in zip(older, younger, strict=True)]
    assert [vote.value for vote in judged(Flicker(), both)] == pytest.approx([5 / 6])


def test_coming_back_to_the_usual_label_is_no_flicker() -> None:
    assert len(judged(Flicker(), named("aaaabaa"))) == 1


def test_a_label_must_be_usual_before_another_is_unusual() -> None:
    assert judged(Flicker(), named("abab")) == []
    assert judged(Flicker(hits=1), named("ab")) != []


def test_a_small_object_at_the_border_may_look_like_another() -> None:
    assert judged(Flicker(), named("aaaab", start=0.72)) == []
    assert judged(Flicker(edge=0.0), named("aaaab", start=0.71)) != []


def test_two_objects_with_two_labels_do_not_flicker() -> None:
    video = [[detection(0.9, "a", box(0.1)), detection(0.9, "b", box(0.6))]] * 5
    assert judged(Flicker(), video) == []


def once(where: Box, label: str = "part", at: int = 2, frames: int = 4) -> Video:
    """Something that is in one frame only."""
    return [[detection(0.8, label, where)] if n == at else [] for n in range(frames)]


def test_an_object_that_is_in_one_frame_only_is_fleeting() -> None:
    assert judged(Fleeting(), once(box(0.4))) == [Vote("fleeting", 0.8, about=3)]
    assert judged(Fleeting(labels=("screw",)), once(box(0.4))) == []


def test_an_object_at_the_border_comes_and_goes() -> None:
    assert judged(Fleeting(), once(box(0.0))) == []
    assert judged(Fleeting(edge=0.0), once(box(0.0))) != []


def test_an_object_seen_twice_or_hardly_believed_is_not_fleeting() -> None:
    assert judged(Fleeting(), moving([0, 0, 0.9, 0.9, 0, 0])) == []
    assert judged(Fleeting(), moving([0, 0, 0.4, 0, 0])) == []


def test_what_moves_too_far_to_be_followed_is_not_fleeting() -> None:
    jumping = [[detection(0.9, where=box(x, side=0.05))] for x in (0.1, 0.3, 0.5, 0.7, 0.3)]
    assert judged(Fleeting(), jumping) == []


def test_what_stood_there_when_the_video_began_or_went_on_is_not_fleeting() -> None:
    assert judged(Fleeting(), once(box(0.4), at=0)) == []
    assert judged(Fleeting(), once(box(0.4)), seconds=1.5) == []


def test_minimum_objects_must_be_fleeting_at_once() -> None:
    two = [[], [detection(0.7, where=box(0.1)), detection(0.9, where=box(0.5))], []]
    assert judged(Fleeting(minimum_objects=2), two) == [Vote("fleeting", 0.9, about=2)]
    assert judged(Fleeting(minimum_objects=2), once(box(0.4))) == []


def unsure(video: Video, seconds: float = 0.1) -> float:
    return judged(LowConfidence(), video, seconds)[-1].value


def test_doubt_about_what_was_followed_is_doubt_about_hiding_it() -> None:
    followed, new = moving([0.4] * 5), [[], [], *moving([0.4])]
    assert unsure(followed) == pytest.approx(3 * 0.4 / (3 * 0.4 + 0.6))
    assert unsure(new) == pytest.approx(0.4 / (0.4 + 3 * 0.6))
    assert unsure(moving([0.4, 0.4])) == pytest.approx(0.4)


def test_doubt_about_what_is_new_is_doubt_about_showing_it() -> None:
    assert unsure([[], [], *moving([0.55])]) > 0.5 > unsure(moving([0.55] * 5))


def test_where_nothing_can_be_followed_a_confidence_is_all_there_is() -> None:
    assert unsure(moving([0.4] * 5), seconds=5.0) == pytest.approx(0.4)
