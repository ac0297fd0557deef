from dataclasses import replace

from driftwatch.monitoring.calendar import WorkingWeek, weekday
from driftwatch.monitoring.usual.kinds import SATURDAY, SUNDAY, WORKING, Kinds, learn_kinds
from tests.monitoring.made import MODEL, MONDAY, SITE, day, learned, minutes


def test_days_that_are_alike_are_one_kind() -> None:
    kinds = learn_kinds(learned(SITE, 14))
    assert kinds.of_group == (WORKING, WORKING, WORKING)
    assert kinds.closed == frozenset()
    assert kinds.words(WORKING) == "all days"
    assert {kinds.of(MONDAY + n) for n in range(7)} == {WORKING}


def test_weekends_with_other_traffic_are_another_kind_together() -> None:
    kinds = learn_kinds(learned(replace(SITE, weekend=0.3), 28))
    assert kinds.of_group == (WORKING, SATURDAY, SATURDAY)
    assert kinds.words(SATURDAY) == "Saturdays and Sundays"
    assert kinds.words(WORKING) == "working days"
    assert [kinds.of(MONDAY + n) for n in range(7)] == [WORKING] * 5 + [SATURDAY] * 2


def test_weekends_at_other_hours_are_another_kind() -> None:
    evening = replace(SITE, opens=12, closes=24)
    days = [day(evening if weekday(n) >= 5 else SITE, n) for n in range(MONDAY, MONDAY + 28)]
    assert learn_kinds(days).of_group == (WORKING, SATURDAY, SATURDAY)


def test_closed_days_of_a_busy_kind_are_left_out() -> None:
    days = learned(SITE, 14)
    days[2] = minutes(SITE.times(0.0), MONDAY + 2).day(MODEL)
    days[9] = minutes(SITE.times(0.02), MONDAY + 9).day(MODEL)
    assert learn_kinds(days).closed == {MONDAY + 2, MONDAY + 9}


def test_weekends_that_are_always_empty_are_kinds_of_their_own() -> None:
    kinds = learn_kinds(learned(replace(SITE, weekend=0.0), 14))
    assert WORKING not in (kinds.of_group[SATURDAY], kinds.of_group[SUNDAY])
    assert kinds.closed == {MONDAY + n for n in (5, 6, 12, 13)}


def test_what_a_day_turned_out_to_be_like_comes_before_the_calendar() -> None:
    kinds = Kinds((WORKING, SATURDAY, SUNDAY))
    monday = day(SITE, MONDAY)
    assert kinds.of_day(MONDAY, monday) == WORKING
    monday.like = SUNDAY
    assert kinds.of_day(MONDAY, monday) == SUNDAY
    assert kinds.of_day(MONDAY + 6, None) == SUNDAY
    assert Kinds((WORKING, WORKING, WORKING)).of_day(MONDAY, monday) == WORKING


def test_a_holiday_counts_among_the_days_that_it_was_like() -> None:
    site = replace(SITE, weekend=0.3)
    days = learned(site, 28)
    days[21] = minutes(site.times(0.3), MONDAY + 21).day(MODEL)
    days[21].like = SUNDAY
    assert learn_kinds(days).of_group == (WORKING, SATURDAY, SATURDAY)
    assert learn_kinds(days).closed == frozenset()


def test_one_saturday_on_which_people_worked_does_not_make_saturdays_working_days() -> None:
    days = learned(replace(SITE, weekend=0.0), 28)
    days[19] = day(SITE, MONDAY + 19)
    days[19].like = WORKING
    assert learn_kinds(days).of_group == (WORKING, SATURDAY, SUNDAY)


def test_without_weekends_they_are_not_known_to_be_alike() -> None:
    assert learn_kinds(learned(SITE, 4)).of_group == (WORKING, SATURDAY, SUNDAY)
    assert learn_kinds([]).of_group == (WORKING, SATURDAY, SUNDAY)


def test_weekends_may_be_other_days() -> None:
    """Where people rest on Fridays and Saturdays, those are judged by their like, and Sundays are working days."""
    days = [day(SITE.times(0.3) if weekday(n) in (4, 5) else SITE, n) for n in range(MONDAY, MONDAY + 28)]
    kinds = learn_kinds(days, WorkingWeek(rest=4))
    assert [kinds.of(MONDAY + n) for n in range(7)] == [WORKING] * 4 + [SATURDAY] * 2 + [WORKING]
    assert kinds.words(SATURDAY) == "Fridays and Saturdays"
    assert kinds.closed == frozenset()
    # By the week that most have, Fridays are working days on which a third is seen.
    assert [learn_kinds(days).of(MONDAY + n) for n in (4, 6)] != [SATURDAY, WORKING]
