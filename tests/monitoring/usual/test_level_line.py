import numpy as np

from driftwatch.monitoring.usual.level_history import LevelHistory, weight
from driftwatch.monitoring.usual.level_line import LevelLine
from tests.monitoring.usual.test_levels import PARTS, WINDOWS, levels, rows

HISTORY = LevelHistory(rows(levels(3)), np.array([10, 11, 13]), np.zeros(3, np.int64), 0.01, WINDOWS)
BUSY = np.broadcast_to(np.arange(PARTS) >= 144, (1, PARTS))


def line() -> LevelLine:
    return LevelLine.of(HISTORY, weight(HISTORY.rows), np.asarray(BUSY))


def test_a_day_that_is_missing_is_empty() -> None:
    windows = line().windows(1)
    assert len(windows.carried) == 4 * PARTS
    assert (windows.carried[2 * PARTS : 3 * PARTS] == 0).all()
    assert (windows.carried[: 2 * PARTS] > 0).all()
    assert not windows.of_class(quiet=True)[2 * PARTS : 3 * PARTS].any()
    assert not windows.of_class(quiet=False)[2 * PARTS : 3 * PARTS].any()


def test_a_window_averages_by_weight_what_lies_in_it() -> None:
    one = line()
    residuals = np.random.default_rng(0).standard_normal(4 * PARTS)
    part = slice(PARTS + 89, PARTS + 101)
    expected = np.average(residuals[part], weights=one.weights[part])
    assert np.isclose(one.windows(12).means(residuals)[PARTS + 100], expected)
    assert one.windows(12).means(residuals)[2 * PARTS + 50] == 0


def test_a_window_is_quiet_where_most_of_its_weight_lies_in_quiet_parts() -> None:
    quiet = line().windows(48).quiet[:PARTS]
    assert quiet[: 144 + 20].all()
    assert not quiet[144 + 28 :].any()


def test_a_window_holds_the_objects_at_its_start_and_those_that_came() -> None:
    whole = line().windows(24).objects[PARTS + 50]
    rows_ = HISTORY.rows
    came = rows_.begun[1, 27:51].sum()
    assert np.isclose(whole, rows_.seen(rows_.present[1, 27], came, rows_.counts[1, 27:51].sum()))


def test_a_long_window_that_is_half_empty_is_a_quiet_one() -> None:
    """After a day that is missing a window of a day fills up as the next one goes on; a short one is soon full."""
    always = LevelLine.of(HISTORY, weight(HISTORY.rows), np.ones((1, PARTS), np.bool_))
    after = always.windows(PARTS).quiet[3 * PARTS :]
    assert after[:120].all()
    assert not after[150:].any()
    assert not always.windows(12).quiet[3 * PARTS :].any()
