from driftwatch.monitoring.detectors.label_mix import LabelMix
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import MONDAY, ONE_LABEL, SITE, learned, minutes

TODAY = MONDAY + 14


def test_a_label_that_is_lost_is_found_and_named() -> None:
    detector = LabelMix()
    scores = Walk(learned()).quick(detector, minutes(SITE.with_one("dog", hourly=0), TODAY))
    assert first_alarm(scores) is not None
    finding = detector.explain()
    assert finding.labels == ("dog",)
    assert finding.cause.startswith('"dog" is ')
    assert finding.distance < -0.3


def test_what_two_days_held_is_no_measure_of_labels() -> None:
    """From the third working day on a label that is gone is found."""
    gone = minutes(SITE.with_one("dog", hourly=0), MONDAY + 3)
    for count, found in ((2, False), (3, True)):
        walk = Walk(learned(SITE, count), judged=False)
        assert (max(walk.quick(LabelMix(), gone)) > 1) is found, count


def test_labels_that_change_places_are_found() -> None:
    shifted = SITE.with_one("person", hourly=15).with_one("car", hourly=165)
    detector = LabelMix()
    assert first_alarm(Walk(learned()).quick(detector, minutes(shifted, TODAY))) is not None
    assert set(detector.explain().labels) <= {"car", "person"}


def test_twice_the_traffic_of_everything_is_no_other_mix() -> None:
    assert max(Walk(learned()).quick(LabelMix(), minutes(SITE.with_all(stay=40.0), TODAY))) <= 1


def test_a_site_with_one_label_has_no_mix() -> None:
    nothing = minutes(ONE_LABEL.with_all(hourly=0), TODAY)
    assert max(Walk(learned(ONE_LABEL)).quick(LabelMix(), nothing)) == 0


def test_ends_when_the_label_is_seen_again() -> None:
    walk, detector = Walk(learned()), LabelMix()
    assert walk.quick(detector, minutes(SITE.with_one("dog", hourly=0), TODAY))[-1] > 0.5
    assert walk.quick(detector, minutes(SITE, TODAY + 1))[-1] < 0.5


def test_a_closed_day_is_not_held_against_the_next_one() -> None:
    """A holiday: nothing comes, and in the first hours of the day after it a day without a dog has just ended."""
    walk, detector = Walk(learned()), LabelMix()
    scores = walk.quick(detector, minutes(SITE.with_all(hourly=0), TODAY))
    assert max(scores + walk.quick(detector, minutes(SITE, TODAY + 1))) <= 1
