from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from driftwatch.monitoring.usual.confidences import BLOCK_WINDOWS, HOUR_WINDOWS
from driftwatch.monitoring.usual.usual import LEARNING_DAYS, Usual, learn
from tests.monitoring.made import MODEL, MONDAY, SITE, Site, Things, day, learned


@lru_cache
def usual() -> Usual:
    return learn(learned())


def test_says_what_it_was_learned_from() -> None:
    assert usual().days == tuple(range(MONDAY, MONDAY + 14))
    assert usual().started == MONDAY * 86_400
    assert usual().ended == (MONDAY + 14) * 86_400 - 60
    assert usual().judged == ("car", "person", "dog")
    assert usual().histogram == tuple(np.sum([one.histogram for one in learned()], axis=0).tolist())


def test_totals_of_labels_are_those_of_the_days() -> None:
    for label, totals in usual().labels.items():
        hours = np.sum([one.hours_of(label) for one in learned()], axis=(0, 1))
        assert totals.detections == hours[0]
        assert totals.mean == pytest.approx(hours[2] / hours[0])
        assert totals.low_rate == pytest.approx(hours[1] / hours[0])
    assert usual().low_rate == pytest.approx(
        sum(t.detections * t.low_rate for t in usual().labels.values())
        / sum(t.detections for t in usual().labels.values())
    )


def test_learns_from_the_latest_days_only() -> None:
    many = learn(learned(SITE, LEARNING_DAYS + 5))
    assert many.days == tuple(range(MONDAY + 5, MONDAY + LEARNING_DAYS + 5))


def test_all_labels_come_first_and_the_judged_ones_after() -> None:
    rate = usual().counts.rate[0, 12]
    assert rate[0] == pytest.approx(rate[1:].sum(), rel=0.01)
    assert rate[1] == pytest.approx(120 * 20.05 / 3600, rel=0.1)
    assert usual().shares.rate[0, 12].sum() == pytest.approx(1.0, rel=0.01)
    assert usual().fleeting is not None
    assert usual().level is not None
    assert set(usual().levels) <= set(usual().judged)


def test_rare_labels_are_known_but_not_judged() -> None:
    rare = learn(learned(Site((*SITE.things, ("unicorn", Things(0.01, stay=1.0))))))
    assert "unicorn" in rare.labels
    assert "unicorn" not in rare.judged


def test_a_model_that_never_said_anything_is_learned_too() -> None:
    nothing = learn(learned(SITE.times(0.0), 3))
    assert (nothing.judged, nothing.level, nothing.fleeting, nothing.low_rate) == ((), None, None, 0.0)
    assert nothing.smallest_detectable_drop is None
    assert nothing.labels == {}


@pytest.mark.parametrize("count", [1, 2])
def test_a_day_is_enough_to_begin(count: int) -> None:
    few = learn(learned(SITE, count))
    assert len(few.days) == count
    # One day shows nothing of how days differ: nothing can be promised.
    assert (few.smallest_detectable_drop is None) == (count == 1)


@pytest.mark.parametrize(("mean", "drop"), [(0.5, 0.04), (0.9, 0.04 * 0.16 / 0.09)])
def test_a_drop_that_a_label_shows_counts_as_far_as_all_labels_fall_then(mean: float, drop: float) -> None:
    """Where all are as much less sure, labels that were surer than the others fall by less."""
    known = usual()
    assert known.level is not None
    every = replace(known.level, mean=0.8, smallest_drop=0.2)
    label = replace(known.level, mean=mean, smallest_drop=0.04)
    assert replace(known, level=every, levels={"cat": label}).smallest_detectable_drop == pytest.approx(drop)
    hidden = replace(label, smallest_drop=None)
    assert replace(known, level=every, levels={"cat": hidden}).smallest_detectable_drop == 0.2


def test_more_days_find_smaller_drops() -> None:
    drops = [learn(learned(SITE, count)).smallest_detectable_drop for count in (2, 28)]
    assert drops[0] is not None
    assert drops[1] is not None
    assert 0 < drops[1] < drops[0]


def test_labels_that_only_one_day_held_are_counted_as_unknown_ones() -> None:
    days = learned(SITE, 7)
    days[3] = day(Site((*SITE.things, ("unicorn", Things(10)))), MONDAY + 3, MODEL)
    assert learn(days).unknown_a_day == days[3].hours_of("unicorn")[:, 0].sum()
    assert learn(learned(SITE, 7)).unknown_a_day == 0


def test_low_rates_are_by_hour_and_none_where_nothing_is_seen() -> None:
    unsure = learn(learned(SITE.with_all(mean=0.6)))
    assert unsure.low_rates[3] == 0
    assert unsure.low_rates[12] == pytest.approx(unsure.low_rate, abs=0.1)
    assert unsure.low_rate > 0.3


def test_closed_days_do_not_lower_what_is_expected() -> None:
    days = learned()
    days[2] = day(SITE.times(0.0), MONDAY + 2)
    closed = learn(days)
    assert closed.kinds.closed == {MONDAY + 2}
    assert closed.counts.rate[0, 12, 0] == pytest.approx(usual().counts.rate[0, 12, 0], rel=0.05)


def test_windows_grow() -> None:
    assert list(BLOCK_WINDOWS) == sorted(set(BLOCK_WINDOWS))
    assert list(HOUR_WINDOWS) == sorted(set(HOUR_WINDOWS))
    assert replace(usual(), level=None).smallest_detectable_drop is None
