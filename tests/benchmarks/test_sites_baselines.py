"""The baselines, on hand-made days that have a known answer."""

import copy
from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.drift.sites.baselines import BASELINES
from benchmarks.drift.sites.baselines.daily_mean import DailyMean
from benchmarks.drift.sites.baselines.psi import stability
from benchmarks.drift.sites.baselines.same_weekday import SameWeekday
from benchmarks.drift.sites.kinds import named
from benchmarks.drift.sites.scoring.watcher import Watcher
from benchmarks.drift.sites.simulate import simulate
from benchmarks.drift.sites.stream import MODEL
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import Moment

DAY = 86_400


def closed(day: int, counts: dict[str, int], confidence: float, part: int = 0) -> ClosedMinute:
    """One minute of a day, with confidences spread evenly by .15 about `confidence`."""
    start = day * DAY + 43_200 + part * 60
    rollup = RollUp(
        start, "s", MODEL.key, Totals(FrameCounts(frames=60), {k: of(n, confidence) for k, n in counts.items()})
    )
    return ClosedMinute(rollup, Moment(start + 60.0, start + 60.0))


def of(count: int, mean: float) -> LabelCounts:
    confidences = np.linspace(mean - 0.15, mean + 0.15, count)
    units = np.rint(confidences * CONFIDENCE_UNITS).astype(np.int64)
    return LabelCounts(
        count, count, 0, int(units.sum()), int((units * units).sum()), histogram=Histogram.of(confidences)
    )


def show(watcher: Watcher, days: Sequence[tuple[dict[str, int], float]]) -> list[tuple[int, AlertEvent]]:
    """Events with the number of the day that they speak of."""
    events: list[tuple[int, AlertEvent]] = []
    for day, (counts, confidence) in enumerate(days):
        for part in range(10):
            events += [(day - 1, event) for event in watcher.update(closed(day, counts, confidence, part))]
    return events


def usual(days: int) -> list[tuple[dict[str, int], float]]:
    means = 0.8 + 0.004 * np.random.default_rng(3).standard_normal(days)
    return [({"car": 100 if day % 7 < 5 else 30, "bus": 8}, mean) for day, mean in enumerate(means)]


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_is_quiet_on_even_days_and_can_be_copied(name: str) -> None:
    watcher = BASELINES[name](simulate(named("store room"), 1, 0))
    assert show(watcher, usual(28)) == []
    assert show(copy.deepcopy(watcher), []) == []


@pytest.mark.parametrize("name", ["daily z-test of the mean", "PSI", "ADWIN", "Page-Hinkley"])
def test_a_great_fall_of_confidence_is_found(name: str) -> None:
    watcher = BASELINES[name](simulate(named("store room"), 1, 0))
    events = show(watcher, [*usual(28), *([({"car": 100, "bus": 8}, 0.5)] * 10)])
    assert events[0][0] >= 27
    assert events[0][1].kind == "raised"


def test_the_day_of_the_fall_is_named_and_the_alarm_ends_with_it() -> None:
    days = [*usual(20), ({"car": 100}, 0.6), *usual(3)]
    events = show(DailyMean("s", 0), days)
    assert [(day, event.kind) for day, event in events] == [(20, "raised"), (21, "cleared")]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"car": 100, "bus": 8}, False),
        ({"car": 55, "bus": 8}, True),  # all labels below .6 of the usual
        ({"car": 100}, True),  # a label is gone
        ({"car": 190, "bus": 8}, True),  # all labels above 1.7 times the usual
        ({"car": 68, "bus": 5}, False),
    ],
)
def test_the_same_weekday_is_compared_label_by_label(counts: dict[str, int], found: bool) -> None:
    days = [({"car": 100 if day % 7 < 5 else 30, "bus": 8}, 0.8) for day in range(21)]
    # Day 21 is the same weekday as day 0; one minute of ten parts each.
    events = show(SameWeekday("s", 0), [*days, (counts, 0.8), ({"car": 100, "bus": 8}, 0.8)])
    assert [day for day, event in events if event.kind == "raised"] == ([21] if found else [])


def test_a_local_day_ends_at_local_midnight() -> None:
    watcher = DailyMean("s", 13.0)
    assert show(watcher, usual(10)) == []
    # At 13 hours ahead of UTC noon is past midnight: both belong to the same local day.
    first, second = (closed(30, {"car": 100}, 0.5, part) for part in (0, 1))
    assert list(watcher.update(first)) == list(watcher.update(second)) == []


def test_the_stability_index_is_that_of_its_definition() -> None:
    before = np.zeros(64, np.int64)
    before[:10] = 100
    now = before.copy()
    assert stability(before, now) == pytest.approx(0.0)
    now[0], now[9] = 150, 50
    assert stability(before, now) == pytest.approx(0.05 * np.log(1.5) + -0.05 * np.log(0.5))
