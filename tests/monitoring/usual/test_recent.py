from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from driftwatch.monitoring.usual.day import TOTALS
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.kinds import Kinds
from driftwatch.monitoring.usual.recent import recent_blocks, recent_hours
from driftwatch.monitoring.usual.usual import Usual, learn
from tests.monitoring.made import MODEL, MONDAY, SITE, day, learned

FRIDAY = MONDAY + 4


def history() -> History:
    made = History([one for one in learned(SITE, 6) if one.number != MONDAY + 2], MODEL)
    made.turn(day(SITE, MONDAY + 6))
    return made


@lru_cache
def usual() -> Usual:
    return replace(learn(learned(SITE, 6)), kinds=Kinds())


@pytest.mark.parametrize(("slot", "length"), [(0, 1), (0, 288), (100, 50), (100, 101), (100, 864), (288, 864)])
def test_blocks_are_those_of_the_days_in_the_order_of_time(slot: int, length: int) -> None:
    known, until = history(), (MONDAY + 6) * 288 + slot
    recent = recent_blocks(known, usual(), until, length)
    assert recent.totals.shape == (length, len(TOTALS))
    for index in range(length):
        number, block = divmod(until - length + index, 288)
        of_day = known.day(number)
        expected = np.zeros(len(TOTALS)) if of_day is None else of_day.blocks()[block]
        np.testing.assert_array_equal(recent.totals[index], expected)
        assert recent.blocks[index] == block
        assert recent.kinds[index] == Kinds().of(number)


@pytest.mark.parametrize(("slot", "length"), [(0, 1), (0, 24), (9, 4), (9, 72), (24, 72), (9, 120)])
def test_hours_are_those_of_the_days_and_labels(slot: int, length: int) -> None:
    known, until = history(), (MONDAY + 6) * 24 + slot
    known_usual = usual()
    recent = recent_hours(known, known_usual, ("dog", "unicorn", "car"), until, length)
    assert recent.labels.shape == (length, 3, 5)
    for index in range(length):
        number, hour = divmod(until - length + index, 24)
        of_day = known.day(number)
        if of_day is None:
            assert recent.frames[index] == recent.detections[index] == recent.labels[index].sum() == 0
            continue
        totals = of_day.blocks().reshape(24, 12, len(TOTALS)).sum(axis=1)[hour]
        assert (recent.frames[index], recent.detections[index], recent.begun[index]) == tuple(totals[[0, 1, 4]])
        assert recent.came[index] == pytest.approx(totals[4] - (1 - known_usual.real_flashes[0]) * totals[5])
        np.testing.assert_array_equal(recent.labels[index, 0], of_day.hours_of("dog")[hour])
        np.testing.assert_array_equal(recent.labels[index, 2], of_day.hours_of("car")[hour])
        assert recent.labels[index, 1].sum() == 0
        assert (recent.hours[index], recent.kinds[index]) == (hour, Kinds().of(number))


def test_a_day_that_was_like_another_kind_is_judged_by_it() -> None:
    known = history()
    known.days[-1].like = 2
    kinds = recent_hours(known, usual(), (), (MONDAY + 6) * 24 + 1, 25).kinds
    assert kinds.tolist() == [2] * 24 + [2]
    assert recent_blocks(known, usual(), (MONDAY + 6) * 288, 288).kinds.tolist() == [2] * 288
    assert Kinds().of(FRIDAY) == 0
