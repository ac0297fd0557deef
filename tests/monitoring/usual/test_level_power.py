from collections.abc import Iterator

import numpy as np
import pytest

from driftwatch.monitoring.usual.level_history import LevelHistory
from driftwatch.monitoring.usual.level_scan import LevelShift, level_windows, scan_level
from driftwatch.monitoring.usual.level_usual import LEAST_SHIFT, LevelUsual
from driftwatch.monitoring.usual.levels import learn_level
from tests.monitoring.made import MONDAY
from tests.monitoring.usual.test_levels import KINDS, PARTS, WINDOWS, Floats, learned, levels, rows


def restless(days: int, seed: int) -> Floats:
    """Mean confidences that wander for hours, and differ from day to day."""
    hours = np.random.default_rng(seed).standard_normal((days, 12))
    return levels(days, within=0.02, between=0.015, seed=seed) + 0.02 * np.repeat(hours, PARTS // 12, axis=1)


def share_found(usual: LevelUsual, days: Floats, drop: float) -> float:
    """Of the moments of (D, 288) days at which it may set in, those after which a scan within a day finds it."""
    line, kinds = days.ravel() - drop, np.zeros(PARTS, np.int64)

    def shifts(start: int) -> Iterator[LevelShift]:
        parts = np.arange(start, start + PARTS)
        for end in range(18, PARTS + 1, 18):
            seen = slice(0, end)
            yield scan_level(usual, level_windows(usual, rows(line[parts[seen]]), kinds[seen], parts[seen] % PARTS))

    starts = range(0, len(line) - PARTS, 230)
    found = [any(shift.score >= 1 and shift.distance < 0 for shift in shifts(start)) for start in starts]
    return sum(found) / len(found)


def test_the_smallest_drop_is_found_on_days_that_were_not_learned_and_half_of_it_is_not() -> None:
    usual = learned(restless(28, seed=1))
    drop = usual.smallest_drop
    assert drop is not None
    fresh = restless(40, seed=2)
    assert share_found(usual, fresh, drop) >= 0.8
    assert share_found(usual, fresh, drop / 2) <= 0.4
    assert share_found(usual, fresh, 0.0) == 0


def test_no_drop_is_promised_that_nobody_would_care_about() -> None:
    assert LEAST_SHIFT <= (learned(levels(within=1e-4, between=1e-4)).smallest_drop or 1.0) <= 1.5 * LEAST_SHIFT


def test_no_drop_is_promised_where_a_day_goes_as_far_by_itself() -> None:
    assert learned(levels(between=0.12)).smallest_drop is None


@pytest.mark.parametrize(("floor", "promised"), [(0.3, True), (0.7, False)])
def test_no_drop_is_promised_that_takes_most_detections_below_the_floor(floor: float, promised: bool) -> None:
    """Their mean is 0.8: one that falls by 0.08 nears a floor of 0.7, and few are left to be counted."""
    days = np.arange(MONDAY, MONDAY + 28)
    history = LevelHistory(rows(restless(28, seed=1)), days, np.zeros(28, np.int64), 0.01, WINDOWS, floor=floor)
    usual = learn_level(history, KINDS)
    assert usual is not None
    assert (usual.smallest_drop is not None) is promised


def test_no_drop_is_promised_where_too_little_is_seen() -> None:
    assert learned(levels(), counts=0.01).smallest_drop is None


def test_no_drop_is_promised_within_a_day_where_no_day_follows_another_of_its_kind() -> None:
    kinds = np.array([0, 1] * 7, np.int64)
    history = LevelHistory(rows(levels()), np.arange(MONDAY, MONDAY + 14), kinds, 0.01, WINDOWS)
    usual = learn_level(history, KINDS)
    assert usual is not None
    assert usual.smallest_drop is None


def test_what_is_seen_of_one_label_has_to_fall_farther() -> None:
    means, numbers = restless(28, seed=1), np.arange(MONDAY, MONDAY + 28)
    drops = []
    for caution in (1.0, 1.5):
        history = LevelHistory(rows(means), numbers, np.zeros(28, np.int64), 0.01, WINDOWS, caution=caution)
        usual = learn_level(history, KINDS)
        assert usual is not None
        drops.append(usual.smallest_drop or 1.0)
    assert 1.3 < drops[1] / drops[0] < 1.6
