"""The acceptance benchmark in a short form: fewer seeds and days, the same code."""

import numpy as np
import pytest

from benchmarks.drift.delays import Hunt, hunt, percentile
from benchmarks.drift.false_alarms import QuietRun, run_quiet
from benchmarks.drift.points import judge_hunt, judge_quiet, judge_truth, sections
from benchmarks.drift.scenario import MINUTES_A_DAY, Change, named
from benchmarks.drift.simulator import simulate
from benchmarks.drift.truth import run_truth
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS

DAY = MINUTES_A_DAY


def test_streams_are_seeded_and_a_change_alters_only_what_comes_after() -> None:
    usual, again, other = (simulate(named("weekend"), 2, seed) for seed in (3, 3, 4))
    changed = simulate(named("weekend"), 2, 3, Change(DAY, drop=0.05))
    assert np.array_equal(usual.units, again.units)
    assert not np.array_equal(usual.units, other.units)
    assert np.array_equal(usual.units[:DAY], changed.units[:DAY])


def test_a_drop_is_as_large_as_it_says() -> None:
    means = [
        stream.units[DAY:].sum() / stream.detections[DAY:].sum() / CONFIDENCE_UNITS
        for stream in (simulate(named("quiet"), 2, 0), simulate(named("quiet"), 2, 0, Change(DAY, drop=0.05)))
    ]
    assert means[0] - means[1] == pytest.approx(0.05, abs=0.002)


def test_detections_are_objects_of_their_own_and_histograms_hold_them() -> None:
    for minute in simulate(named("quiet"), 1, 0).minutes(600, 610):
        for counts in minute.rollup.totals.labels.values():
            assert counts.begun == counts.detections == counts.histogram.size > 0


@pytest.mark.slow
@pytest.mark.parametrize("learned_days", [8, 14])
def test_nothing_learned_alarms_without_drift(learned_days: int) -> None:
    assert run_quiet(named("sparse traffic"), seed=100, days=1, learned_days=learned_days).learned == {}


@pytest.mark.slow
def test_a_drop_is_found_by_a_monitor_that_was_restarted() -> None:
    case = Hunt(named("rho .95"), Change(0, drop=0.15), ("confidence",), (600,), 300)
    (delay,) = hunt(case, 0)
    assert delay is not None
    assert percentile([delay, None], 0.0) == delay


def test_precision_is_estimated_or_withheld() -> None:
    points = judge_truth([run_truth(seed) for seed in range(3)])
    assert points[-1].measured.startswith("0 of")


def test_points_are_judged_against_their_targets() -> None:
    late = judge_hunt("2", "x", {0.5: 20, 0.9: 120}, [[5.0, 10.0, 15.0], [None]])
    assert [(point.measured.split(" (")[0], point.reached) for point in late] == [("15 min", True), ("inf days", False)]
    runs = [QuietRun("quiet", 0, 30, {"label_mix": 1}, 0)] * 2
    assert [point.reached for point in judge_quiet(runs)] == [False, False]
    assert len(sections([0], 1)) == 9
