import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from river import stats

from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from tests.monitoring.strategies import totals


@given(totals, totals, totals)
def test_totals_merge_exactly_in_any_order(a: Totals, b: Totals, c: Totals) -> None:
    assert (a + b) + c == a + (b + c) == (c + a) + b == Totals.total([b, c, a])
    assert a + Totals() == a == Totals() + a


@given(totals, totals)
def test_the_overall_counts_merge_too(a: Totals, b: Totals) -> None:
    assert (a + b).overall == a.overall + b.overall


@given(st.lists(st.integers(0, CONFIDENCE_UNITS), min_size=1, max_size=50))
def test_mean_and_variance_equal_numpy(units: list[int]) -> None:
    values = np.array(units) / CONFIDENCE_UNITS
    counts = LabelCounts(1, len(units), 0, sum(units), sum(u * u for u in units))
    assert counts.mean == pytest.approx(values.mean())
    assert counts.variance == pytest.approx(values.var(), abs=1e-12)


@given(st.lists(st.lists(st.integers(0, CONFIDENCE_UNITS), max_size=20), max_size=10))
def test_merged_minutes_equal_a_stream_seen_one_by_one(minutes: list[list[int]]) -> None:
    mean, variance, merged = stats.Mean(), stats.Var(ddof=0), LabelCounts()
    for units in minutes:
        merged += LabelCounts(1, len(units), 0, sum(units), sum(u * u for u in units))
        for unit in units:
            mean.update(unit / CONFIDENCE_UNITS)
            variance.update(unit / CONFIDENCE_UNITS)
    if merged.detections:
        assert merged.mean == pytest.approx(mean.get())
        assert merged.variance == pytest.approx(variance.get(), abs=1e-9)


def test_nothing_counted_has_no_mean() -> None:
    assert LabelCounts().mean is None
    assert LabelCounts().variance is None
    assert LabelCounts().low_confidence_rate is None


def test_overall_counts_a_frame_with_two_labels_once() -> None:
    both = Totals(
        FrameCounts(frames=3, empty_frames=1),
        {"a": LabelCounts(2, 3, 1, histogram=Histogram()), "b": LabelCounts(2, 2, 2)},
    )
    assert (both.overall.frames, both.overall.detections, both.overall.low_confidence) == (2, 5, 3)
    assert both.overall.low_confidence_rate == pytest.approx(0.6)


def test_roll_ups_of_different_models_do_not_add_up() -> None:
    one = RollUp(60, "yard", "1@aa", Totals())
    assert (one + RollUp(0, "yard", "1@aa", Totals())).start == 0
    with pytest.raises(ValueError, match="do not add up"):
        assert one + RollUp(60, "yard", "2@bb", Totals())
    with pytest.raises(ValueError, match="do not add up"):
        assert one + RollUp(60, "door", "1@aa", Totals())
