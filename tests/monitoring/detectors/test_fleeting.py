from driftwatch.monitoring.detectors.fleeting import FleetingObjects
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import MONDAY, SITE, learned, minutes

TODAY = MONDAY + 14


def test_ghosts_of_one_frame_are_found_and_named() -> None:
    detector = FleetingObjects()
    ghosts = minutes(SITE, TODAY).then(minutes(SITE.with_one("person", flashes=1.0), TODAY), 480)
    found = first_alarm(Walk(learned()).quick(detector, ghosts))
    assert found is not None
    assert 480 < found <= 960
    finding = detector.explain()
    assert finding.labels == ("person",)
    assert "one frame only" in finding.cause
    assert finding.distance > 1


def test_more_objects_that_stay_are_no_ghosts() -> None:
    assert max(Walk(learned()).quick(FleetingObjects(), minutes(SITE.times(2.5), TODAY))) <= 1


def test_fewer_ghosts_than_usual_are_no_alarm() -> None:
    assert max(Walk(learned()).quick(FleetingObjects(), minutes(SITE.with_all(flashes=0.0), TODAY))) <= 1


def test_says_nothing_before_enough_was_learned() -> None:
    today = minutes(SITE.with_all(flashes=3.0), TODAY)
    assert max(Walk(learned(count=2), judged=False).quick(FleetingObjects(), today)) == 0


def test_ends_when_the_ghosts_are_gone() -> None:
    walk, detector = Walk(learned()), FleetingObjects()
    assert max(walk.quick(detector, minutes(SITE.with_one("car", flashes=1.0), TODAY))) > 1
    assert walk.quick(detector, minutes(SITE, TODAY + 1))[-1] < 0.5
