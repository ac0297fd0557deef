from dataclasses import replace

import numpy as np
import pytest

from driftwatch.monitoring.usual.level_scan import (
    NO_SHIFT,
    LevelShift,
    LevelWindows,
    level_is_back,
    level_windows,
    scan_level,
)
from driftwatch.monitoring.usual.level_usual import LEAST_SHIFT
from tests.monitoring.usual.test_levels import PARTS, WINDOWS, LevelUsual, learned, levels, rows


def site() -> LevelUsual:
    return learned(levels())


def windows(usual: LevelUsual, means: list[float], counts: float = 100.0, begun: float = 5.0) -> LevelWindows:
    """The last parts of a day."""
    length = len(means)
    parts = np.arange(PARTS - length, PARTS)
    return level_windows(usual, rows(np.array(means), counts, begun), np.zeros(length, np.int64), parts)


@pytest.mark.parametrize(("level", "sign"), [(0.6, -1), (0.98, 1)])
def test_a_shift_is_found_with_its_size(level: float, sign: int) -> None:
    shift = scan_level(site(), windows(site(), [0.8] * 100 + [level] * 48))
    assert shift.score > 1
    assert shift.distance * sign > 0
    assert abs(shift.distance) == pytest.approx(abs(level - 0.8), abs=0.05)
    assert 1 <= shift.length <= 48


def test_what_is_usual_is_not_found() -> None:
    for seed in range(20):
        means = levels(1, seed=50 + seed)[0].tolist()
        assert scan_level(site(), windows(site(), means)).score <= 1


def test_a_part_is_not_longer_than_what_is_there() -> None:
    assert len(windows(site(), [0.8] * 5).objects) == sum(window <= 5 for window in WINDOWS)


@pytest.mark.parametrize(("counts", "begun"), [(0.0, 0.0), (300.0, 0.0)])
def test_few_objects_say_nothing_within_the_hour(counts: float, begun: float) -> None:
    """Nothing at all, and one object that stays there: both say nothing about the model."""
    assert scan_level(site(), windows(site(), [0.3] * 12, counts, begun)) == NO_SHIFT


def test_a_day_of_which_only_the_evening_was_looked_at_is_not_judged_as_a_day() -> None:
    usual = site()
    seen, kinds, parts = rows(np.full(PARTS, 0.75), 100.0, 5.0), np.zeros(PARTS, np.int64), np.arange(PARTS)
    whole = level_windows(usual, seen, kinds, parts)
    assert whole.filled.all()
    looked = np.arange(PARTS) < PARTS / 4
    evening = [np.where(looked, values, 0.0) for values in (seen.sums, seen.counts, seen.frames, seen.begun)]
    sums, counts, frames, begun = evening
    some = replace(seen, sums=sums, counts=counts, frames=frames, begun=begun)
    part = level_windows(usual, some, kinds, parts)
    assert not part.filled[[window == PARTS for window in WINDOWS]].any()
    assert scan_level(usual, part) == NO_SHIFT


def test_a_day_of_which_little_is_seen_is_judged_as_quiet_hours_are() -> None:
    """The camera looked all the time, but the place was closed until the afternoon."""
    usual, parts = site(), np.arange(PARTS)
    for opens, quiet in ((0, False), (100, False), (200, True)):
        counts = np.where(parts >= opens, 100.0, 0.0)
        seen = level_windows(usual, rows(np.full(PARTS, 0.8), counts), np.zeros(PARTS, np.int64), parts)
        assert seen.quiet[WINDOWS.index(PARTS)] == quiet, opens
        assert not seen.quiet[WINDOWS.index(12)]


def test_a_shift_that_is_over_is_seen_to_be_over() -> None:
    usual = site()
    assert level_is_back(usual, windows(usual, [0.6] * 48), -0.2) == 0
    back = level_is_back(usual, windows(usual, [0.6] * 48 + [0.8] * 12), -0.2)
    assert 1 <= back <= 12
    assert level_is_back(usual, windows(usual, [0.8] * 12), 0.15) > 0


