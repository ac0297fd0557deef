"""What holds for every detector."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import pytest

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, HIGHEST_SCORE, Detector, Finding
from driftwatch.monitoring.detectors.picture import Picture
from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from driftwatch.monitoring.settings import AlertSettings
from tests.monitoring.detectors.by_hand import Walk
from tests.monitoring.made import MONDAY, SITE, Minutes, Site, Things, learned, minutes
from tests.monitoring.scene.pictures import Grey, covered, minute_of, picture

Maker = Callable[[AlertSettings], Detector]
SETTINGS = AlertSettings(low_confidence_rate=0.3)
every_detector = pytest.mark.parametrize("make", DETECTORS, ids=[make(SETTINGS).name for make in DETECTORS])
# That of whole days cannot find a day on which it goes on; what it finds in weeks is in test_slow_drift.py.
BY_THE_MINUTE = [make for make in DETECTORS if not isinstance(make(SETTINGS), SlowDrift)]
every_quick_one = pytest.mark.parametrize("make", BY_THE_MINUTE, ids=[make(SETTINGS).name for make in BY_THE_MINUTE])
WATCHED = Site((*SITE.things, ("unicorn", Things(0))))
TODAY = MONDAY + 14


def bad_day() -> Minutes:
    """Good until nine, then wrong in every way, and from three in the afternoon on the model says nothing."""
    bad = WATCHED.with_all(mean=0.55).with_one("dog", hourly=0).with_one("unicorn", hourly=60)
    bad = bad.with_one("car", flashes=2.0)
    blind = WATCHED.with_all(hourly=0)
    return minutes(WATCHED, TODAY).then(minutes(bad, TODAY), 540).then(minutes(blind, TODAY), 900)


@dataclass(frozen=True, slots=True)
class Seen:
    """Scores of each detector by minute, and what it said at its highest."""

    scores: dict[str, list[float]]
    findings: dict[str, Finding]


def watch(today: Iterator[ClosedMinute], restart: int | None = None) -> Seen:
    """All detectors through a day; `restart`: minute at which each is made again from its record."""
    walk, detectors = Walk(learned(WATCHED)), [ready(make) for make in DETECTORS]
    scores: dict[str, list[float]] = {one.name: [] for one in detectors}
    findings: dict[str, Finding] = {}
    for index, situation in enumerate(walk.situations(today)):
        if index == restart:
            detectors = [again(make, one) for make, one in zip(DETECTORS, detectors, strict=True)]
        for one in detectors:
            score = one.update(situation)
            if score > max(scores[one.name], default=1.0):
                findings[one.name] = one.explain()
            scores[one.name].append(score)
    return Seen(scores, findings)


@lru_cache
def picture_record() -> str:
    """Of the detector of pictures, which learns from those of the day before."""
    detector = Picture()
    Walk(learned(WATCHED)).scores(detector, with_scenes(minutes(WATCHED, TODAY - 1), lambda _: picture()))
    return json.dumps(detector.record())


def ready(make: Maker) -> Detector:
    detector = make(SETTINGS)
    if isinstance(detector, Picture):
        detector.restore(json.loads(picture_record()))
    return detector


def with_scenes(today: Minutes, shown: Callable[[int], Grey], every: int = 10) -> Iterator[ClosedMinute]:
    """A picture now and then is enough."""
    for slot, closed in enumerate(today.closed()):
        yield replace(closed, scene=minute_of(shown(slot), shown(slot))) if slot % every == 0 else closed


def good_minutes() -> Iterator[ClosedMinute]:
    return with_scenes(minutes(WATCHED, TODAY), lambda _: picture())


def bad_minutes() -> Iterator[ClosedMinute]:
    return with_scenes(bad_day(), lambda slot: picture() if slot < 540 else covered(1.0))


def again(make: Maker, detector: Detector) -> Detector:
    restarted = make(SETTINGS)
    record = detector.record()
    restarted.restore(json.loads(json.dumps(record, allow_nan=False)))
    assert restarted.record() == record
    assert restarted.level == detector.level
    return restarted


@lru_cache
def bad() -> Seen:
    return watch(bad_minutes())


@lru_cache
def good() -> Seen:
    return watch(good_minutes())


def name_of(make: Maker) -> str:
    return make(SETTINGS).name


def test_names_are_unique() -> None:
    assert len({name_of(make) for make in DETECTORS}) == len(DETECTORS)


@every_detector
def test_scores_are_numbers_from_0_to_10(make: Maker) -> None:
    assert all(math.isfinite(score) and 0 <= score <= HIGHEST_SCORE for score in bad().scores[name_of(make)])


@every_quick_one
def test_a_day_on_which_everything_goes_wrong_is_an_alert_but_not_before_it_does(make: Maker) -> None:
    scores = bad().scores[name_of(make)]
    assert max(scores[:540]) <= 1
    assert max(scores[540:]) > 1


@every_detector
def test_a_usual_day_is_no_alert(make: Maker) -> None:
    assert max(good().scores[name_of(make)]) <= 1


@pytest.mark.parametrize("minute", [777, *(pytest.param(other, marks=pytest.mark.slow) for other in (601, 1000))])
def test_a_restart_in_the_middle_changes_nothing(minute: int) -> None:
    assert watch(bad_minutes(), minute).scores == bad().scores


@lru_cache
def without_frames() -> Seen:
    return watch(minutes(WATCHED, TODAY).without_frames(0, 1440).closed())


@every_detector
def test_minutes_without_frames_do_no_harm(make: Maker) -> None:
    assert max(without_frames().scores[name_of(make)]) <= 1


@every_detector
def test_a_damaged_record_is_refused(make: Maker) -> None:
    record = make(SETTINGS).record()
    wrong = [{**record, name: None} for name in record if name in ("score", "scene")]
    for damaged in ({}, {"window": 3}, {"found": None}, *wrong):
        with pytest.raises((KeyError, TypeError, ValueError)):
            make(SETTINGS).restore(damaged)


@every_quick_one
def test_explains_itself_in_words(make: Maker) -> None:
    finding = bad().findings[name_of(make)]
    assert len(finding.cause.split()) > 4
    assert (TODAY - 3) * 86_400 <= finding.since <= (TODAY + 1) * 86_400
    assert math.isfinite(finding.distance)


def test_setting_the_clock_makes_no_alert() -> None:
    detectors = [ready(make) for make in DETECTORS]
    for situation in Walk(learned(WATCHED)).situations(good_minutes()):
        for detector in detectors:
            assert detector.update(situation) <= 1, detector.name
            detector.clock_was_set()


@pytest.mark.parametrize("make", DETECTORS[:5], ids=[name_of(make) for make in DETECTORS[:5]])
def test_what_led_to_a_dismissed_alert_raises_no_other(make: Maker) -> None:
    """Hours before the dismissal are in many windows after it, of detectors that look back."""
    detector, walk, good = make(SETTINGS), Walk(learned(WATCHED)), minutes(WATCHED, TODAY)
    for situation in walk.situations(bad_day().coarse()):
        if detector.update(situation) > 1:
            break
    else:
        pytest.fail("there was no alert to dismiss")
    detector.dismiss(TODAY * 1440 + situation.slot)
    assert max(walk.quick(detector, good, situation.slot + 5)) <= 1


def test_dismissing_ends_it_and_what_led_to_it_is_not_looked_at_again() -> None:
    waiting, dismissed = [ready(make) for make in BY_THE_MINUTE], list[Detector]()
    for situation in Walk(learned(WATCHED)).situations(bad_minutes()):
        for detector in dismissed:
            assert detector.update(situation) < CLEAR_BELOW, detector.name
        dismissed = [detector for detector in waiting if detector.update(situation) > 1]
        for detector in dismissed:
            detector.dismiss(TODAY * 1440 + situation.slot)
            waiting.remove(detector)
        if not waiting and not dismissed:
            return
    pytest.fail(f"there was no alert to dismiss: {[detector.name for detector in waiting]}")
