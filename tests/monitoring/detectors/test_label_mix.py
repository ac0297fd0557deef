import numpy as np

from driftwatch.monitoring.detectors.label_mix import LabelMix
from driftwatch.monitoring.usual.day import Day
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import MONDAY, ONE_LABEL, SITE, Site, Things, learned, minutes

TODAY = MONDAY + 14
PARKED = "person"
"""As many come each day, but how long they stay differs tenfold: some days a few sit there for hours."""


def days_with_parked(count: int = 14) -> list[Day]:
    stays = np.random.default_rng(5).choice([4.0, 12.0, 40.0], count).tolist()
    return [minutes(SITE.with_one(PARKED, stay=stay), MONDAY + place).day() for place, stay in enumerate(stays)]


def test_a_label_that_is_lost_is_found_and_named() -> None:
    detector = LabelMix()
    scores = Walk(learned()).quick(detector, minutes(SITE.with_one("dog", hourly=0), TODAY))
    assert first_alarm(scores) is not None
    finding = detector.explain()
    assert finding.labels == ("dog",)
    assert finding.cause.startswith('"dog" is ')
    assert finding.distance < -0.3


def test_a_label_that_is_missing_from_midnight_on_is_found_that_day_although_it_never_comes_on_weekends() -> None:
    """All else comes as on a working day: no holiday takes the dogs alone."""
    without = SITE.with_one("dog", hourly=0)
    days = [minutes(SITE if n % 7 < 5 else without.times(0.4), MONDAY + n).day() for n in range(28)]
    walk, detector = Walk(days), LabelMix()
    for number in (MONDAY + 28, MONDAY + 29):
        assert first_alarm(walk.quick(detector, minutes(SITE, number))) is None
    assert first_alarm(walk.quick(detector, minutes(without, MONDAY + 30))) is not None
    assert detector.explain().labels == ("dog",)


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


def test_a_label_whose_objects_come_steadily_is_missed_however_long_they_stay() -> None:
    detector = LabelMix()
    lost = minutes(SITE.with_one(PARKED, hourly=0), TODAY)
    assert first_alarm(Walk(days_with_parked()).quick(detector, lost)) is not None
    assert detector.explain().labels == (PARKED,)
    assert detector.explain().cause.startswith(
        f'"{PARKED}" is seen less often than usual; objects that came into view: '
    )


def test_a_week_does_not_show_how_steadily_objects_come() -> None:
    detector = LabelMix()
    nobody = minutes(SITE.with_one(PARKED, hourly=0), MONDAY + 9)
    Walk(days_with_parked(9)).quick(detector, nobody)
    assert "; detections: " in detector.explain().cause


def test_an_alert_about_objects_that_do_not_come_ends_when_they_come_again() -> None:
    walk, detector = Walk(days_with_parked()), LabelMix()
    assert walk.quick(detector, minutes(SITE.with_one(PARKED, hourly=0), TODAY))[-1] > 0.5
    assert walk.quick(detector, minutes(SITE, TODAY + 1))[-1] < 0.5


def test_objects_that_come_with_fewer_of_the_frames_are_no_loss() -> None:
    """Frames come five times as fast, and the same objects stay for five times as many of them."""
    assert max(Walk(days_with_parked()).quick(LabelMix(), minutes(SITE.at_pace(5), TODAY))) <= 1


def test_a_defect_that_a_line_shows_in_one_picture_each_is_missed() -> None:
    """One picture a piece: good ones follow each other, as one object that stays would, and no defect is seen twice."""
    line = Site((("good", Things(60, stay=30)), ("scratch", Things(0.1, stay=1, flashes=290))))
    lost, detector = minutes(line.with_one("scratch", hourly=0), TODAY), LabelMix()
    assert first_alarm(Walk(learned(line)).quick(detector, lost)) is not None
    assert detector.explain().labels == ("scratch",)


def test_a_few_that_stay_in_view_while_nobody_comes_are_no_lost_label() -> None:
    still = minutes(SITE.with_one(PARKED, hourly=6, stay=200), TODAY)
    assert max(Walk(days_with_parked()).quick(LabelMix(), still)) <= 1


def test_a_label_that_flickers_is_judged_by_its_detections() -> None:
    """What stays in view comes again and again where it flickers: that differs more from day to day than how much."""
    flashes = np.random.default_rng(5).choice([5.0, 8.0], 14).tolist()
    flickering = (SITE.with_one(PARKED, flashes=one) for one in flashes)
    detector = LabelMix()
    days = [minutes(site, MONDAY + place).day() for place, site in enumerate(flickering)]
    assert max(Walk(days).quick(detector, minutes(SITE.with_one(PARKED, hourly=40), TODAY))) > 1
    assert "; detections: " in detector.explain().cause
