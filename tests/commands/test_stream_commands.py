import csv
import io
import json
from typing import Any

import pytest

from driftwatch.commands.dispatch import run_stream_command
from driftwatch.commands.registry import STREAM_COMMANDS
from driftwatch.errors import ConfigError
from driftwatch.watch.shadow.comparison_store import ShadowStatus
from tests.watch.world import MODEL, World


def run(world: World, command: str, **arguments: Any) -> dict[str, Any]:
    answer = run_stream_command(world.watch, {"command": command, **arguments}, world.clock())
    json.dumps(answer, allow_nan=False)
    return answer


@pytest.fixture
def busy(world: World) -> World:
    world.see(minutes=70, confidences=(0.9, 0.5), every=60)
    return world


def test_an_unknown_command_is_answered_with_the_list(busy: World) -> None:
    with pytest.raises(ConfigError, match="statistics, trend, alerts, references, accept, dismiss, restart_ref"):
        run(busy, "statistic")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"hour": 3}, "hours"), ({"by": "week"}, "by: must be one of"), ({"hours": -1}, "hours"), ({"x": 1}, "x: ")],
)
def test_a_wrong_argument_is_named(busy: World, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(busy, "statistics", **arguments)


def test_every_command_answers(busy: World) -> None:
    busy.watch.shadow.status = ShadowStatus("loading")
    for command in STREAM_COMMANDS:
        if command.name not in ("accept", "dismiss"):  # there is nothing to decide about
            assert run(busy, command.name)["camera_name"] == "cam"


@pytest.mark.parametrize(("command", "message"), [("accept", "no alarm is active"), ("dismiss", "active alerts")])
def test_a_decision_about_nothing_is_refused(world: World, command: str, message: str) -> None:
    world.see(minutes=2)
    with pytest.raises(ConfigError, match=message):
        run(world, command)


def test_a_dismissed_alert_ends_and_who_did_it_is_kept(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    with pytest.raises(ConfigError, match="low_confidence_rate"):
        run(world, "dismiss", alert="confidence")
    answer = run(world, "dismiss", by="Anna", note="a film crew")
    assert answer["ended_alerts"] == ["low_confidence_rate"]
    told = run(world, "alerts")
    assert (told["standing"], told["state"]) == ([], "learning")
    (decision,) = told["decisions"]
    assert (decision["kind"], decision["by"], decision["note"]) == ("dismiss", "Anna", "a film crew")
    assert decision["at"].endswith("Z")
    world.see(minutes=20, confidences=(0.4, 0.4))
    assert run(world, "alerts")["state"] == "drift"


def test_accepting_says_what_it_ended(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    answer = run(world, "accept", by="Ben")
    assert (answer["ended_alerts"], answer["by"]) == (["low_confidence_rate"], "Ben")
    assert not world.stream.snapshot.monitor.drift


def test_statistics_in_every_grouping(busy: World) -> None:
    (window,) = run(busy, "statistics")["rows"]
    assert (window["frames"], window["detections"], window["low_confidence_detections"]) == (70, 140, 70)
    assert window["mean_confidence"] == pytest.approx(0.7, abs=1e-4)
    assert run(busy, "statistics", by="label")["rows"][0]["label"] == "face"
    hours = run(busy, "statistics", by="hour")["rows"]
    assert sum(row["detections"] for row in hours) == 140
    assert len(hours) == 2
    assert run(busy, "statistics", by="label_and_hour")["rows"][0]["label"] == "face"
    assert sum(run(busy, "statistics", by="histogram")["rows"][0]["histogram"]) == 140


def test_a_week_is_the_same_from_hours_as_a_day_from_minutes(busy: World) -> None:
    assert run(busy, "statistics", by="label", hours=168)["rows"] == run(busy, "statistics", by="label")["rows"]
    assert run(busy, "statistics", hours=168)["rows"] == run(busy, "statistics")["rows"]


def test_statistics_of_one_model_only(busy: World) -> None:
    assert run(busy, "statistics", model=MODEL.key)["rows"][0]["frames"] == 70
    assert run(busy, "statistics", model="other")["rows"][0]["frames"] == 0


def test_alerts_are_told_with_cause_and_times(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    answer = run(world, "alerts")
    assert answer["state"] == "drift"
    (standing,) = answer["standing"]
    (event,) = answer["events"]
    assert standing["cause"] == event["cause"] != ""
    assert event["raised"].endswith("Z")
    assert "cleared" not in event
    world.see(minutes=20)
    assert run(world, "alerts")["events"][0]["cleared"] > event["raised"]


def test_restarting_the_reference_forgets_it_and_keeps_the_statistics(busy: World) -> None:
    assert run(busy, "restart_reference")["restarted"].endswith("Z")
    assert run(busy, "references")["references"] == []
    assert run(busy, "statistics")["rows"][0]["frames"] == 70


@pytest.mark.parametrize("table", ["frames", "minutes", "hours", "samples", "events"])
def test_csv_and_json_lines_hold_the_same_rows(busy: World, table: str) -> None:
    busy.see(minutes=12, confidences=(0.4, 0.4))
    as_csv = run(busy, "export", table=table, format="csv")
    as_lines = run(busy, "export", table=table, format="jsonl")
    rows = list(csv.DictReader(io.StringIO(as_csv["text"])))
    lines = [json.loads(line) for line in as_lines["text"].splitlines()]
    assert len(rows) == len(lines) == as_csv["rows"] > 0
    assert [{k: str(v) for k, v in line.items()} for line in lines] == rows


def test_pages_follow_each_other_without_gap_or_overlap(busy: World) -> None:
    whole = run(busy, "export", table="minutes", format="jsonl")["text"]
    pages: list[str] = []
    arguments: dict[str, Any] = {}
    while True:
        page = run(busy, "export", table="minutes", format="jsonl", limit=7, **arguments)
        pages.append(page["text"])
        if "next_start" not in page:
            break
        arguments = {"start": page["next_start"], "skip": page["next_skip"]}
    assert "".join(pages) == whole
    assert len(pages) == 10


@pytest.mark.parametrize("table", ["minutes", "hours", "samples"])
def test_no_answer_has_more_rows_than_the_limit_and_none_is_lost(world: World, table: str) -> None:
    for _ in range(3):
        for label in ("a", "b", "c", "d", "e"):
            world.watch.record(world.observation(0.9, 0.8, label=label))
        world.see(minutes=1, confidences=(0.7, 0.6, 0.5))
    whole = run(world, "export", table=table, format="jsonl")["text"].splitlines()
    for limit in (1, 2, 3, 7):
        rows: list[str] = []
        page: dict[str, Any] = {"next_start": 0, "next_skip": 0}
        while "next_start" in page:
            here = {"start": page["next_start"], "skip": page["next_skip"]}
            page = run(world, "export", table=table, format="jsonl", limit=limit, **here)
            assert page["rows"] == len(page["text"].splitlines()) <= limit
            rows += page["text"].splitlines()
        assert rows == whole


@pytest.mark.parametrize("table", ["frames", "minutes", "hours", "samples", "events"])
def test_the_header_is_there_and_the_same_without_rows(busy: World, table: str) -> None:
    empty = run(busy, "export", table=table, start=2_000_000_000)
    busy.see(minutes=12, confidences=(0.4, 0.4))
    full = run(busy, "export", table=table)
    assert (empty["rows"], empty["text"]) == (0, full["text"].splitlines()[0] + "\n")
    assert full["rows"] > 0


def test_statistics_hold_the_minute_that_is_going_on(world: World) -> None:
    for minutes, frames in ((0.5, 3), (0.5, 6), (0.5, 9)):
        world.see(minutes=minutes, confidences=(0.9, 0.5))
        (window,) = run(world, "statistics", hours=1)["rows"]
        assert (window["frames"], window["detections"]) == (frames, 2 * frames)
        assert window["seconds"] == pytest.approx(10 * frames, abs=1)
        for by in ("label", "hour", "label_and_hour"):
            assert sum(row["detections"] for row in run(world, "statistics", by=by)["rows"]) == 2 * frames
        assert sum(run(world, "statistics", by="histogram")["rows"][0]["histogram"]) == 2 * frames
    assert run(world, "statistics", model="other")["rows"][0]["frames"] == 0
    assert run(world, "statistics", model=MODEL.key)["rows"][0]["frames"] == 9


def test_a_camera_that_was_never_seen_is_named(busy: World) -> None:
    with pytest.raises(ConfigError, match='no frame of "garage"'):
        run(busy, "statistics", camera_name="garage")


@pytest.mark.parametrize("start", [1e300, 1e15, 253_402_300_800, -1])
def test_no_start_is_beyond_all_dates(busy: World, start: float) -> None:
    with pytest.raises(ConfigError, match="start: must be"):
        run(busy, "export", start=start)
    assert run(busy, "export", start=253_402_300_799)["rows"] == 0


def test_a_spreadsheet_runs_no_label(world: World) -> None:
    label = '=HYPERLINK("http://x","y")'
    for _ in range(3):
        world.watch.record(world.observation(0.9, label=label))
        world.clock.pass_by(60)
        world.registry.work(world.clock())
    (row, *_) = csv.DictReader(io.StringIO(run(world, "export", table="minutes")["text"]))
    assert row["label"] == f"'{label}"
    first = json.loads(run(world, "export", table="minutes", format="jsonl")["text"].splitlines()[0])
    assert first["label"] == label
