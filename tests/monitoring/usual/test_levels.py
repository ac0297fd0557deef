import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_fit import LEAST_CLIPPED
from driftwatch.monitoring.usual.level_history import LevelHistory, LevelRows, profile, profiles, weight
from driftwatch.monitoring.usual.level_usual import LevelUsual
from driftwatch.monitoring.usual.levels import learn_level
from tests.monitoring.made import MONDAY

PARTS, KINDS = 288, 3
WINDOWS = (1, 3, 12, 48, 288)
Floats = NDArray[np.float64]


def rows(means: Floats, counts: float | Floats = 100.0, begun: float = 5.0) -> LevelRows:
    """(D, 288) means; each five minutes hold `counts` detections of `begun` objects."""
    n = np.broadcast_to(np.asarray(counts, np.float64), means.shape)
    return LevelRows(means * n, n, np.full(means.shape, 300.0), np.where(n > 0, begun, 0.0), 1.0)


def levels(days: int = 14, *, level: float = 0.8, within: float = 0.01, between: float = 0.01, seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    return level + between * rng.standard_normal((days, 1)) + within * rng.standard_normal((days, PARTS))


def learned(means: Floats, counts: float | Floats = 100.0, kinds: list[int] | None = None) -> LevelUsual:
    days = len(means)
    of_kind = np.array(kinds or [0] * days, np.int64)
    numbers = np.arange(MONDAY, MONDAY + days)
    usual = learn_level(LevelHistory(rows(means, counts), numbers, of_kind, 0.01, WINDOWS), KINDS)
    assert usual is not None
    return usual


def test_a_model_that_never_said_anything_has_no_level() -> None:
    nothing = LevelHistory(rows(levels(3), 0.0), np.arange(3), np.zeros(3, np.int64), 0.01, WINDOWS)
    assert learn_level(nothing, KINDS) is None


def test_the_mean_is_that_of_all_detections() -> None:
    means, counts = levels(), np.random.default_rng(1).uniform(0, 200, (14, PARTS))
    assert learned(means, counts).mean == pytest.approx((means * counts).sum() / counts.sum())


def test_the_profile_lies_about_what_was_seen_at_that_time_of_day() -> None:
    day = np.where(np.arange(PARTS) < 144, 0.6, 0.9)
    usual = learned(levels(level=0.0) + day)
    assert (usual.low <= usual.high).all()
    for part, level in ((60, 0.6), (200, 0.9)):
        assert usual.low[0, part] == pytest.approx(level, abs=0.02)
        assert usual.high[0, part] == pytest.approx(level, abs=0.02)
    # Dawn moves: within an hour of a change both levels are usual.
    assert usual.low[0, 144] < 0.65
    assert usual.high[0, 144] > 0.85


def test_kinds_of_day_have_profiles_of_their_own() -> None:
    means = levels(14, between=0.0)
    means[10:] -= 0.2
    usual = learned(means, kinds=[0] * 10 + [1] * 4)
    assert usual.low[0].min() > 0.75
    assert usual.high[1].max() < 0.65


def test_busy_parts_are_those_in_which_something_goes_on() -> None:
    counts = np.where((np.arange(PARTS) >= 96) & (np.arange(PARTS) < 216), 100.0, 1.0)
    usual = learned(levels(), np.broadcast_to(counts, (14, PARTS)))
    assert usual.busy[0, 110:200].all()
    assert not usual.busy[0, :80].any()
    assert not usual.busy[0, 240:].any()


def test_more_objects_make_a_window_surer_but_never_surer_than_the_site_is() -> None:
    usual = learned(levels())
    errors = [usual.error(usual.at_work, 2, objects) for objects in (1.0, 10.0, 100.0, 1e9)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] == pytest.approx(float(np.sqrt(usual.at_work.variance[2])))


def test_a_site_that_wanders_more_hides_larger_drops() -> None:
    calm, lively = learned(levels(between=0.002)), learned(levels(between=0.02))
    assert calm.smallest_drop is not None
    assert lively.smallest_drop is not None
    assert calm.smallest_drop < lively.smallest_drop / 2
    day = WINDOWS.index(288)
    assert lively.at_work.variance[day] > 5 * calm.at_work.variance[day]


def test_what_went_far_while_all_was_well_widens_the_limit_on_its_side() -> None:
    steady, sunk = levels(between=0.003), levels(between=0.003)
    sunk[5, 100:160] -= 0.1
    before, after = learned(steady), learned(sunk)
    window = WINDOWS.index(48)
    assert after.at_work.fallen[window] > 1.5 * before.at_work.fallen[window]
    assert after.at_work.fallen[window] > after.at_work.risen[window]


def test_what_days_did_by_chance_keeps_whole_days_less_far_apart_than_hours() -> None:
    """Weather comes and goes within hours."""
    hours, day = WINDOWS.index(48), WINDOWS.index(PARTS)
    for seed in range(5):
        fallen = learned(levels(28, seed=seed)).at_work.fallen
        assert fallen[day] < 0.95 * fallen[hours]


def test_one_day_is_enough_to_begin() -> None:
    usual = learned(levels(1))
    assert np.isfinite([usual.at_work.limit, usual.at_work.variance]).all()
    assert (usual.at_work.limit > 0).all()


def test_many_detections_of_few_objects_weigh_like_few() -> None:
    few, many = (weight(rows(levels(1), 300.0, begun)) for begun in (0.0, 100.0))
    assert (few < many).all()
    assert (many < 1).all()
    assert weight(rows(levels(1), 0.0)).max() == 0


def test_each_day_is_judged_by_the_profile_of_the_others() -> None:
    rng = np.random.default_rng(5)
    values, weights = rng.random((6, PARTS)), rng.random((6, PARTS)) * (rng.random((6, PARTS)) < 0.2)
    low, high = profiles(values, weights)
    for day in range(6):
        others = np.arange(6) != day
        assert np.allclose((low[day], high[day]), profile(values[others], weights[others]))


def test_one_odd_object_does_not_widen_the_limit() -> None:
    steady, odd = levels(between=0.003), levels(between=0.003)
    odd[5, 120:123] -= 0.6
    window = WINDOWS.index(48)
    before, after = learned(steady).at_work, learned(odd).at_work
    assert after.fallen[window] * np.sqrt(after.variance[window]) < 1.5 * before.fallen[window] * np.sqrt(
        before.variance[window]
    )


def test_where_few_objects_stay_for_hours_parts_may_be_off_by_what_a_drop_takes() -> None:
    """A drop by more than clipped parts can add up to would never be found, however long it lasts."""
    day = 0.06 * np.random.default_rng(3).standard_normal((28, 6))
    usual = learned(0.8 + np.repeat(day, PARTS // 6, axis=1), counts=300.0)
    assert usual.least_bar() > LEAST_CLIPPED
    assert usual.single.room > usual.least_bar()
    assert learned(levels(between=0.003)).single.room == LEAST_CLIPPED
