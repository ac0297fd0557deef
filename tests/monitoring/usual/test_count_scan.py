from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.monitoring.usual.count_rows import CountRows, count_rows
from driftwatch.monitoring.usual.count_scan import (
    GONE,
    HALF,
    Caution,
    count_is_back,
    scan_counts,
)
from driftwatch.monitoring.usual.counts import CountUsual, learn_counts
from tests.monitoring.usual.test_counts import FRAMES, KINDS, history, poisson

ANY = Caution(shortest=1, share=0.0)


@dataclass(frozen=True)
class Hours:
    kinds: NDArray[np.int64]
    hours: NDArray[np.int64]

    @property
    def pace(self) -> NDArray[np.float64]:
        return np.ones(len(self.hours))


def learned(mean: float = 30.0, days: int = 14) -> CountUsual:
    return learn_counts(history(poisson(days, mean)), KINDS)


def rows(usual: CountUsual, counts: list[float], frames: float = FRAMES, days: int = 14) -> CountRows:
    """The last hours of a day that ends with hour 23."""
    length = len(counts)
    seen = np.full(length, frames)
    when = Hours(np.zeros(length, np.int64), np.arange(24 - length, 24))
    return count_rows(usual, np.array(counts, np.float64)[:, None], seen, seen, when, days)


def test_a_gross_drop_is_found_and_says_how_large_it_is() -> None:
    usual = learned()
    shifts = scan_counts(usual, rows(usual, [30.0] * 16 + [3.0] * 8), ANY)
    assert len(shifts) == 1
    assert shifts[0].score > 1
    assert shifts[0].ratio == pytest.approx(0.1, abs=0.03)
    assert shifts[0].length <= 8
    assert shifts[0].expected == pytest.approx(30.0 * shifts[0].length, rel=0.1)


def test_what_is_usual_is_not_found() -> None:
    usual = learned()
    for seed in range(20):
        counts = poisson(1, seed=100 + seed)[0].tolist()
        assert all(shift.score <= 1 for shift in scan_counts(usual, rows(usual, counts), ANY))


def test_nothing_is_judged_where_next_to_nothing_is_expected() -> None:
    usual = learned(mean=0.1)
    assert scan_counts(usual, rows(usual, [0.0] * 24), ANY) == []


@pytest.mark.parametrize("counts", [[0.0] * 24, [30.0] * 24])
def test_hours_without_frames_say_nothing(counts: list[float]) -> None:
    usual = learned()
    assert scan_counts(usual, rows(usual, [0.0] * len(counts), frames=0.0), ANY) == []


def test_short_windows_show_only_what_is_gross() -> None:
    usual = learned(mean=3000.0)
    half = [3000.0] * 21 + [1500.0] * 3
    gross = [3000.0] * 21 + [300.0] * 3
    lengths = [{s.length for s in scan_counts(usual, rows(usual, counts), ANY)} for counts in (half, gross)]
    assert lengths[0] <= {8, 12, 24}
    assert lengths[1] <= {1, 2, 4}


def test_caution_leaves_out_short_windows_and_small_shares_of_a_day() -> None:
    usual = learned()
    dropped = rows(usual, [30.0] * 20 + [0.0] * 4)
    (found,) = scan_counts(usual, dropped, Caution(shortest=8, share=0.0))
    assert found.length >= 8
    (found,) = scan_counts(usual, dropped, Caution(shortest=1, share=0.9))
    assert found.length == 24


def test_the_shortest_window_that_is_asked_for_is_judged() -> None:
    usual = learned()
    (found,) = scan_counts(usual, rows(usual, [0.0] * 8), Caution(shortest=8, share=0.0))
    assert (found.length, found.score > 1) == (8, True)


def test_more_than_usual_counts_only_where_it_is_asked_for_and_days_are_known() -> None:
    usual = learned()
    many = [300.0] * 24
    assert scan_counts(usual, rows(usual, many), ANY)[0].ratio > 5
    assert scan_counts(usual, rows(usual, many), Caution(shortest=1, share=0.0, more=False)) == []
    assert scan_counts(usual, rows(usual, many, days=1), ANY) == []
    assert scan_counts(usual, rows(usual, [0.0] * 24), Caution(shortest=1, share=0.0, fewer=False)) == []


