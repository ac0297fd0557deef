"""Fleets whose sums are written down; the page's fleet view is tested with the same file."""

import json
from pathlib import Path
from typing import Any

import pytest

from driftwatch.cli.fleet_page import fleet_record
from driftwatch.watch.fleet.summary import summarised
from driftwatch.watch.fleet.window import read_window

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cases.json").read_text())
SAID = ("machine", "state", "model", "cause", "low_confidence_rate", "mean_confidence")
INTERVAL = ("precision", "precision_low", "precision_high")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_fleet_adds_up_to_what_is_written(case: dict[str, Any]) -> None:
    rows = [{"robot_id": one["machine"], "data": {"readings": one["readings"]}} for one in case["machines"]]
    windows = [window for one in rows if (window := read_window(one)) is not None]
    record = fleet_record(summarised(windows), 0)
    assert record["sentence"] == case["sentence"]
    assert [_of(one, (*SAID, *INTERVAL)) for one in record["machines"]] == case["rows"]
    versions = ("model", "machines", "frames", "detections", "low_confidence_rate", *INTERVAL)
    assert [_of(one, versions) for one in record["versions"]] == case["versions"]


def _of(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """To as many digits as two languages agree on."""
    return {name: round(row[name], 9) if isinstance(row[name], float) else row[name] for name in names}
