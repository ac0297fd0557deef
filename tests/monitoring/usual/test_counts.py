from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftwatch.monitoring.usual.count_history import CountHistory, at_start
from driftwatch.monitoring.usual.count_history import within_hours_fano as fano_of
from driftwatch.monitoring.usual.counts import WINDOWS, distance, learn_counts
from tests.monitoring.made import MONDAY

KINDS = 3
FRAMES = 3600.0


def history(counts: np.ndarray, kinds: list[int] | None = None, *, seen: np.ndarray | None = None) -> CountHistory:
    """counts: (D, 24) of one series; every count is an object of its own."""
    days = len(counts)
    frames = np.full((days, 24), FRAMES) if seen is None else seen
    values = np.asarray(counts, np.float64)[:, :, None]
    of_kind = np.array(kinds or [0] * days, np.int64)
    return CountHistory(values, values, frames, frames, np.arange(MONDAY, MONDAY + days), of_kind, 1.0)


def poisson(days: int, mean: float = 30.0, seed: int = 0, scatter: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    factor = np.exp(scatter * rng.standard_normal((days, 1)))
    return rng.poisson(mean * factor * np.ones((days, 24)))


@pytest.mark.parametrize("mean", [10.0, 40.0, 400.0, 4000.0])
@pytest.mark.parametrize("scatter", [0.0004, 0.02, 0.1])
def test_the_distance_has_a_variance_of_one_whatever_the_mean(mean: float, scatter: float) -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(mean * rng.gamma(1 / scatter, scatter, 40_000))
    found = distance(counts.astype(float), np.full(40_000, mean), np.full(40_000, scatter))
    assert found.std() == pytest.approx(1.0, abs=0.15)
    assert abs(found.mean()) < 0.4


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 1))
def test_the_distance_is_negative_where_there_are_fewer(seen: float, expected: float, scatter: float) -> None:
    found = float(distance(np.array(seen), np.array(expected), np.array(scatter)))
    assert found * (seen - expected) >= 0


def test_low_counts_of_a_few_objects_that_stay_for_hours_are_as_rare_as_gamma_says() -> None:
    shape = 4.0
    for chance in (0.05, 0.01, 0.001):
        few = 1000 * stats.gamma.ppf(chance, shape) / shape
        found = float(distance(np.array(few), np.array(1000.0), np.array(1 / shape)))
        assert found == pytest.approx(stats.norm.ppf(chance), abs=0.15)


def test_what_is_expected_comes_from_days_of_the_same_kind() -> None:
    counts = np.concatenate([np.full((4, 24), 60.0), np.full((2, 24), 12.0)])
    usual = learn_counts(history(counts, [0, 0, 0, 0, 1, 1]), KINDS)
    assert usual.expected(0, 9, FRAMES) == (pytest.approx([60.0]), 4.0)
    assert usual.expected(1, 9, FRAMES / 2) == (pytest.approx([6.0]), 2.0)
    assert usual.a_day[:, 0].tolist() == [24 * 60.0, 24 * 12.0, 0.0]


def test_an_hour_without_frames_is_not_an_hour_without_objects() -> None:
    seen = np.full((4, 24), FRAMES)
    counts = np.full((4, 24), 60.0)
    seen[0, 8:12] = counts[0, 8:12] = 0
    usual = learn_counts(history(counts, seen=seen), KINDS)
    rate, days = usual.expected(0, 9, FRAMES)
    assert rate == pytest.approx([60.0])
    assert days == 3


def test_each_day_is_judged_by_the_others() -> None:
    """A freak day must not be what makes itself usual, and must be seen in how far things went."""
    steady = learn_counts(history(poisson(10)), KINDS)
    freak = poisson(10)
    freak[4] = freak[4] // 3
    judged = learn_counts(history(freak), KINDS)
    day = WINDOWS.index(24)
    assert judged.fewest[day, 0] > 2 * steady.fewest[day, 0]
    assert judged.scatter[day, 0] > steady.scatter[day, 0]


def test_sites_whose_days_differ_have_more_scatter() -> None:
    calm, lively = (learn_counts(history(poisson(28, 100.0, scatter=s)), KINDS) for s in (0.0, 0.4))
    day = WINDOWS.index(24)
    assert calm.scatter[day, 0] < 0.02
    assert 0.06 < lively.scatter[day, 0] < 0.4
    assert (lively.limit > 0).all()
    assert np.isfinite(lively.limit).all()


