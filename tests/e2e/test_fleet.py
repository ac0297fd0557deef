"""A fleet's database without a cloud: the real data manager writes the drift sensor's windows into it, each once."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import cv2
import mongomock
import numpy as np
import pymongo
import pytest
from viam.components.sensor import Sensor

from driftwatch.watch.reading_keys import READING_KEYS
from tests.machine.configs import ROOT, module
from tests.machine.fixtures import StartMachine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.timeout(900)]

WATCH_HZ, FRAMES = 5, 400  # more than a minute of footage, so that more than one window holds frames
UNSURE_EVERY = 4  # each fourth frame has the low score
SURE_SCORE, UNSURE_SCORE = 0.9, 0.45
BOXES = 9  # a frame, as region_detector gives them
DETECTIONS = FRAMES * BOXES
LOW = DETECTIONS // UNSURE_EVERY
FLEET_PAGE = ROOT / "docs" / "fleet.md"


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    """Frames of one brightness each, which is the model's score; no two are alike."""
    folder = tmp_path / "footage"
    folder.mkdir()
    for i in range(FRAMES):
        score = UNSURE_SCORE if i % UNSURE_EVERY == 0 else SURE_SCORE
        image = np.full((96, 96, 3), round(255 * score), np.uint8)
        image[i // 96, i % 96] = 0  # makes the frames differ in their bytes
        cv2.imwrite(str(folder / f"{i}.png"), image)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file where viam-server unpacks a registry package, which is how it has a version."""
    folder = tmp_path / "packages" / "data" / "ml_model" / "org-regions-2"
    folder.mkdir(parents=True)
    return region_detector(folder / "regions.onnx")


def fleet_config(footage: Path, model: Path, captures: Path, uri: str) -> dict[str, Any]:
    """A machine that looks at every frame once and whose sensor is polled each second for windows of a minute."""
    polled = {"capture_methods": [{"method": "Readings", "capture_frequency_hz": 1}]}
    return {
        "modules": [module()],
        "components": [
            {
                "name": "cam",
                "api": "rdk:component:camera",
                "model": "driftwatch:edge-vision:replay_camera",
                "attributes": {"path": str(footage), "fps": 0, "loop": False},
            },
            {
                "name": "drift",
                "api": "rdk:component:sensor",
                "model": "driftwatch:edge-vision:drift_sensor",
                "attributes": {"vision_name": "v", "window_minutes": 1},
                "service_configs": [{"type": "data_manager", "attributes": polled}],
            },
        ],
        "services": [
            {
                "name": "m",
                "api": "rdk:service:mlmodel",
                "model": "driftwatch:edge-vision:onnx_cpu",
                "attributes": {"model_path": str(model), "num_threads": 1},
            },
            {
                "name": "v",
                "api": "rdk:service:vision",
                "model": "driftwatch:edge-vision:mlmodel",
                "attributes": {"mlmodel_name": "m", "camera_name": "cam", "watch_hz": WATCH_HZ},
            },
            {
                "name": "data",
                "api": "rdk:service:data_manager",
                "model": "rdk:builtin:builtin",
                "attributes": {
                    "capture_dir": str(captures),
                    "sync_disabled": True,
                    "mongo_capture_config": {"uri": uri, "database": "fleet", "collection": "readings"},
                },
            },
        ],
    }


def pipeline(name: str) -> list[dict[str, Any]]:
    """As docs/fleet.md shows it."""
    found = re.search(rf"<!-- pipeline: {name} -->\n```json\n(.*?)```", FLEET_PAGE.read_text(), re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))


def added_up(collection: Any, key: str) -> float:
    """The sum of a key over all windows, as the database itself adds up."""
    sums = json.loads(json.dumps(pipeline("sums only")).replace("detections", key))
    (answer,) = collection.aggregate(sums)
    assert answer["_id"] == "2", "the version of the model"
    return answer[key]


async def test_a_database_of_ones_own_adds_up_to_what_the_sensor_counted(
    machine: StartMachine, database: str, tmp_path: Path, footage: Path, model: Path
) -> None:
    running = machine(fleet_config(footage, model, tmp_path / "captures", database))
    await running.wait_ready("cam", "drift", "v")
    client: Any = pymongo.MongoClient(database)
    try:
        collection = client["fleet"]["readings"]

        async def all_frames_are_there() -> bool:
            rows = await asyncio.to_thread(lambda: list(collection.find()))
            return sum(row["data"]["readings"]["frames"] for row in rows) >= FRAMES

        await until_async(all_frames_are_there, 300, f"windows with {FRAMES} frames")
        async with running.client() as robot:
            command = {"command": "statistics", "hours": 1}
            counted: dict[str, Any] = dict(await Sensor.from_robot(robot, "drift").do_command(command))
        running.stop()
        rows = list(collection.find({}, {"_id": 0}))
        sums = {key: added_up(collection, key) for key in ("frames", "detections", "low_confidence_detections")}
    finally:
        client.close()

    check_windows(rows)
    assert sums == {"frames": FRAMES, "detections": DETECTIONS, "low_confidence_detections": LOW}
    (window,) = counted["rows"]
    assert {key: window[key] for key in sums} == sums, "the sensor's own statistics"
    check_whole_pipelines(rows)


def check_windows(rows: list[dict[str, Any]]) -> None:
    """No window came twice, none is missing, and each has the documented keys."""
    readings = [row["data"]["readings"] for row in rows]
    assert len({one["boot_id"] for one in readings}) == 1
    assert sorted(one["sequence"] for one in readings) == list(range(len(readings)))
    assert sum(one["frames"] > 0 for one in readings) >= 2, "the frames of two windows"
    assert sum(one["frames"] for one in readings) == FRAMES
    known = {key.name for key in READING_KEYS} | {f"count_{label}" for label in range(3)}
    for row, one in zip(rows, readings, strict=True):
        assert one.keys() <= known
        assert (row["component_name"], row["method_name"]) == ("drift", "Readings")


def check_whole_pipelines(rows: list[dict[str, Any]]) -> None:
    """What a small database does not know runs over the same documents elsewhere."""
    collection: Any = mongomock.MongoClient().db.readings
    collection.insert_many([dict(row) for row in rows])
    days = list(collection.aggregate(pipeline("rate by machine and version")))
    assert sum(day["detections"] for day in days) == DETECTIONS
    assert sum(day["low_confidence_rate"] * day["detections"] for day in days) == pytest.approx(LOW)
    (version,) = collection.aggregate(pipeline("versions"))
    assert (version["model_version"], version["frames"]) == ("2", FRAMES)
    assert version["low_confidence_rate"] == LOW / DETECTIONS
    (whole,) = collection.aggregate(pipeline("completeness"))
    assert (whole["missing"], whole["detections"]) == (0, DETECTIONS)
