"""What is found on a photograph that is moved, covered, blurred and darkened, and what is not."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.scene.detector import SceneDetector
from driftwatch.monitoring.scene.minute import LookSums, SceneMinute
from tests.monitoring.scene.pictures import Grey, Site, blurred, covered, kinds, minute_of, picture


@pytest.fixture(scope="module")
def learned() -> Site:
    return Site().learn(days=2)


@pytest.fixture
def site(learned: Site) -> Site:
    return copy.deepcopy(learned)


def test_what_is_as_usual_is_no_finding(site: Site) -> None:
    assert site.detector.ready
    assert site.detector.sees_view
    assert site.show(picture(), 20) == ()


@pytest.mark.parametrize(
    ("shown", "kind", "within"),
    [
        (picture(right=10), "moved", 10),
        (picture(right=-24), "moved", 10),
        (picture(turn=10), "moved", 10),
        (covered(0.5), "partly_covered", 15),
        (covered(1.0), "covered", 6),
        (blurred(2.5), "blurred", 10),
        (picture(light=0.0), "black", 6),
    ],
)
def test_a_gross_change_is_an_alarm_and_ends_with_its_cause(site: Site, shown: Grey, kind: str, within: int) -> None:
    found = site.show(shown, within)
    assert kinds(found) == [kind]
    assert found[0].level == "drift"
    assert site.minute * 60 - found[0].since == pytest.approx(within * 60, abs=120)
    assert site.show(picture(), 14) == ()


def test_two_minutes_are_no_alarm(site: Site) -> None:
    assert site.show(picture(right=-24), 2) == ()
    assert site.show(covered(1.0), 2) == ()
    assert site.show(picture(light=0.0), 2) == ()


def test_light_that_changes_is_no_movement(site: Site) -> None:
    found = site.show(picture(light=0.5), 30)
    assert kinds(found) == ["darker"]
    assert found[0].level == "warning"
    assert "grey levels darker than usual at this hour" in found[0].words


def test_an_alarm_is_not_learned_however_long_it_stands(site: Site) -> None:
    days = site.detector.learner.reference.days
    site.show(picture(right=-24), 12)
    look = site.detector.learner.reference.looks.normal.copy()
    assert kinds(site.show(picture(right=-24), 200)) == ["moved"]
    assert (site.detector.learner.reference.looks.normal == look).all()
    assert site.detector.learner.reference.days == days


def test_nothing_is_learned_while_another_alarm_stands(site: Site) -> None:
    before = site.detector.learner.record()
    site.show(picture(), 5, teach=False)
    assert site.detector.learner.record() == before


def test_accepting_a_new_view_learns_it_from_the_beginning(site: Site) -> None:
    site.show(picture(right=-24), 12)
    site.detector.accept()
    assert site.detector.active == ()
    assert not site.detector.ready
    assert site.show(picture(right=-24), 30) == ()


def test_accepting_another_light_goes_on_judging(site: Site) -> None:
    assert kinds(site.show(picture(light=0.5), 30)) == ["darker"]
    site.detector.accept()
    assert site.detector.ready
    assert site.show(picture(light=0.5), 30) == ()
    assert kinds(site.show(picture(right=-24, light=0.5), 12)) == ["moved"]


def test_nothing_is_judged_on_the_first_day() -> None:
    site = Site()
    site.show(picture(), 60)
    assert site.show(picture(light=0.0), 20) == ()
    assert not site.detector.ready


def test_a_minute_without_images_changes_nothing(site: Site) -> None:
    found = site.show(covered(1.0), 6)
    assert site.detector.update(None, site.minute * 60.0 + 6000, 3) == found


def test_goes_on_after_a_restart(site: Site) -> None:
    found = site.show(picture(right=-24), 12)
    record = json.loads(json.dumps(site.detector.record()))
    assert len(json.dumps(record)) <= 30_000
    site.detector = SceneDetector()
    site.detector.restore(record)
    assert site.detector.active == found
    assert site.detector.record() == record
    assert site.show(picture(), 14) == ()
    assert kinds(site.show(picture(right=-24), 10)) == ["moved"]


def _without(record: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != key}


@pytest.mark.parametrize("key", ["schema", "learner", "evidence", "standing"])
def test_a_record_that_is_none_is_refused_and_leaves_a_new_detector(site: Site, key: str) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        site.detector.restore(_without(site.detector.record(), key))
    assert not site.detector.ready


def without_thumbnails(shown: Grey) -> SceneMinute:
    return replace(minute_of(shown, shown), looks=LookSums())


def test_minutes_without_thumbnails_judge_the_light_and_leave_the_view_alone(site: Site) -> None:
    site.show(picture(right=-24), 10)
    for _ in range(30):
        site.give(without_thumbnails(picture(light=0.5)))
    assert kinds(site.detector.active) == ["moved", "darker"]
    assert not site.detector.looked
    site.show(picture(), 30)
    assert site.detector.looked
    assert site.detector.active == ()
