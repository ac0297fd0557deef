"""The pipelines of docs/fleet.md on rows as the data manager writes them, made of the sensor's own windows."""

import json
import re
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import mongomock
import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.monitoring.agreement import Agreement
from driftwatch.observation import ModelIdentity
from driftwatch.watch.reading_keys import READING_KEYS
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from driftwatch.watch.shadow.comparison_store import ModelPair
from tests.watch.world import MODEL, STRICT, World

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "fleet.md").read_text()
NEWER = ModelIdentity("faces", "2", "cd" * 32)


def block(kind: str, name: str) -> Any:
    found = re.search(rf"<!-- {kind}: {re.escape(name)} -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, name
    return json.loads(found.group(1))


def row(machine: str, received: float, readings: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromtimestamp(received, timezone.utc)
    return {
        "organization_id": "org", "location_id": "loc", "robot_id": machine, "part_id": f"{machine}-main",
        "component_name": "drift", "component_type": "rdk:component:sensor", "method_name": "Readings",
        "time_requested": at, "time_received": at, "tags": [], "data": {"readings": readings},
    }  # fmt: skip


class Fleet:
    """Two machines: `good` stays good, `bad` turns bad; then both get a newer model."""

    def __init__(self, folder: Path) -> None:
        self.rows: list[dict[str, Any]] = []
        self.live: dict[str, dict[str, Any]] = {}
        for name, later in (("good", (0.9, 0.8)), ("bad", (0.4, 0.45, 0.5))):
            world = World(folder / name, WatchSettings(alert=replace(STRICT, minimum_detections=20)))
            view = DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=5), world.registry)
            for confidences, model in (((0.9, 0.8), MODEL), (later, MODEL), (later, NEWER)):
                for _ in range(4):
                    world.see(minutes=5, confidences=confidences, model=model)
                    while window := view.next_window():
                        self.rows.append(row(name, world.clock.wall, window))
            world.registry.close()
        self.collection: Any = mongomock.MongoClient().db.readings
        self.collection.insert_many([dict(entry) for entry in self.rows])

    def ask(self, name: str) -> list[dict[str, Any]]:
        return list(self.collection.aggregate(block("pipeline", name)))

    def total(self, key: str, **where: str) -> int:
        return sum(
            r["data"]["readings"][key]
            for r in self.rows
            if where.get("machine", r["robot_id"]) == r["robot_id"]
            and where.get("version", r["data"]["readings"]["model_version"]) == r["data"]["readings"]["model_version"]
        )


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    return Fleet(tmp_path_factory.mktemp("fleet"))


def test_rate_by_machine_and_version_is_that_of_all_its_detections(fleet: Fleet) -> None:
    answers = fleet.ask("rate by machine and version")
    assert {(a["machine"], a["model_version"]) for a in answers} == {(m, v) for m in ("good", "bad") for v in "12"}
    for answer in answers:
        where = {"machine": answer["machine"], "version": answer["model_version"]}
        detections = fleet.total("detections", **where)
        assert answer["detections"] == detections
        assert answer["low_confidence_rate"] == fleet.total("low_confidence_detections", **where) / detections
        assert answer["mean_confidence"] == pytest.approx(fleet.total("confidence_sum", **where) / detections)
    assert [a["day"] for a in answers] == [datetime.fromtimestamp(1_790_000_040, timezone.utc).strftime("%Y-%m-%d")] * 4


def test_versions_are_compared_over_the_fleet(fleet: Fleet) -> None:
    older, newer = fleet.ask("versions")
    assert (older["model_version"], newer["model_version"]) == ("1", "2")
    low, detections = fleet.total("low_confidence_detections", version="2"), fleet.total("detections", version="2")
    assert newer["low_confidence_rate"] == low / detections
    assert older["frames"] == fleet.total("frames", version="1")
    assert newer["detections_per_frame"] == detections / fleet.total("frames", version="2")


def test_a_candidate_is_compared_over_the_machines_that_run_it(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = []
    for name, counts in (
        ("one", Agreement(10, 2, 1, 8, pairs=9, only_live=1, only_candidate=2)),
        ("two", Agreement(30, 0, 0, 30, pairs=30, only_live=3, only_candidate=0)),
    ):
        world = World(tmp_path / name)
        view = DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=2), world.registry)
        for _ in range(4):
            world.see(minutes=1)
            world.watch.compared("cam", ModelPair(MODEL, NEWER), counts)
        world.see(minutes=3)
        while window := view.next_window():
            rows.append(row(name, world.clock.wall, window))
        world.registry.close()
    collection: Any = mongomock.MongoClient().db.readings
    collection.insert_many(rows)
    (answer,) = collection.aggregate(block("pipeline", "candidates"))
    assert (answer["live"], answer["candidate"]) == ("1", "2")
    assert (answer["frames"], answer["failed"], answer["only_live"], answer["only_candidate"]) == (160, 4, 16, 8)
    assert answer["agreement"] == pytest.approx(2 * 156 / (2 * 156 + 16 + 8))


def test_the_machine_in_trouble_is_named_with_its_cause(fleet: Fleet) -> None:
    (machine,) = fleet.ask("machines in trouble")
    assert (machine["_id"], machine["code"]) == ("bad", 3)
    assert "low" in machine["cause"]


def test_a_row_that_was_uploaded_twice_counts_once_and_a_lost_one_is_missed(fleet: Fleet) -> None:
    before = {a["machine"]: a for a in fleet.ask("completeness")}
    assert all(a["missing"] == 0 for a in before.values())
    assert before["good"]["detections"] == fleet.total("detections", machine="good")
    torn = mongomock.MongoClient().db.readings
    torn.insert_many([dict(entry) for entry in [*fleet.rows[:2], *fleet.rows[3:], fleet.rows[0]]])
    after = {a["machine"]: a for a in torn.aggregate(block("pipeline", "completeness"))}
    assert after["good"]["missing"] == 1
    assert after["good"]["windows"] == before["good"]["windows"] - 1
    assert after["bad"] == before["bad"]


def test_plain_sums_need_no_more_than_a_small_database_has(fleet: Fleet) -> None:
    pipeline = block("pipeline", "sums only")
    assert {operator for stage in pipeline for operator in stage} == {"$match", "$group"}
    sums = {answer["_id"]: answer["detections"] for answer in fleet.ask("sums only")}
    assert sums == {version: fleet.total("detections", version=version) for version in "12"}


def test_what_the_trigger_and_the_pipelines_read_are_keys_of_the_readings(fleet: Fleet) -> None:
    keys = {key.name for key in READING_KEYS}
    assert set(re.findall(r"data\.readings\.(\w+)", PAGE)) - {"key"} <= keys
    trigger = block("example", "trigger")
    assert set(trigger["event"]["conditional"]["conditions"]["evals"][0]["value"]) <= keys
    sensor = block("example", "drift sensor")
    assert trigger["event"]["conditional"]["data_capture_method"] == f"sensor:{sensor['name']}:Readings"
