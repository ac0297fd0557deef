from dataclasses import replace

import pytest

from driftwatch.monitoring.alerts import Alert, AlertBook
from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, Detector
from driftwatch.monitoring.detectors.outage import Outage
from driftwatch.monitoring.usual.usual import learn
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import CALM, MONDAY, SITE, Minutes, Site, Things, learned, minutes

TODAY = MONDAY + 14
OFFICE = replace(SITE, weekend=0.0)
"""Closed on Saturdays and Sundays."""


def made_up(detector: Detector, score: float, wall: float) -> Alert:
    found = detector.explain()
    return Alert(detector.name, found.cause, found.since, wall, found.distance, score)


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


def test_a_stop_between_two_rush_hours_is_an_alarm_soon() -> None:
    """Not in the afternoon, when the next rush should have come, and not as a day that never opened."""
    rush = SITE.times(6.0)
    days = [
        minutes(SITE, number).then(minutes(rush, number), 420).then(minutes(SITE, number), 540).day()
        for number in range(MONDAY, TODAY)
    ]
    today = minutes(rush, TODAY).then(minutes(SITE, TODAY), 540).then(nothing(SITE, TODAY), 660)
    detector = Outage()
    found = first_alarm(Walk(days).quick(detector, today, end=780))
    assert found is not None
    assert 660 < found <= 700
    assert detector.level == "drift"


def test_what_is_seen_as_usual_again_ends_an_alarm_within_minutes() -> None:
    today = minutes(SITE, TODAY).then(nothing(SITE, TODAY), 660).then(minutes(SITE, TODAY), 900)
    scores = Walk(learned()).quick(Outage(), today)
    assert max(scores[:900]) > 1
    assert max(scores[930:]) == 0


def test_on_a_site_with_few_objects_it_ends_too() -> None:
    today = minutes(CALM, TODAY).then(nothing(CALM, TODAY), 480).then(minutes(CALM, TODAY), 900)
    scores = Walk(learned(CALM)).quick(Outage(), today)
    assert max(scores[:900]) > 1
    assert max(scores[990:]) < CLEAR_BELOW


def with_strays(day: Minutes, every: int) -> Minutes:
    """A silent day on which something is seen for a minute now and then."""
    for slot in range(0, 1440, every):
        day = day.then(minutes(SITE.times(0.1), day.number, seed=slot), slot).then(day, slot + 1)
    return day


def test_strays_do_not_end_a_stop_and_begin_another() -> None:
    stray = with_strays(nothing(SITE, TODAY), 47)
    today = minutes(SITE, TODAY).then(stray, 660).then(minutes(SITE, TODAY), 1020)
    walk, detector, book = Walk(learned()), Outage(), AlertBook("yard", "m")
    events: list[tuple[str, int]] = []
    for situation in walk.situations(today.closed()):
        score = detector.update(situation)
        events += [(event.kind, situation.slot) for event in book.judge(detector, score, situation.wall, made_up)]
    assert [kind for kind, _ in events] == ["raised", "cleared"]
    assert 660 < events[0][1] < 780
    assert 1020 < events[1][1] <= 1050


def test_a_stop_is_not_over_because_the_place_closes_for_the_weekend() -> None:
    """From Friday noon to Monday noon."""
    walk, detector = Walk(learned(OFFICE)), Outage()
    for number in range(TODAY, TODAY + 4):
        walk.quick(detector, minutes(OFFICE, number))
    friday = minutes(OFFICE, TODAY + 4).then(nothing(OFFICE, TODAY + 4), 720)
    assert max(walk.quick(detector, friday)) > 1
    for number in (TODAY + 5, TODAY + 6):
        assert min(walk.quick(detector, nothing(OFFICE, number))) >= CLEAR_BELOW
    monday = nothing(OFFICE, TODAY + 7).then(minutes(OFFICE, TODAY + 7), 720)
    scores = walk.quick(detector, monday)
    assert min(scores[:720]) >= CLEAR_BELOW
    assert max(scores[750:]) == 0


@pytest.mark.parametrize(("last", "over"), [(15, False), (35, True)])
def test_some_who_pass_on_a_closed_day_do_not_end_its_alarm(last: int, over: bool) -> None:
    """As many as on a working day, for so many minutes."""
    walk, detector = Walk(learned(OFFICE)), Outage()
    assert max(walk.quick(detector, nothing(OFFICE, TODAY))) > 1
    closed = nothing(OFFICE, TODAY + 1)
    today = closed.then(minutes(OFFICE, TODAY + 1), 660).then(closed, 660 + last)
    assert (min(walk.quick(detector, today)[:720]) < CLEAR_BELOW) is over


