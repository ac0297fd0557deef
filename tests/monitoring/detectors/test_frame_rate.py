"""Frames come more often while somebody looks at the Control tab, and less often where a machine is busy."""

from functools import partial

import pytest

from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.settings import AlertSettings
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import CALM, MONDAY, SITE, Site, learned, minutes

TODAY = MONDAY + 14
MAKERS = {make(AlertSettings()).name: partial(make, AlertSettings()) for make in DETECTORS}


@pytest.mark.parametrize("times", [0.2, 2.0, 5.0, 10.0])
@pytest.mark.parametrize("site", [SITE, CALM], ids=["busy", "calm"])
@pytest.mark.parametrize("name", MAKERS)
def test_another_pace_of_frames_alone_is_no_alert(name: str, site: Site, times: float) -> None:
    walk, detector = Walk(learned(site)), MAKERS[name]()
    scores = [walk.quick(detector, minutes(site.at_pace(times), number)) for number in (TODAY, TODAY + 1)]
    assert max(map(max, scores)) <= 1


def found(name: str, site: Site) -> bool:
    return first_alarm(Walk(learned()).quick(MAKERS[name](), minutes(site, TODAY))) is not None


@pytest.mark.parametrize("times", [0.2, 1.0, 5.0])
def test_a_loss_is_found_at_another_pace(times: float) -> None:
    assert found("detection_rate", SITE.times(0.2).at_pace(times))
    assert found("detection_rate", SITE.times(0.45).at_pace(times))
    assert found("label_mix", SITE.with_one("person", hourly=0).at_pace(times))
    assert found("confidence", SITE.with_all(mean=0.7).at_pace(times))
    blind = minutes(SITE.at_pace(times), TODAY).then(minutes(SITE.times(0.0).at_pace(times), TODAY), 660)
    assert first_alarm(Walk(learned()).quick(MAKERS["outage"](), blind)) is not None


@pytest.mark.parametrize("times", [0.2, 1.0, 5.0])
def test_ghosts_are_looked_for_at_the_usual_pace_only(times: float) -> None:
    """An object that passes quickly is seen in one frame where there are few."""
    assert found("fleeting", SITE.with_all(flashes=1.0).at_pace(times)) is (times == 1)
