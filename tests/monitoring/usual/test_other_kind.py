from dataclasses import replace
from functools import lru_cache

import pytest

from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.kinds import SATURDAY, WORKING
from driftwatch.monitoring.usual.other_kind import (
    began_overnight,
    comes_as_on,
    is_closed,
    looks_like,
    mark_kind,
    nobody_came,
)
from driftwatch.monitoring.usual.usual import Usual, learn
from tests.monitoring.made import MODEL, MONDAY, SITE, Minutes, Site, learned, minutes

QUIET_WEEKENDS = replace(SITE, weekend=0.25)
LATE_WEEKENDS = replace(SITE.times(0.9), opens=13)
TODAY = MONDAY + 28


@lru_cache
def usual() -> Usual:
    return learn(learned(QUIET_WEEKENDS, 28))


def history(*factors: float) -> History:
    """Days from a Monday on with so much of the traffic of a working day; the last one is today."""
    made = History(learned(QUIET_WEEKENDS, 28), MODEL)
    for index, factor in enumerate(factors):
        mark_kind(made, usual())
        made.turn(minutes(SITE.times(factor), TODAY + index).day(MODEL))
    return made


def marked(made: History) -> Day:
    mark_kind(made, usual())
    assert made.today is not None
    return made.today


@pytest.mark.parametrize("hour", [12, 18, 24])
def test_a_holiday_looks_like_a_weekend(hour: int) -> None:
    assert looks_like(history(0.25), usual(), TODAY * 24 + hour) == SATURDAY


@pytest.mark.parametrize("factor", [1.0, 0.02, 0.55, 3.0])
def test_a_working_day_and_what_is_like_no_day_look_like_no_other(factor: float) -> None:
    assert looks_like(history(factor), usual(), (TODAY + 1) * 24) is None


def test_a_saturday_on_which_people_work_looks_like_a_working_day() -> None:
    made = history(1, 1, 1, 1, 1, 1)
    assert looks_like(made, usual(), (TODAY + 6) * 24) == WORKING


def test_the_first_saturday_is_a_saturday_however_much_it_is_like_a_working_day() -> None:
    """Marked as a working day it would leave Saturdays unknown, the next one as well, and none would ever be judged."""
    made = History(learned(SITE, 5), MODEL)
    working_days = learn(made.days)
    saturday = minutes(SITE, MONDAY + 5).day(MODEL)
    made.turn(saturday)
    mark_kind(made, working_days)
    assert saturday.like == -1
    assert learn([*made.days, saturday]).kinds.of(MONDAY + 12) == WORKING


def test_the_end_of_a_day_notes_what_it_was_like_but_not_two_days_in_a_row() -> None:
    assert marked(history(0.25)).like == SATURDAY
    assert marked(history(1.0)).like == -1
    second = history(0.25, 0.25)
    assert second.days[-1].like == SATURDAY
    assert marked(second).like == -1


def test_nothing_is_noted_before_anything_is_known_or_where_nothing_was_seen() -> None:
    made = history(0.25)
    mark_kind(made, None)
    assert made.today is not None
    assert made.today.like == -1
    empty = History((), MODEL)
    mark_kind(empty, usual())
    empty.turn(Day(TODAY, MODEL))
    mark_kind(empty, usual())
    assert empty.today is not None
    assert empty.today.like == -1


NOON = TODAY * 24 + 12


def test_a_day_that_never_opened_may_be_a_closed_one() -> None:
    assert is_closed(history(0.02), usual(), NOON)
    assert not is_closed(history(1.0), usual(), NOON)
    assert not is_closed(history(0.4), usual(), NOON)


def test_a_day_after_an_evening_that_lacked_something_is_not_a_closed_one() -> None:
    made = history(1.0)
    stopped = minutes(QUIET_WEEKENDS, TODAY).then(minutes(QUIET_WEEKENDS.times(0.01), TODAY), 15 * 60)
    made.turn(stopped.day(MODEL))
    made.turn(minutes(QUIET_WEEKENDS.times(0.01), TODAY + 1).day(MODEL))
    assert not began_overnight(made, usual(), NOON + 24)
    assert not is_closed(made, usual(), NOON + 24)


def who_stays(number: int) -> Minutes:
    """As much is seen as on other days, of what has been there all night."""
    day = minutes(QUIET_WEEKENDS, number)
    return replace(day, begun=day.begun * 0, fleeting=day.fleeting * 0)


def test_a_day_on_which_nobody_comes_may_be_a_closed_one_whatever_is_seen() -> None:
    made = history(1.0)
    made.turn(who_stays(TODAY + 1).day(MODEL))
    assert nobody_came(made, usual(), NOON + 24)
    assert not is_closed(made, usual(), NOON + 24)
    assert not nobody_came(history(1.0, 0.5), usual(), NOON + 24)
    assert not nobody_came(made, usual(), (TODAY + 1) * 24 + 3)


def test_nobody_comes_is_not_said_where_it_began_in_the_evening_or_objects_were_not_followed_for_long() -> None:
    made = history(0.5)
    made.turn(who_stays(TODAY + 1).day(MODEL))
    assert not nobody_came(made, usual(), NOON + 24)
    few = learn(learned(QUIET_WEEKENDS, 9))
    assert few.arrivals is None
    assert not nobody_came(made, few, NOON + 24)