def test_a_shift_is_not_over_because_nothing_is_seen() -> None:
    usual = site()
    assert level_is_back(usual, windows(usual, [0.0] * 48, 0.0, 0.0), -0.2) == 0


def test_a_shift_that_has_grown_or_that_stays_by_half_is_not_over() -> None:
    usual = site()
    assert level_is_back(usual, windows(usual, [0.5] * 48), -0.2) == 0
    assert level_is_back(usual, windows(usual, [0.68] * 48), -0.2) == 0


def test_a_shift_in_unseen_light_is_marked_and_one_in_known_light_goes_before_it() -> None:
    usual, means = site(), np.array([0.8] * 100 + [0.6] * 48)
    parts = np.arange(PARTS - 148, PARTS)

    def scanned(unseen: np.ndarray) -> LevelShift:
        return scan_level(usual, level_windows(usual, rows(means), np.zeros(148, np.int64), parts, unseen))

    assert scanned(np.ones(148, np.bool_)).unseen
    assert scanned(np.ones(148, np.bool_)).score > 1
    since_midday = np.arange(148) < 124
    assert scanned(since_midday).score > 1
    assert not scanned(since_midday).unseen
    assert scanned(since_midday).length <= 48


def test_the_known_half_of_a_window_in_unseen_light_is_not_judged_as_a_whole_one() -> None:
    """Two hours after the rain are two hours, however long it rained before."""
    usual, parts = learned(levels(within=0.03, between=0.003)), np.arange(PARTS - 148, PARTS)
    kinds = np.zeros(148, np.int64)

    def found(level: float, length: int, dark: int = 0) -> LevelShift:
        means = np.where(np.arange(148) < 148 - length, 0.8, level)
        unseen = np.arange(148) < dark
        return scan_level(usual, level_windows(usual, rows(means), kinds, parts, unseen))

    grid = np.arange(0.7, 0.8, 0.0025).tolist()
    whole_only = [one for one in grid if found(one, 48).score > 1 >= found(one, 24).score]
    assert whole_only
    for level in whole_only:
        after = found(level, 48, dark=124)
        assert after.unseen or after.score <= 1


def test_an_hour_in_unseen_light_keeps_no_alert_from_ending() -> None:
    """At dusk it is darker than ever: the rest of the day shows that the model is as sure as before."""
    usual, parts, since_alert = site(), np.arange(PARTS - 96, PARTS), np.arange(96)
    dusk = (since_alert >= 80) & (since_alert < 92)
    means = np.where(since_alert < 48, 0.76, np.where(dusk, 0.6, 0.8))
    shown = level_windows(usual, rows(means), np.zeros(96, np.int64), parts, dusk)
    assert level_is_back(usual, shown, -0.04) == 48
    every = level_windows(usual, rows(means), np.zeros(96, np.int64), parts)
    assert level_is_back(usual, every, -0.04) == 0


def test_one_odd_object_in_a_few_parts_is_no_shift_and_its_size_is_told_as_it_is() -> None:
    usual = site()
    for seed in range(5):
        means = levels(1, seed=80 + seed)[0]
        means[-3:] -= 0.5
        assert scan_level(usual, windows(usual, means.tolist())).score <= 1
    lasting = scan_level(usual, windows(usual, [0.8] * 100 + [0.3] * 48))
    assert lasting.score > 1
    assert lasting.distance < -0.4


def test_a_shift_that_means_nothing_to_anybody_is_not_found() -> None:
    usual = learned(levels(within=1e-4, between=1e-4))
    assert scan_level(usual, windows(usual, [0.8 - 0.8 * LEAST_SHIFT] * PARTS)).score <= 1
    assert scan_level(usual, windows(usual, [0.8 - 1.5 * LEAST_SHIFT] * PARTS)).score > 1
