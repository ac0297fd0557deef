"""Frames come more often while somebody looks at the Control tab, and less often where a machine is busy."""

from dataclasses import replace

import pytest

from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.settings import AlertSettings
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import CALM, MONDAY, SITE, Minutes, Site, learned, minutes

TODAY = MONDAY + 14


def at_pace(site: Site, times: float, number: int) -> Minutes:
    """The same objects, each in view for as many more frames, or fewer."""
    things = tuple((name, replace(one, stay=times * one.stay)) for name, one in site.things)
    return minutes(replace(site, things=things, frames=round(times * site.frames)), number)


@pytest.mark.parametrize("times", [0.2, 2.0, 5.0, 10.0])
@pytest.mark.parametrize("site", [SITE, CALM], ids=["busy", "calm"])
@pytest.mark.parametrize("detector", [make(AlertSettings()) for make in DETECTORS], ids=lambda one: one.name)
def test_another_pace_of_frames_alone_is_no_alert(detector: Detector, site: Site, times: float) -> None:
    walk = Walk(learned(site))
    scores = [walk.quick(detector, at_pace(site, times, number)) for number in (TODAY, TODAY + 1)]
    assert max(map(max, scores)) <= 1
    detector.dismiss((TODAY + 2) * 1440)


def found(name: str, day: Minutes) -> bool:
    detector = next(one for one in (make(AlertSettings()) for make in DETECTORS) if one.name == name)
    return first_alarm(Walk(learned()).quick(detector, day)) is not None


@pytest.mark.parametrize("times", [0.2, 1.0, 5.0])
def test_a_loss_is_found_at_another_pace(times: float) -> None:
    assert found("detection_rate", at_pace(SITE.times(0.2), times, TODAY))
    assert found("detection_rate", at_pace(SITE.times(0.45), times, TODAY))
    assert found("label_mix", at_pace(SITE.with_one("person", hourly=0), times, TODAY))
    assert found("confidence", at_pace(SITE.with_all(mean=0.7), times, TODAY))
    assert found("outage", at_pace(SITE, times, TODAY).then(at_pace(SITE.times(0.0), times, TODAY), 660))


@pytest.mark.parametrize("times", [0.2, 1.0, 5.0])
def test_ghosts_are_looked_for_at_the_usual_pace_only(times: float) -> None:
    """An object that passes quickly is seen in one frame where there are few."""
    assert found("fleeting", at_pace(SITE.with_all(flashes=1.0), times, TODAY)) is (times == 1)
