from dataclasses import replace

import pytest

from driftwatch.monitoring.detectors.detection_rate import DetectionRate, counts_now
from driftwatch.monitoring.usual.count_scan import CountShift
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import CALM, MODEL, MONDAY, SITE, Site, Things, learned, minutes

TODAY = MONDAY + 14
CALM_ON_WEEKENDS = Site((("car", Things(120)), ("person", Things(60))), weekend=0.25)


def test_half_missed_on_a_calm_site_is_found_within_days() -> None:
    detector, walk = DetectionRate(), Walk(learned(CALM, 28))
    scores: list[float] = []
    for number in range(MONDAY + 28, MONDAY + 33):
        scores += walk.quick(detector, minutes(CALM.times(0.5), number))
    assert first_alarm(scores) is not None
    assert detector.explain().cause.startswith("fewer detections than usual")
    assert detector.explain().distance < -0.25


def test_next_to_nothing_is_found_on_the_same_day() -> None:
    detector = DetectionRate()
    gone = minutes(SITE, TODAY).then(minutes(SITE.with_all(stay=2.0, flashes=0.0), TODAY), 600)
    found = first_alarm(Walk(learned()).quick(detector, gone))
    assert found is not None
    assert 600 < found <= 1140


def test_more_than_usual_is_no_alarm() -> None:
    assert max(Walk(learned()).quick(DetectionRate(), minutes(SITE.with_all(stay=40.0), TODAY))) <= 1


@pytest.mark.parametrize(("share", "found"), [(0.86, False), (0.74, True)])
def test_a_seventh_fewer_is_no_loss_even_where_days_are_all_alike(share: float, found: bool) -> None:
    station = replace(SITE.times(10), scatter=0.005)
    scores = Walk(learned(station, 28)).quick(DetectionRate(), minutes(station.times(share), MONDAY + 28))
    assert (max(scores) > 1) is found


def test_a_holiday_that_is_like_a_sunday_is_excused_on_its_first_day_only() -> None:
    days = learned(CALM_ON_WEEKENDS, 28)
    quiet = CALM_ON_WEEKENDS.times(0.25)
    detector, walk = DetectionRate(), Walk(days)
    first = walk.quick(detector, minutes(quiet, MONDAY + 28))
    second = walk.quick(detector, minutes(quiet, MONDAY + 29))
    assert max(first) <= 1
    assert max(second) > 1


def test_sundays_are_judged_by_sundays() -> None:
    walk, detector = Walk(learned(CALM_ON_WEEKENDS, 28)), DetectionRate()
    for number in range(MONDAY + 28, MONDAY + 35):
        assert max(walk.quick(detector, minutes(CALM_ON_WEEKENDS, number))) <= 1


def test_a_friday_is_judged_until_its_midnight_and_saturdays_only_where_some_are_known() -> None:
    walk, half_of_a_label = Walk(learned(CALM_ON_WEEKENDS, 7)), CountShift(0, 0.9, seen=50, expected=100, length=8)
    assert walk.usual is not None
    saturday = walk.situations(minutes(CALM_ON_WEEKENDS, TODAY + 5).coarse(0, 120))
    at_midnight, *_, later = [counts_now(situation, walk.usual, half_of_a_label, 0) for situation in saturday]
    assert (at_midnight, later) == (True, False)


def test_an_alarm_ends_when_things_are_seen_again() -> None:
    today = minutes(SITE, TODAY).then(minutes(SITE.with_all(stay=2.0, flashes=0.0), TODAY), 480)
    today = today.then(minutes(SITE, TODAY), 900)
    scores = Walk(learned()).quick(DetectionRate(), today)
    assert max(scores[:901]) > 1
    assert scores[1080] < 0.5
    assert max(scores[1080:]) <= 1


def test_a_closed_day_is_not_held_against_the_next_one() -> None:
    """A holiday, and a slow day after it: its windows of 18 hours begin on the holiday's evening."""
    walk, detector = Walk(learned()), DetectionRate()
    scores = walk.quick(detector, minutes(SITE.with_all(hourly=0), TODAY))
    assert max(scores + walk.quick(detector, minutes(SITE.times(0.75), TODAY + 1))) <= 1


def test_one_day_is_no_measure_of_the_next() -> None:
    """A sixth of the only day that is known is no alarm; of two, it is one."""
    fewer = minutes(SITE.times(0.16), MONDAY + 2)
    for count, found in ((1, False), (2, True)):
        walk = Walk(learned(SITE, count, first=MONDAY + 2 - count), judged=False)
        assert (max(walk.quick(DetectionRate(), fewer)) > 1) is found, count


def test_a_second_holiday_is_excused_where_it_comes_at_a_sundays_hours() -> None:
    late = replace(SITE.times(0.45), opens=11, closes=22, scatter=0.02)
    days = [minutes(SITE if n % 7 < 5 else late, MONDAY + n).day(MODEL) for n in range(28)]
    walk, detector = Walk(days), DetectionRate()
    for number in (MONDAY + 28, MONDAY + 29):
        assert max(walk.quick(detector, minutes(late, number))) <= 1


def test_while_an_outage_says_it_nothing_is_said_of_counts_nor_held_against_what_follows() -> None:
    """One alarm for one cause; what is lost after it is found as ever."""
    detector, walk = DetectionRate(), Walk(learned())
    nothing = minutes(SITE.with_all(hourly=0), TODAY)
    walk.silent = True
    assert max(walk.quick(detector, nothing)) == 0
    walk.silent = False
    assert max(walk.quick(detector, minutes(SITE, TODAY + 1))) <= 1
    lost = minutes(SITE, TODAY + 2).then(minutes(SITE.times(0.1), TODAY + 2), 600)
    assert first_alarm(walk.quick(detector, lost)) is not None