def test_closed_sundays_with_strays_are_closed_times_too() -> None:
    """A place that is closed on Sundays, but for a cat, may be closed on a holiday: a warning and no more."""
    cat = replace(SITE, weekend=0.01)
    days = learned(cat)
    assert all(day.detections for day in days)
    walk, detector = Walk(days), Outage()
    for number in (TODAY, TODAY + 1):
        walk.quick(detector, minutes(cat, number))
    assert max(walk.quick(detector, nothing(cat, TODAY + 2), 0, 1140)) > 1
    assert detector.level == "warning"


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


def test_an_alarm_of_closed_days_lasts_until_the_place_opens() -> None:
    """Not over midnight, and not because of strays: from the third closed day to the fourth one's noon."""
    walk, detector = Walk(learned(OFFICE)), Outage()
    assert max(walk.quick(detector, with_strays(nothing(OFFICE, TODAY), 131))) > 1
    assert detector.level == "drift"
    scores = walk.quick(detector, with_strays(nothing(OFFICE, TODAY + 1), 131).then(minutes(OFFICE, TODAY + 1), 720))
    assert min(scores[:720]) >= CLEAR_BELOW
    assert detector.level == "drift"
    assert max(scores[745:]) == 0


def test_closed_weekends_are_no_alert() -> None:
    walk, detector = Walk(learned(OFFICE)), Outage()
    for number in range(TODAY, TODAY + 8):
        assert max(walk.quick(detector, minutes(OFFICE, number))) <= 1


@pytest.mark.parametrize(
    ("closed_mondays", "expected"), [(0, {"warning", "drift"}), (1, {"warning"}), (2, set[str]()), (3, set[str]())]
)
def test_a_weekday_that_was_closed_twice_is_no_alert_when_it_is_again(closed_mondays: int, expected: set[str]) -> None:
    """A museum; the Tuesday after it is one, if nothing is seen on it either."""
    mondays = [MONDAY + 7 * week for week in range(4)]
    today = mondays[-1]
    closed = mondays[3 - closed_mondays : 3]
    days = [(nothing if number in closed else minutes)(SITE, number).day() for number in range(MONDAY, today)]
    walk, detector = Walk(days), Outage()
    levels: set[str] = set()
    for situation in walk.situations(nothing(SITE, today).coarse()):
        if detector.update(situation) > 1:
            levels.add(detector.level)
    assert levels == expected
    assert max(walk.quick(detector, nothing(SITE, today + 1), 0, 1140)) > 1


def test_a_day_is_no_closed_one_before_a_third_of_it_is_due() -> None:
    """What stays overnight after a working day is not there on a Monday morning: that is no third closed day yet."""
    always_open = Site((("car", Things(120)), ("person", Things(60))), opens=0, closes=24, weekend=0.0)
    walk, detector = Walk(learned(always_open)), Outage()
    levels = dict[int, str]()
    for situation in walk.situations(nothing(always_open, TODAY).coarse()):
        if detector.update(situation) > 1:
            levels.setdefault(situation.slot, detector.level)
    first = {level: min(slot for slot, at in levels.items() if at == level) for level in ("warning", "drift")}
    assert first["warning"] < 60
    assert 24 * 60 / 3.5 < first["drift"] < 24 * 60 / 2.5


@pytest.mark.parametrize(("weeks", "level"), [(1, "warning"), (2, "drift")])
def test_what_the_only_saturday_known_held_makes_no_alarm_of_the_next(weeks: int, level: str) -> None:
    """A fair: fifteen times as many came as on the Saturday after it."""
    days = [minutes(SITE.times(3.0 if n % 7 == 5 else 1.0), MONDAY + n).day() for n in range(7 * weeks)]
    walk, detector = Walk(days), Outage()
    assert max(walk.quick(detector, minutes(SITE.times(0.2), MONDAY + 7 * weeks + 5))) > 1
    assert detector.level == level


def test_cars_that_are_seen_once_each_are_missed_within_the_hour() -> None:
    """A frame in five seconds: none of 250 cars an hour is in the next one."""
    road = Site((("car", Things(6, stay=1.0, flashes=40)),), frames=12)
    found = first_alarm(Walk(learned(road)).quick(Outage(), minutes(road, TODAY).then(nothing(road, TODAY), 660)))
    assert found is not None
    assert found - 660 <= 60