def test_few_days_make_it_more_cautious() -> None:
    few, many = learned(days=2), learned(days=28)
    scores = [scan_counts(usual, rows(usual, [9.0] * 24, days=n), ANY)[0].score for usual, n in ((few, 2), (many, 28))]
    assert scores[0] < scores[1]


def test_a_drop_that_is_over_is_seen_to_be_over() -> None:
    usual = learned()
    assert count_is_back(usual, rows(usual, [3.0] * 6), 0, ratio=0.1, hours=6) == 0
    back = count_is_back(usual, rows(usual, [3.0] * 6 + [30.0] * 4), 0, ratio=0.1, hours=6)
    assert 1 <= back <= 4
    assert count_is_back(usual, rows(usual, [30.0] * 4), 0, ratio=10.0, hours=6) > 0


def test_empty_windows_do_not_show_that_anything_is_back() -> None:
    usual = learned()
    assert count_is_back(usual, rows(usual, [0.0] * 12, frames=0.0), 0, ratio=0.1, hours=6) == 0
    quiet = learned(mean=0.01)
    assert count_is_back(quiet, rows(quiet, [0.0] * 12), 0, ratio=0.1, hours=6) == 0


def test_half_of_a_site_whose_days_differ_is_judged_by_its_lowest_day() -> None:
    usual = learn_counts(history(poisson(28, 60.0, scatter=0.2)), KINDS)
    half = rows(usual, [27.0] * 24, days=28)
    assert usual.stretches.lowest[-2, 0, 0] > 0.5
    assert all(shift.score <= 1 for shift in scan_counts(usual, half, ANY))
    (shift,) = scan_counts(usual, half, replace(ANY, below=HALF))
    assert shift.score > 1
    assert shift.length >= 12


def test_half_of_a_quiet_weekend_is_judged_by_the_lowest_weekend() -> None:
    weekend = ([0] * 5 + [1] * 2) * 4
    traffic = np.where(np.array(weekend)[:, None] == 1, 0.3, 1.0)
    counts = np.random.default_rng(0).poisson(60.0 * traffic * np.ones((28, 24)))
    usual = learn_counts(history(counts, weekend), KINDS)
    seen = np.full(24, FRAMES)
    when = Hours(np.ones(24, np.int64), np.arange(24))
    half = count_rows(usual, np.full((24, 1), 8.0), seen, seen, when, 28)
    (shift,) = scan_counts(usual, half, Caution(shortest=8, share=0.0, fewer=False, more=False, below=HALF))
    assert shift.score > 1
    assert shift.ratio == pytest.approx(0.44, abs=0.05)


def test_what_lies_far_below_the_lowest_day_needs_less() -> None:
    assert HALF.deviations(np.array([0.9, 0.8, 0.7, 0.6, 0.2])).tolist() == pytest.approx([3.6, 3.6, 3.2, 2.8, 2.8])


def test_a_day_that_holds_most_of_what_is_usual_is_no_loss_however_sure_it_is() -> None:
    usual = learn_counts(history(poisson(28, 6000.0, scatter=0.01)), KINDS)
    few = rows(usual, [5000.0] * 24, days=28)
    assert scan_counts(usual, few, ANY)[0].score > 1
    assert scan_counts(usual, few, replace(ANY, most=0.8)) == []


def test_a_few_hours_show_only_what_is_gross() -> None:
    usual = learned(mean=60.0, days=28)
    some, gross = ([60.0] * 16 + [60.0 * left] * 8 for left in (0.6, 0.2))
    assert scan_counts(usual, rows(usual, some, days=28), ANY)[0].score > 1
    shifts = scan_counts(usual, rows(usual, some, days=28), replace(ANY, long=12))
    assert all(shift.length >= 12 for shift in shifts)
    assert scan_counts(usual, rows(usual, gross, days=28), replace(ANY, long=12))[0].length <= 8


