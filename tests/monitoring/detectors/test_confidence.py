from array import array
from dataclasses import replace

import numpy as np
import pytest

from driftwatch.monitoring.detectors.confidence import Confidence
from driftwatch.monitoring.usual.day import Day
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import MIDDLES, MONDAY, SITE, Minutes, learned, minutes

TODAY = MONDAY + 14
TEN = 600


def changed(**changes: float) -> Minutes:
    """A usual day until ten o'clock."""
    return minutes(SITE, TODAY).then(minutes(SITE.with_all(**changes), TODAY), TEN)


@pytest.mark.parametrize(("mean", "verb", "sign"), [(0.7, "fell", -1), (0.92, "rose", 1)])
def test_finds_a_fall_and_a_rise_and_since_when(mean: float, verb: str, sign: int) -> None:
    detector = Confidence()
    found = first_alarm(walk_until_alarm(detector, changed(mean=mean)))
    assert found is not None
    assert TEN < 5 * found <= TEN + 180
    finding = detector.explain()
    assert verb in finding.cause
    assert 0.02 < sign * finding.distance < 0.15
    assert abs(finding.since - (TODAY * 86_400 + 60 * TEN)) <= 3 * 3600


def walk_until_alarm(detector: Confidence, today: Minutes) -> list[float]:
    """Scores by five minutes; the last one is the first alarm."""
    scores: list[float] = []
    for situation in Walk(learned()).situations(today.coarse()):
        scores.append(detector.update(situation))
        if scores[-1] > 1:
            break
    return scores


def test_one_label_that_falls_is_found_and_named() -> None:
    detector = Confidence()
    today = minutes(SITE.with_one("dog", mean=0.5), TODAY)
    assert first_alarm(walk_until_alarm(detector, today)) is not None
    assert detector.explain().labels == ("dog",)
    assert '"dog"' in detector.explain().cause


def test_ends_after_the_repair_and_does_not_begin_again() -> None:
    today = minutes(SITE, TODAY).then(minutes(SITE.with_all(mean=0.68), TODAY), 480).then(minutes(SITE, TODAY), 720)
    scores = Walk(learned()).quick(Confidence(), today)
    begin = first_alarm(scores)
    assert begin is not None
    assert begin <= 720
    ended = next(slot for slot in range(begin, 1440) if scores[slot] < 0.5)
    assert 720 <= ended <= 900
    assert max(scores[ended:]) < 1


@pytest.mark.parametrize(("again", "raised"), [(0.76, False), (0.68, True)])
def test_what_comes_again_within_a_day_has_to_go_farther(again: float, raised: bool) -> None:
    def rest_of_day(before: Minutes) -> float:
        today = before.then(minutes(SITE.with_all(mean=again), TODAY), 960)
        return max(Walk(learned()).quick(Confidence(), today)[960:])

    usual = minutes(SITE, TODAY)
    once_before = usual.then(minutes(SITE.with_all(mean=0.68), TODAY), 480).then(usual, 600)
    assert rest_of_day(usual) > 1
    assert (rest_of_day(once_before) > 1) is raised


def test_an_alarm_stays_over_a_night_without_anything() -> None:
    detector, walk = Confidence(), Walk(learned())
    walk.quick(detector, changed(mean=0.6))
    night = walk.quick(detector, minutes(SITE.with_all(mean=0.6), TODAY + 1), 0, 420)
    assert min(night) >= 0.5


def parked(number: int, mean: float) -> Minutes:
    """One car is in view all day."""
    rng = np.random.default_rng(number)
    bell = np.exp(-(((MIDDLES - mean) / 0.05) ** 2) / 2)
    base = minutes(SITE, number)
    begun = np.zeros((1440, 1), np.int64)
    begun[420] = 1
    bins = rng.multinomial(np.full((1440, 1), 60), bell / bell.sum())
    return replace(base, names=("car",), bins=bins, begun=begun, fleeting=np.zeros_like(begun))


def test_one_thing_that_stands_there_all_day_is_one_piece_of_evidence() -> None:
    means = np.random.default_rng(1).normal(0.8, 0.05, 14)
    days: list[Day] = [parked(MONDAY + index, float(mean)).day() for index, mean in enumerate(means)]
    assert max(Walk(days).quick(Confidence(), parked(TODAY, 0.7))) <= 1


def test_says_nothing_before_enough_was_learned() -> None:
    assert max(Walk().quick(Confidence(), changed(mean=0.6))) == 0
    assert max(Walk(learned(count=2), judged=False).quick(Confidence(), changed(mean=0.6))) == 0


FOGGY = (10.0, 1000.0, 100.0, 400.0)


def test_a_fall_in_light_that_was_never_seen_is_a_warning_and_in_known_light_an_alarm() -> None:
    rng = np.random.default_rng(2)
    days = learned()
    for day in days:
        clear = np.array([10.0, 1100.0, 450.0, 4000.0]) * np.exp(rng.normal(0, 0.05, (24, 4)))
        day.picture[:] = array("d", clear.ravel())
    for picture, level in ((FOGGY, "warning"), ((10.0, 1100.0, 450.0, 4000.0), "drift")):
        detector, walk = Confidence(), Walk(days)
        levels: set[str] = set()
        for situation in walk.situations(changed(mean=0.6).coarse(0, TEN + 180)):
            assert walk.history.today is not None
            walk.history.today.picture[:] = array("d", picture * 24)
            if detector.update(situation) > 1:
                levels.add(detector.level)
        assert levels == {level}
        assert ("in light not seen before" in detector.explain().cause) == (level == "warning")
