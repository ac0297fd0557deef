"""A fleet's figures are those of its merged counts, whatever the order and however often a row came."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import DrawFn, composite, integers, lists, sampled_from

from driftwatch.watch.fleet.summary import WORST_FIRST, FleetSummary, summarised, together
from driftwatch.watch.fleet.window import FleetCounts, FleetWindow, Precision, read_window

DAY = "2026-11-28T"


def row(machine: str = "a", sequence: int = 0, version: str = "1", **readings: Any) -> dict[str, Any]:
    known = {"schema": 1, "boot_id": "b", "sequence": sequence, "drift_code": 1, "model_version": version, **readings}
    received = f"{DAY}{sequence // 60:02d}:{sequence % 60:02d}:00Z"
    return {"robot_id": machine, "component_name": "drift", "time_received": received, "data": {"readings": known}}


def read(rows: list[dict[str, Any]]) -> list[FleetWindow]:
    found = [read_window(one) for one in rows]
    assert all(found)
    return [one for one in found if one is not None]


@composite
def fleets(draw: DrawFn) -> list[dict[str, Any]]:
    counts = draw(lists(integers(0, 500), min_size=1, max_size=30))
    rows: list[dict[str, Any]] = []
    for index, detections in enumerate(counts):
        machine, version = draw(sampled_from("abc")), draw(sampled_from("12"))
        low = draw(integers(0, detections))
        rows.append(
            row(machine, index, version, detections=detections, low_confidence_detections=low, frames=detections + 1)
        )
    return rows


@given(fleets(), integers(0, 1000))
def test_the_fleets_figure_is_that_of_the_merged_counts(rows: list[dict[str, Any]], seed: int) -> None:
    merged: dict[str, FleetCounts] = {}
    for one in read(rows):
        merged[one.version] = merged.get(one.version, FleetCounts()) + one.counts
    again = [*rows, *rows[::2]]
    random.Random(seed).shuffle(again)
    summary = summarised(read(again))
    assert {one.version: one.counts for one in summary.versions} == merged
    for one in summary.versions:
        assert one.counts.low_confidence_rate == merged[one.version].low_confidence_rate
    assert summary.repeated == len(rows[::2])


def test_a_mean_of_means_would_be_another_figure() -> None:
    rows = [
        row("a", 0, detections=1000, low_confidence_detections=10),
        row("b", 1, detections=10, low_confidence_detections=10),
    ]
    (version,) = summarised(read(rows)).versions
    assert version.counts.low_confidence_rate == pytest.approx(20 / 1010)


@given(lists(integers(1, 10_000), min_size=1, max_size=8), integers(1, 99))
def test_precision_together_is_right_of_all_served_and_surer_than_its_parts(served: list[int], percent: int) -> None:
    parts = [Precision(n, n * percent / 100, percent / 100 - 0.01, percent / 100 + 0.01) for n in served]
    whole = together(parts)
    assert whole is not None
    assert whole.value == pytest.approx(sum(one.right for one in parts) / sum(served))
    assert whole.low <= whole.value <= whole.high
    assert whole.high - whole.low <= 0.02 + 1e-9


def test_nothing_is_said_of_precision_where_nobody_reviewed() -> None:
    assert together([]) is None
    (one,) = summarised(read([row(detections=5)])).machines
    assert one.last.precision is None


def order(summary: FleetSummary) -> list[str]:
    return [one.last.machine for one in summary.machines]


def test_the_worst_come_first() -> None:
    codes = {"drift": 3, "stale": 4, "warning": 2, "learning": 0, "ok": 1}
    rows = [row(name, 1000 + index, drift_code=code) for index, (name, code) in enumerate(sorted(codes.items()))]
    rows.append(row("silent", 1, drift_code=1))
    assert order(summarised(read(rows))) == list(WORST_FIRST)


def test_of_machines_in_one_state_the_least_precise_come_first() -> None:
    sure = {"week_detections": 100, "week_right_detections": 95, "precision_low": 0.9, "precision_high": 0.99}
    poor = {**sure, "week_right_detections": 80, "precision_low": 0.7, "precision_high": 0.88}
    unknown = {"detections": 10, "low_confidence_detections": 9}
    rows = [row("sure", 1, **sure), row("unknown", 2, **unknown), row("poor", 3, **poor), row("plain", 4)]
    assert order(summarised(read(rows))) == ["poor", "sure", "unknown", "plain"]


def test_the_latest_window_says_how_a_machine_is_and_its_counts_are_of_that_version() -> None:
    rows = [
        row("a", 0, "1", detections=100),
        row("a", 2, "2", detections=7, drift_code=3, drift_cause="less sure"),
        row("a", 1, "2", detections=5),
    ]
    (one,) = summarised(read(rows)).machines
    assert (one.state, one.last.cause, one.counts.detections, one.missing) == ("drift", "less sure", 12, 0)


def test_windows_that_are_missing_are_counted() -> None:
    assert summarised(read([row("a", 1), row("a", 5)])).machines[0].missing == 3