def test_as_many_hours_as_a_loss_was_found_by_need_not_be_surer_of_its_end() -> None:
    """Half is three deviations of a restless site: what may begin an alarm may end it too."""
    usual = learn_counts(history(poisson(28, 60.0, scatter=0.22)), KINDS)
    again, low = rows(usual, [60.0] * 24, days=28), rows(usual, [33.0] * 24, days=28)
    assert count_is_back(usual, low, 0, ratio=0.55, hours=12) == 0
    assert count_is_back(usual, again, 0, ratio=0.55, hours=12) >= 12
    assert count_is_back(usual, again, 0, ratio=0.55, hours=1000) == 0


def test_three_days_of_which_two_were_not_looked_at_are_not_judged_as_three() -> None:
    usual = learn_counts(history(poisson(28, 60.0, scatter=0.1)), KINDS)
    when = Hours(np.zeros(72, np.int64), np.tile(np.arange(24), 3))
    seen = np.where(np.arange(72) < 48, 0.0, FRAMES)
    last = count_rows(usual, np.where(seen > 0, 36.0, 0.0)[:, None], seen, seen, when, 28)
    assert not last.window(usual, 72).filled.any()
    assert last.window(usual, 24).filled.all()
    assert scan_counts(usual, last, ANY)[0].length <= 24


def test_a_saturday_is_judged_as_a_saturday_though_the_days_before_it_were_busier() -> None:
    kinds = [0] * 5 + [1, 0]
    traffic = np.where(np.array(kinds * 4)[:, None] == 1, 0.1, 1.0)
    counts = np.random.default_rng(0).poisson(100.0 * traffic * np.ones((28, 24)))
    usual = learn_counts(history(counts, kinds * 4), KINDS)
    seen = np.full(72, FRAMES)
    when = Hours(np.repeat([0, 0, 1], 24), np.tile(np.arange(24), 3))
    shown = np.concatenate([np.full(48, 100.0), np.full(24, 2.0)])[:, None]
    rare = count_rows(usual, shown, seen, seen, when, 28)
    (shift,) = scan_counts(usual, rare, Caution(shortest=4, share=0.3, more=False))
    assert shift.score > 1
    assert shift.length <= 24
    assert shift.expected == pytest.approx(10.0 * shift.length, rel=0.1)


def test_a_half_is_nothing_where_such_days_are_known_or_few_days_are() -> None:
    low = poisson(28, 60.0, scatter=0.2)
    low[5] = low[5] * 0.5
    halves = replace(ANY, below=HALF)
    usual = learn_counts(history(low), KINDS)
    assert all(shift.score <= 1 for shift in scan_counts(usual, rows(usual, [30.0] * 24, days=28), halves))
    few = learn_counts(history(poisson(4, 60.0, scatter=0.2)), KINDS)
    assert few.stretches.lowest.max() == 0


def test_a_label_that_is_gone_needs_less_than_one_that_is_rarer() -> None:
    restless = learn_counts(history(poisson(28, 3.0, scatter=0.5)), KINDS)
    gone, rarer = (rows(restless, [count] * 24, days=28) for count in (0.0, 1.0))
    plain, by_lowest = (replace(ANY, shortest=8, below=below) for below in (None, GONE))
    assert scan_counts(restless, gone, by_lowest)[0].score > max(scan_counts(restless, gone, plain)[0].score, 1.0)
    assert scan_counts(restless, rarer, by_lowest) == scan_counts(restless, rarer, plain)


def test_a_label_that_was_gone_before_is_not_gone_by_its_lowest_stretch() -> None:
    counts = poisson(28, 20.0)
    counts[6::7] = 0
    usual = learn_counts(history(counts), KINDS)
    gone = rows(usual, [0.0] * 24, days=28)
    plain, by_lowest = (replace(ANY, shortest=8, below=below) for below in (None, GONE))
    assert scan_counts(usual, gone, by_lowest) == scan_counts(usual, gone, plain)


@pytest.mark.parametrize(("came", "found"), [(1.0, False), (240.0, True)])
def test_one_object_that_stays_is_not_ten_times_as_many(came: float, found: bool) -> None:
    """A guest who stays all day is detected as often as a crowd that passes."""
    usual = learned(mean=1.0)
    many = rows(usual, [10.0] * 24)
    seen = scan_counts(usual, replace(many, came=np.full((24, 1), came / 24)), ANY)
    assert any(shift.ratio > 1 and shift.score > 1 for shift in seen) is found
