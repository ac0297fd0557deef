from dataclasses import replace

import numpy as np
import pytest

from driftwatch.monitoring.usual.day import BLOCKS
from driftwatch.monitoring.usual.usual import learn
from tests.monitoring.made import CALM, MODEL, MONDAY, SITE, Minutes, Site, learned, minutes

NOON = 144


def interrupted(site: Site, number: int, first: int, end: int) -> Minutes:
    """A day with nothing to see from minute `first` to `end`."""
    day = minutes(site, number)
    return day.then(minutes(site.times(0.0), number), first).then(day, end)


def test_the_longest_gap_in_open_hours_is_known() -> None:
    days = learned(SITE, 14)
    days[3] = interrupted(SITE, MONDAY + 3, 720, 780).day(MODEL)
    before, after = learn(learned(SITE, 14)).gaps, learn(days).gaps
    assert before.longest <= 2
    assert after.longest in (12, 13)
    assert after.largest > 100 > before.largest
    assert after.limit > after.largest
    assert after.longest_parts >= before.longest_parts >= 3 * before.longest


def test_nights_are_no_gaps() -> None:
    gaps = learn(learned(SITE, 14)).gaps
    assert not gaps.is_open(0, 3)
    assert gaps.is_open(0, 12)
    night = np.arange(20, 24)
    assert gaps.missing(np.zeros(4, np.int64), night, np.full(4, 300.0)) == 0
    assert gaps.open_parts(np.zeros(4, np.int64), night, np.full(4, 300.0)) == 0


def test_what_is_missing_grows_with_the_frames_and_is_nothing_without_them() -> None:
    gaps = learn(learned(SITE, 14)).gaps
    kinds, hours = np.zeros(6, np.int64), np.full(6, 12)
    few, many = (gaps.missing(kinds[:n], hours[:n], np.full(n, 300.0)) for n in (2, 6))
    assert 0 < few < many
    # 192 objects an hour come to stay: half an hour holds half of them.
    assert many == pytest.approx(96, rel=0.15)
    assert gaps.open_parts(kinds, hours, np.zeros(6)) == 0
    assert gaps.missing(kinds[:0], hours[:0], np.zeros(0)) == 0


def test_a_day_that_opened_late_gives_room_to_the_first_closed_day_only() -> None:
    days = learned(SITE, 14)
    days[5] = minutes(SITE.times(0.0), MONDAY + 5).then(minutes(SITE, MONDAY + 5), 840).day(MODEL)
    usual, late = learn(learned(SITE, 14)).gaps, learn(days).gaps
    assert usual.latest < 20
    assert late.latest > 500
    assert late.limit_of_day(1) > 2 * late.latest
    assert late.limit_of_day(2) == pytest.approx(2 * late.limit)
    assert usual.limit_of_day(1) == pytest.approx(max(2 * usual.limit, 2 * usual.latest), rel=0.2)


def test_closed_days_in_a_row_are_counted_once_a_week_is_known() -> None:
    office = replace(SITE, weekend=0.0)
    gaps = learn(learned(office, 14)).gaps
    assert (gaps.closed_run, gaps.longest_closed) == (2, 2)
    assert learn(learned(office, 6)).gaps.longest_closed == 3
    days = learned(office, 14)
    days[7] = minutes(SITE.times(0.0), MONDAY + 7).day(MODEL)
    assert learn(days).gaps.closed_run == 3


def test_a_day_that_is_missing_ends_a_run_of_closed_days() -> None:
    office = replace(SITE, weekend=0.0)
    days = [day for day in learned(office, 14) if day.number != MONDAY + 6]
    assert learn(days).gaps.closed_run == 2
    days = [day for day in learned(office, 7) if day.number != MONDAY + 6]
    assert learn(days).gaps.closed_run == 1


def test_a_camera_that_is_off_makes_no_gap() -> None:
    days = learned(SITE, 14)
    days[3] = minutes(SITE, MONDAY + 3).without_frames(600, 900).day(MODEL)
    assert learn(days).gaps.longest <= 2


def test_blocks_of_a_day_are_288() -> None:
    assert BLOCKS == 2 * NOON


def test_few_days_have_not_seen_the_largest_gap_yet() -> None:
    gaps = replace(learn(learned(CALM, 28)).gaps, largest=10.0)
    limits = [replace(gaps, days=days).limit for days in (2, 7, 28)]
    assert limits == sorted(limits, reverse=True)
    assert limits[0] > 1.5 * limits[2]
    # Where something is seen all the time, few days are enough.
    assert replace(gaps, largest=0.5, days=2).limit == replace(gaps, largest=0.5, days=28).limit == 9.0


def station(number: int) -> Minutes:
    """Two rush hours, and a sixth of them between."""
    rush, between = minutes(SITE.times(6.0), number), minutes(SITE, number)
    return between.then(rush, 420).then(between, 540).then(rush, 960).then(between, 1080)


def test_between_two_rush_hours_a_place_is_open_where_it_was_never_empty() -> None:
    days = [station(number).day(MODEL) for number in range(MONDAY, MONDAY + 7)]
    gaps = learn(days).gaps
    assert gaps.is_open(0, 12)
    assert not gaps.is_open(0, 3)
    assert gaps.missing(np.zeros(6, np.int64), np.full(6, 12), np.full(6, 300.0)) == pytest.approx(96, rel=0.2)
    assert not learn(days[:2]).gaps.is_open(0, 12)
    siesta = interrupted(SITE, MONDAY + 3, 720, 760)
    days[3] = station(MONDAY + 3).then(siesta, 720).then(station(MONDAY + 3), 780).day(MODEL)
    assert not learn(days).gaps.is_open(0, 12)


def test_an_hour_with_next_to_nothing_is_a_closed_one_though_it_was_never_empty() -> None:
    days = [
        minutes(SITE.times(0.05), number).then(minutes(SITE, number), 480).day(MODEL)
        for number in range(MONDAY, MONDAY + 7)
    ]
    usual = learn(days)
    assert usual.counts.rate[0, 7, 0] > 0
    assert not usual.gaps.is_open(0, 7)


def test_a_camera_that_is_off_makes_no_empty_hour() -> None:
    days = [station(number).day(MODEL) for number in range(MONDAY, MONDAY + 7)]
    days[3] = station(MONDAY + 3).without_frames(700, 800).day(MODEL)
    assert learn(days).gaps.is_open(0, 12)
