import numpy as np
import pytest

from driftwatch.monitoring.usual.day import TOTALS, Day
from driftwatch.monitoring.usual.eras import carried_over
from tests.monitoring.made import MONDAY, SITE, Site, Things, day, learned, minutes

NOW = Site((*SITE.things, ("unicorn", Things(40)))).with_all(mean=0.65).with_one("car", hourly=60)


def accepted(count: int, site: Site = NOW) -> list[Day]:
    days = [day(site, number) for number in range(MONDAY + 14, MONDAY + 14 + count)]
    for one in days:
        one.era = 1
    return days


def means(days: list[Day], label: str) -> tuple[float, float]:
    """Detections a day, and their mean confidence."""
    hours = np.sum([one.hours_of(label) for one in days], axis=0)
    count = float(hours[:, 0].sum())
    return count / len(days), float(hours[:, 2].sum()) / count if count else 0.0


def test_days_of_before_are_moved_to_where_the_new_ones_lie() -> None:
    old, new = learned(SITE, 14), accepted(2)
    moved = [one for one in carried_over([*old, *new], None) if one.era == 0]
    assert len(moved) == 14
    for label in ("car", "person", "dog", "unicorn"):
        (count, mean), (expected, level) = means(moved, label), means(new, label)
        assert count == pytest.approx(expected, rel=0.01)
        assert mean == pytest.approx(level, abs=0.005)


def test_the_blocks_of_a_moved_day_hold_what_its_labels_hold() -> None:
    for one in carried_over([*learned(SITE, 14), *accepted(2)], None):
        hours = np.sum([one.hours_of(label) for label in one.labels], axis=0)
        blocks = one.blocks().reshape(24, 12, len(TOTALS)).sum(axis=1)
        open_hours = blocks[:, 1] > 0
        np.testing.assert_allclose(blocks[open_hours, 1], hours[open_hours, 0], rtol=0.01)
        np.testing.assert_allclose(blocks[open_hours, 3], hours[open_hours, 2], rtol=0.01)


def test_days_of_before_keep_their_scatter() -> None:
    old = learned(SITE, 14)
    moved = [one for one in carried_over([*old, *accepted(2)], None) if one.era == 0]
    for label in ("car", "person"):
        before, after = (np.array([one.hours_of(label)[:, 0].sum() for one in days]) for days in (old, moved))
        np.testing.assert_allclose(before / before.mean(), after / after.mean(), rtol=1e-6)


def test_the_day_that_is_going_on_shows_where_things_lie() -> None:
    (today,) = accepted(1)
    moved = carried_over(learned(SITE, 14), today)
    assert len(moved) == 14
    assert means(moved, "person")[1] == pytest.approx(means([today], "person")[1], abs=0.005)


def test_labels_whose_hours_are_yet_to_come_stay_as_they_were() -> None:
    """Accepted in the night, when there is nobody yet: cars are no unknown label in the morning."""
    today = minutes(NOW, MONDAY + 14).without_frames(360, 1440).day()
    today.era = 1
    old = learned(SITE, 14)
    moved = carried_over(old, today)
    for label in ("car", "person", "dog"):
        assert means(moved, label) == pytest.approx(means(old, label))
        low_before, low_now = (sum(one.hours_of(label)[:, 1].sum() for one in days) for days in (old, moved))
        assert low_now == pytest.approx(low_before)


def test_hours_that_were_not_looked_at_before_do_not_make_the_others_busier() -> None:
    """The afternoon was watched, now all of the day is, and half as much comes."""
    old = [minutes(SITE, number).without_frames(0, 780).day() for number in range(MONDAY, MONDAY + 7)]
    moved = [one for one in carried_over([*old, *accepted(2, SITE.times(0.5))], None) if one.era == 0]
    for label in ("car", "person"):
        assert means(moved, label)[0] == pytest.approx(means(old, label)[0] / 2, rel=0.15)


def test_two_weeks_of_their_own_need_no_days_of_before() -> None:
    new = accepted(14)
    assert carried_over([*learned(SITE, 14), *new], None) == new


def test_without_an_era_of_before_nothing_is_changed() -> None:
    days = learned(SITE, 14)
    assert carried_over(days, None) == days
    assert carried_over([], None) == []


def test_the_days_that_were_given_are_not_changed() -> None:
    old = learned(SITE, 3)
    packed = [one.pack() for one in old]
    carried_over([*old, *accepted(1)], None)
    assert [one.pack() for one in old] == packed
