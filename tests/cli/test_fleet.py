import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from tests.watch.fleet.test_summary import row

GOOD = row("gate-1", 1, detections=100, low_confidence_detections=5, frames=200)
BAD = row("gate-2", 2, drift_code=3, drift_cause="less sure [red]than[/red] usual", detections=10, frames=20)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["fleet", *arguments])
    return result.exit_code, result.stdout


def lines(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return str(path)


def test_the_worst_machine_is_named_first_and_the_status_says_so(tmp_path: Path) -> None:
    status, text = run(lines(tmp_path / "all.jsonl", GOOD, BAD, GOOD))
    assert status == 3
    assert "1 of 2 machines should be looked at: gate-2." in text
    assert text.index("gate-2") < text.index("gate-1")
    assert "less sure [red]than[/red] usual" in text


def test_json_has_the_sums(tmp_path: Path) -> None:
    status, text = run(lines(tmp_path / "all.jsonl", GOOD, BAD), "--json")
    record = json.loads(text)
    assert status == 3
    assert record["versions"][0]["detections"] == 110
    assert record["versions"][0]["low_confidence_rate"] == pytest.approx(5 / 110)
    assert record["machines"][0]["precision"] is None


def test_csv_and_a_json_list_say_the_same(tmp_path: Path) -> None:
    flat = [
        {"robot_id": one["robot_id"], "component_name": "drift", "time_received": one["time_received"],
         **{f"data.readings.{key}": value for key, value in one["data"]["readings"].items()}}
        for one in (GOOD, BAD)
    ]  # fmt: skip
    path = tmp_path / "all.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for one in flat for key in one)))
        writer.writeheader()
        writer.writerows(flat)
    (tmp_path / "all.json").write_text(json.dumps([GOOD, BAD]))
    answers = {run(str(tmp_path / name), "--json") for name in ("all.csv", "all.json")}
    assert len(answers) == 1


def test_a_fleet_without_trouble_ends_with_0(tmp_path: Path) -> None:
    status, text = run(lines(tmp_path / "all.jsonl", GOOD))
    assert (status, "The machine is well." in text) == (0, True)


def test_rows_that_cannot_be_counted_are_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["fleet", lines(tmp_path / "a.jsonl", GOOD, row(schema=9)), "--json"])
    assert json.loads(result.stdout)["rows_left_out"] == 1
    assert "1 row was left out; the first: readings of schema 9" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["--mongodb", "mongodb://x"], ["a.jsonl", "--mongodb", "mongodb://x"]])
def test_files_or_a_database_are_needed(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["fleet", *arguments])
    assert "give files, or --mongodb" in str(result.exception)
