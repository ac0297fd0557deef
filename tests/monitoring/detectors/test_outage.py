from dataclasses import replace

import pytest

from driftwatch.monitoring.detectors.outage import Outage
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import CALM, MONDAY, SITE, Minutes, Site, learned, minutes

TODAY = MONDAY + 14
OFFICE = replace(SITE, weekend=0.0)
"""Closed on Saturdays and Sundays."""


def nothing(site: Site, number: int) -> Minutes:
    return minutes(site.with_all(hourly=0), number)


@pytest.mark.parametrize(("site", "within"), [(SITE, 90), (CALM, 360)])
def test_a_stop_in_open_hours_is_an_alarm_soon(site: Site, within: int) -> None:
    detector = Outage()
    today = minutes(site, TODAY).then(nothing(site, TODAY), 660)
    found = first_alarm(Walk(learned(site)).quick(detector, today))
    assert found is not None
    assert 660 < found <= 660 + within
    assert detector.level == "drift"
    assert detector.explain().cause.startswith("no detection for")


def test_the_first_detection_ends_an_alarm() -> None:
    today = minutes(SITE, TODAY).then(nothing(SITE, TODAY), 660).then(minutes(SITE, TODAY), 900)
    scores = Walk(learned()).quick(Outage(), today)
    assert max(scores[:900]) > 1
    assert max(scores[905:]) == 0


def test_a_night_is_no_outage() -> None:
    walk, detector = Walk(learned()), Outage()
    for number in (TODAY, TODAY + 1):
        assert max(walk.quick(detector, minutes(SITE, number))) <= 1


def test_a_day_that_never_opened_is_a_warning() -> None:
    """A Wednesday; this site knows closed days, two in a row."""
    walk, detector = Walk(learned(OFFICE)), Outage()
    for number in (TODAY, TODAY + 1):
        walk.quick(detector, minutes(OFFICE, number))
    assert max(walk.quick(detector, nothing(OFFICE, TODAY + 2), 0, 1140)) > 1
    assert detector.level == "warning"
    assert "a closed day, or a model that sees nothing" in detector.explain().cause


def test_longer_than_any_closed_time_known_is_an_alarm() -> None:
    """A Monday after a usual closed weekend: the third day in a row."""
    walk, detector = Walk(learned(OFFICE)), Outage()
    assert max(walk.quick(detector, nothing(OFFICE, TODAY), 0, 1140)) > 1
    assert detector.level == "drift"
    assert "3 days" in detector.explain().cause


def test_closed_weekends_are_no_alert() -> None:
    walk, detector = Walk(learned(OFFICE)), Outage()
    for number in range(TODAY, TODAY + 8):
        assert max(walk.quick(detector, minutes(OFFICE, number))) <= 1


def test_a_stray_does_not_open_a_closed_day_and_is_no_alarm() -> None:
    walk, detector = Walk(learned(OFFICE)), Outage()
    for number in (TODAY, TODAY + 1):
        walk.quick(detector, minutes(OFFICE, number))
    closed = nothing(OFFICE, TODAY + 2)
    stray = closed.then(minutes(OFFICE, TODAY + 2), 870).then(closed, 875)
    levels: list[str] = []
    scores: list[float] = []
    for situation in walk.situations(stray.coarse()):
        scores.append(detector.update(situation))
        if scores[-1] > 1:
            levels.append(detector.level)
    assert stray.detections[870:875].sum() > 0
    assert max(scores[:174]) > 1
    assert set(levels) == {"warning"}
    assert min(scores[174:228]) >= 0.5


def test_a_model_blind_from_the_start_is_a_warning_after_a_day() -> None:
    walk, detector = Walk(), Outage()
    assert max(walk.scores(detector, nothing(SITE, TODAY).closed())) <= 1
    assert max(walk.scores(detector, nothing(SITE, TODAY + 1).closed(0, 60))) > 1
    assert detector.level == "warning"
    assert "found nothing since it began" in detector.explain().cause
    assert walk.scores(detector, minutes(SITE, TODAY + 1).closed(480, 540))[-1] == 0


def test_blindness_is_found_from_the_second_day_on() -> None:
    detector = Outage()
    today = minutes(SITE, MONDAY + 1).then(nothing(SITE, MONDAY + 1), 660)
    assert first_alarm(Walk(learned(count=1), judged=False).scores(detector, today.closed())) is not None


def test_a_first_working_day_is_judged_by_the_weekend_before() -> None:
    today = minutes(SITE, MONDAY).then(nothing(SITE, MONDAY), 660)
    detector = Outage()
    found = first_alarm(Walk(learned(first=MONDAY - 2, count=2), judged=False).quick(detector, today))
    assert found is not None
    assert found <= 750
    assert detector.level == "drift"


@pytest.mark.parametrize("stopped_at", [0, 780])
def test_a_first_saturday_may_end_at_noon_and_is_only_warned_of(stopped_at: int) -> None:
    walk, detector = Walk(learned(first=MONDAY, count=4), judged=False), Outage()
    walk.quick(detector, minutes(SITE, MONDAY + 4))
    saturday = minutes(SITE, MONDAY + 5).then(nothing(SITE, MONDAY + 5), stopped_at)
    assert max(walk.quick(detector, saturday, 0, 1140)) > 1
    assert detector.level == "warning"


def test_a_quiet_site_that_fell_silent_in_the_afternoon_is_an_alarm_the_next_day() -> None:
    """Twenty objects a day: what is missing until the evening is not enough to be sure."""
    quiet = CALM.times(0.25)
    walk, detector = Walk(learned(quiet, 5), judged=False), Outage()
    stopped = minutes(quiet, MONDAY + 8).then(nothing(quiet, MONDAY + 8), 780)
    assert max(walk.quick(detector, stopped)) <= 1
    assert max(walk.quick(detector, nothing(quiet, MONDAY + 9))) > 1
    assert detector.level == "drift"


def test_four_days_without_anything_are_no_holiday_even_where_no_week_is_known() -> None:
    levels: list[str] = []
    walk, detector = Walk(learned(first=MONDAY, count=2), judged=False), Outage()
    for number in range(MONDAY + 7, MONDAY + 11):
        walk.quick(detector, nothing(SITE, number))
        levels.append(detector.level)
    assert levels == ["warning", "warning", "warning", "drift"]