def test_a_model_that_sees_nothing_for_weeks_does_not_make_all_weekdays_closed_ones() -> None:
    blind = [nothing(SITE, TODAY + number).day() for number in range(14)]
    walk, detector = Walk([*learned(), *blind]), Outage()
    assert max(walk.quick(detector, nothing(SITE, TODAY + 14), 0, 1140)) > 1


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


@pytest.mark.parametrize(
    ("site", "level"), [(OFFICE, "warning"), (SITE, "drift")], ids=["closed at weekends", "never closed"]
)
def test_strays_all_day_are_said_the_same_morning(site: Site, level: str) -> None:
    """A model that misses everything still reports something now and then, so that it is never silent for long."""
    walk, detector = Walk(learned(site)), Outage()
    walk.quick(detector, minutes(site, TODAY))
    said = first_alarm(walk.quick(detector, minutes(site.times(0.06), TODAY + 1), 0, 1140))
    assert detector.level == level
    assert detector.explain().cause.startswith("next to nothing was seen today")
    assert said is not None
    assert 480 < said <= 600


def test_a_dismissed_day_of_strays_is_not_said_again() -> None:
    walk, detector = Walk(learned(OFFICE)), Outage()
    walk.quick(detector, minutes(OFFICE, TODAY))
    strays = minutes(OFFICE.times(0.06), TODAY + 1)
    assert max(walk.quick(detector, strays, 0, 720)) > 1
    detector.dismiss((TODAY + 1) * 1440 + 720)
    assert max(walk.quick(detector, strays, 720)) <= 1


def test_a_model_blind_from_the_start_is_a_warning_after_a_day() -> None:
    walk, detector = Walk(), Outage()
    assert max(walk.scores(detector, nothing(SITE, TODAY).closed())) <= 1
    assert max(walk.scores(detector, nothing(SITE, TODAY + 1).closed(0, 60))) > 1
    assert detector.level == "warning"
    assert "found nothing since it began" in detector.explain().cause
    assert walk.scores(detector, minutes(SITE, TODAY + 1).closed(480, 540))[-1] == 0


def test_hours_without_frames_are_no_hours_without_detections() -> None:
    """A camera that is off for a day says nothing of the model: only hours with frames make it suspect."""
    walk, detector = Walk(), Outage()
    assert max(walk.scores(detector, nothing(SITE, TODAY).without_frames(0, 1440).closed())) == 0
    assert max(walk.scores(detector, nothing(SITE, TODAY + 1).closed())) <= 1
    assert max(walk.scores(detector, nothing(SITE, TODAY + 2).closed(0, 30))) > 1
    assert "in 24 hours with frames" in detector.explain().cause


def test_a_camera_that_is_off_in_open_hours_is_no_stop_of_the_model() -> None:
    """Nor is a stop what it does not see in its first minutes after that, long as the last detection was ago."""
    walk, detector = Walk(learned()), Outage()
    off = minutes(SITE, TODAY).then(nothing(SITE, TODAY), 600).without_frames(600, 780)
    scores = walk.quick(detector, off, 0, 795)
    assert max(scores) == 0
    assert max(walk.quick(detector, off, 795, 900)) > 1


def test_a_dismissed_stop_is_said_again_only_of_the_silence_that_follows() -> None:
    walk, detector = Walk(learned()), Outage()
    silent = minutes(SITE, TODAY).then(nothing(SITE, TODAY), 600)
    assert max(walk.quick(detector, silent, 0, 720)) > 1
    detector.dismiss(TODAY * 1440 + 720)
    assert max(walk.quick(detector, silent, 720, 745)) == 0
    assert max(walk.quick(detector, silent, 745, 1140)) > 1


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


def test_a_stop_on_a_first_sunday_is_an_alarm_the_next_morning_though_that_sunday_was_learned() -> None:
    """It stopped soon after it opened, so that the day as learned says that it closes then."""
    walk, detector = Walk(learned(first=MONDAY + 2, count=4), judged=False), Outage()
    sunday = minutes(SITE, MONDAY + 6).then(nothing(SITE, MONDAY + 6), 485)
    assert max(walk.quick(detector, sunday)) > 1
    assert detector.level == "warning"
    walk.usual = learn([*learned(first=MONDAY + 2, count=4), sunday.day()])
    assert max(walk.quick(detector, nothing(SITE, MONDAY + 7), 0, 600)) > 1
    assert detector.level == "drift"
