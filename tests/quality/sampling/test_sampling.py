import random

import numpy as np
import pytest

from driftwatch.quality.sampling.draw import Draw, draw
from driftwatch.quality.sampling.shares import BEFORE, MOST, Spread, emphases
from driftwatch.quality.sampling.strata import WHY, FrameFacts, stratum_of


def test_each_frame_is_reviewed_with_the_chance_that_is_said() -> None:
    rng = random.Random(1)
    for emphasis in (0.5, 2.0):
        rung = [draw(0.1, "sure", emphasis, rng).priority <= 0.1 for _ in range(20_000)]
        assert np.mean(rung) == pytest.approx(Draw(0.1, "sure", emphasis, 0.0).review_chance(0.1), abs=0.015)


def test_a_frame_that_was_sure_to_be_reviewed_stands_for_those_not_in_the_pool() -> None:
    assert Draw(0.25, "sure", 1.0, 0.0).weight(float("inf")) == 4.0


@pytest.mark.parametrize(("chance", "emphasis"), [(0.0, 1.0), (1.5, 1.0), (0.1, 0.0), (0.1, float("inf"))])
def test_impossible_chances_are_refused(chance: float, emphasis: float) -> None:
    with pytest.raises(ValueError, match="got"):
        draw(chance, "sure", emphasis, random.Random(0))


def test_the_mean_emphasis_is_one_and_no_frame_weighs_more_than_five_times() -> None:
    frames = {"sure": 9000.0, "unsure": 900.0, "vanished": 100.0}
    found = emphases(frames, {"sure": Spread(50, 0.0), "vanished": Spread(20, 0.8)}, 200)
    assert sum(found[name] * count for name, count in frames.items()) / 10_000 == pytest.approx(1)
    assert found["sure"] < found["unsure"] < found["vanished"]
    assert min(found.values()) > 0.2 / MOST
    assert emphases({}, {}, 100) == {}


def test_every_stratum_has_its_words_and_its_scatter() -> None:
    assert set(WHY) == set(BEFORE)


@pytest.mark.parametrize(
    ("facts", "stratum"),
    [
        (FrameFacts((0.99,), disagrees=True, vanished=True), "disagreement"),
        (FrameFacts((0.99,), vanished=True), "vanished"),
        (FrameFacts((0.99,), flicker=True), "flicker"),
        (FrameFacts((), below=0.1), "just_below"),
        (FrameFacts((), below=0.11), "empty"),
        (FrameFacts((0.5,)), "doubtful"),
        (FrameFacts((0.88, 0.88, 0.88)), "unsure"),
        (FrameFacts((0.98,)), "certain"),
    ],
)
def test_what_is_in_a_frame(facts: FrameFacts, stratum: str) -> None:
    assert stratum_of(facts) == stratum


def test_two_fifths_of_the_reviews_go_to_a_candidate_until_it_is_decided() -> None:
    frames = {"disagreement": 60.0, "certain": 940.0}
    usual, asked = emphases(frames, {}, 100), emphases(frames, {}, 100, is_undecided=True)
    assert 0.06 * asked["disagreement"] == pytest.approx(0.4)
    assert asked["disagreement"] > 2 * usual["disagreement"]
    assert sum(frames[name] * asked[name] for name in frames) / 1000 == pytest.approx(1)