def test_one_day_is_enough_to_begin_and_many_days_make_limits_narrower() -> None:
    one, many = (learn_counts(history(poisson(days)), KINDS) for days in (1, 21))
    assert one.fewest.max() == 0
    assert (many.limit <= one.limit + 1e-9).all()


def test_a_count_that_never_was_expects_nothing() -> None:
    usual = learn_counts(history(np.zeros((5, 24))), KINDS)
    assert usual.rate.max() == 0
    assert np.isfinite([usual.scatter, usual.limit, usual.fewest, usual.most]).all()


def test_parts_are_the_whole_and_the_labels() -> None:
    two = learn_counts(history(poisson(5)), KINDS)
    names = ("rate", "begun", "a_day", "scatter", "limit", "fewest", "most")
    both = replace(two, **{name: np.repeat(getattr(two, name), 2, axis=-1) for name in names})
    assert both.of_all().rate.shape == both.of_labels().rate.shape == two.rate.shape
    assert np.array_equal(both.of_labels().limit, two.limit)


def test_the_beginning_of_a_window_is_where_it_starts() -> None:
    values = np.arange(5.0)[:, None]
    assert at_start(values, 1)[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert at_start(values, 3)[:, 0].tolist() == [0, 0, 0, 1, 2]
    assert at_start(values, 9)[:, 0].tolist() == [0, 0, 0, 0, 0]


def test_detections_of_one_object_come_together() -> None:
    rng = np.random.default_rng(0)
    alone = [rng.poisson(5.0, 288).astype(float) for _ in range(5)]
    assert fano_of(alone) == pytest.approx(1.0, abs=0.1)
    assert fano_of([20 * day for day in alone]) == pytest.approx(20.0, rel=0.1)
    assert fano_of([np.zeros(288)]) == 1.0


def test_one_crowd_is_enough_to_see_that_detections_come_by_the_dozen() -> None:
    day = np.zeros(288)
    day[100] = 12.0
    assert fano_of([day]) == pytest.approx(12.0)


def test_quiet_sundays_do_not_widen_the_limit_of_working_days() -> None:
    counts = poisson(28, 200.0, scatter=0.05)
    sundays = np.arange(28) % 7 == 6
    counts[sundays] = counts[sundays] // 20
    counts[20] = 2
    usual = learn_counts(history(counts, [2 if sunday else 0 for sunday in sundays]), KINDS)
    day = WINDOWS.index(24)
    assert usual.farthest(day, np.array([4800.0]))[0] < 0.7 * usual.farthest(day, np.array([240.0]))[0]


def test_one_day_of_a_fair_does_not_make_half_of_the_usual_look_usual() -> None:
    """Squares of one day at six times the usual alone would make it about 0.9."""
    counts = poisson(28, 200.0, scatter=0.1)
    counts[10] *= 6
    of_total = replace(history(counts), totals=1)
    assert learn_counts(of_total, KINDS).scatter[WINDOWS.index(24), 0] < 0.06


def test_the_total_does_not_pay_for_the_number_of_labels() -> None:
    one = history(poisson(28))
    many = replace(one, counts=np.repeat(one.counts, 41, axis=2), begun=np.repeat(one.begun, 41, axis=2), totals=1)
    alone, among = learn_counts(replace(one, totals=1), KINDS), learn_counts(many, KINDS)
    assert np.allclose(among.limit[:, 0], alone.limit[:, 0])
    assert np.allclose(among.fewest[:, 0], alone.fewest[:, 0])
    assert (among.limit[:, 1] > among.limit[:, 0]).all()


def test_things_that_come_one_by_one_are_one_object_each() -> None:
    assert learn_counts(replace(history(poisson(14)), totals=1), KINDS).together[0] == 1.0


def test_a_rare_label_in_a_crowd_is_counted_by_its_own_objects() -> None:
    """Detections of all labels come by the dozen there; a rare label's come one by one all the same."""
    crowd, rare = poisson(14, 4000.0, scatter=0.1), poisson(14, 8.0, seed=1)
    both = np.stack([crowd, rare], axis=2).astype(np.float64)
    when = history(crowd)
    frames = (when.frames, when.frames, when.numbers, when.kinds)
    usual = learn_counts(CountHistory(both, both, *frames, fano=50.0, totals=1), KINDS)
    assert usual.together[0] == 50.0
    assert usual.together[1] == pytest.approx(1.0, abs=0.3)
    assert usual.objects(np.array([4800.0, 200.0]), np.array([4800.0, 200.0]), np.zeros(2))[1] > 150