def test_nobody_comes_is_no_closed_day_after_one_that_was_like_another_kind() -> None:
    """A stop at noon that was taken for a Saturday must not be taken for a holiday on the next day."""
    made = history(0.25)
    mark_kind(made, usual())
    made.turn(who_stays(TODAY + 1).day(MODEL))
    assert made.days[-1].like == SATURDAY
    assert began_overnight(made, usual(), NOON + 24)
    assert not nobody_came(made, usual(), NOON + 24)


@pytest.mark.parametrize(("stop", "like"), [(24 * 60, SATURDAY), (13 * 60, None)])
def test_what_stops_at_noon_came_at_no_kinds_hours(stop: int, like: int | None) -> None:
    """Half of a day is as much as such Saturdays hold, whether all of it is half as busy or half of it is missing."""
    half = replace(SITE, weekend=0.5)
    made, known = History(learned(half, 28), MODEL), learn(learned(half, 28))
    site = half.times(1.0 if stop < 24 * 60 else 0.5)
    made.turn(minutes(site, TODAY).then(minutes(SITE.times(0.0), TODAY), stop).day(MODEL))
    assert looks_like(made, known, (TODAY + 1) * 24) == like


@pytest.mark.parametrize(("weekend", "closed"), [(0.001, True), (0.006, False), (0.02, False)])
def test_a_sunday_without_anybody_says_that_something_was_missing_only_where_some_are_due(
    weekend: float, closed: bool
) -> None:
    """Two objects of a whole Sunday, 14, or 46."""
    days = learned(replace(SITE, weekend=weekend), 28)
    made, known = History(days, MODEL), learn(days)
    for number in (TODAY + 6, TODAY + 7):
        made.turn(minutes(SITE.times(0.0), number).day(MODEL))
    assert is_closed(made, known, (TODAY + 7) * 24 + 12) is closed


def test_one_label_that_is_as_on_a_weekend_looks_like_one_by_itself() -> None:
    few = {name: one.hourly * 0.25 for name, one in QUIET_WEEKENDS.things if name == "person"}
    made = History(learned(QUIET_WEEKENDS, 28), MODEL)
    made.turn(minutes(QUIET_WEEKENDS.with_one("person", hourly=few["person"]), TODAY).day(MODEL))
    person = usual().judged.index("person")
    assert looks_like(made, usual(), NOON) is None
    assert looks_like(made, usual(), NOON, person) == SATURDAY
    assert began_overnight(made, usual(), NOON, person)


@pytest.mark.parametrize(("factor", "usual_evening"), [(1.0, True), (0.9, True), (0.6, False), (0.5, False)])
def test_what_was_missing_in_the_evening_did_not_begin_with_the_day(factor: float, usual_evening: bool) -> None:
    """A model that lost its sight at noon makes the next day look like a Sunday from its beginning."""
    assert began_overnight(history(factor, 0.25), usual(), (TODAY + 1) * 24 + 12) is usual_evening


@pytest.mark.parametrize(("today", "like"), [(LATE_WEEKENDS, SATURDAY), (SITE.times(0.45), None)])
def test_half_of_a_working_day_is_no_sunday_that_begins_late(today: Site, like: int | None) -> None:
    """What is lost of a working day is as much as a Sunday has less, but it is missing at other hours."""
    sites = [SITE if number % 7 < 5 else LATE_WEEKENDS for number in range(15)]
    days = [minutes(site, MONDAY + number).day(MODEL) for number, site in enumerate(sites)]
    made = History(days, MODEL)
    made.turn(minutes(today, MONDAY + 15).day(MODEL))
    assert looks_like(made, learn(days), (MONDAY + 15) * 24 + 20) == like


def with_late_weekends(*todays: Site) -> tuple[History, Usual]:
    """Five weeks whose weekends open at 13, and days from a Monday on."""
    days = [minutes(SITE if n % 7 < 5 else LATE_WEEKENDS, MONDAY + n).day(MODEL) for n in range(35)]
    made, known = History(days, MODEL), learn(days)
    for index, today in enumerate(todays):
        mark_kind(made, known)
        made.turn(minutes(today, MONDAY + 35 + index).day(MODEL))
    return made, known


@pytest.mark.parametrize(("share", "like"), [(0.6, SATURDAY), (0.3, None)])
def test_a_holiday_may_be_emptier_than_a_sunday_if_it_comes_at_its_hours(share: float, like: int | None) -> None:
    made, known = with_late_weekends(LATE_WEEKENDS.times(share))
    assert looks_like(made, known, (MONDAY + 35) * 24 + 20) == like


def test_two_holidays_in_a_row_are_noted_where_they_come_clearly_at_such_hours() -> None:
    made, known = with_late_weekends(LATE_WEEKENDS, LATE_WEEKENDS)
    assert comes_as_on(made, known, (MONDAY + 36) * 24 + 20, SATURDAY)
    mark_kind(made, known)
    assert made.today is not None
    assert made.today.like == SATURDAY
    half, known = with_late_weekends(LATE_WEEKENDS, SITE.times(0.45))
    assert not comes_as_on(half, known, (MONDAY + 36) * 24 + 20, SATURDAY)
