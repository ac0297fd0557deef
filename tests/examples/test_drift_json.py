"""examples/drift.json, as it is but for its paths and its camera, on a real machine."""

import json
from pathlib import Path
from typing import Any

import pytest
from viam.components.sensor import Sensor

from examples.demo import assets
from tests.machine.configs import ROOT
from tests.machine.fixtures import StartMachine
from tests.waiting import until_async

pytestmark = pytest.mark.machine


def config(captures: Path) -> dict[str, Any]:
    text = (ROOT / "examples" / "drift.json").read_text()
    places = {
        "/home/me/edge-vision/run.sh": ROOT / "run.sh",
        "/home/me/models/people.onnx": assets.model("face.onnx"),
        "/home/me/models/labels.txt": assets.labels(),
    }
    for shown, there in places.items():
        assert json.dumps(shown) in text
        text = text.replace(json.dumps(shown), json.dumps(str(there)))
    whole: dict[str, Any] = json.loads(text)
    camera = whole["components"][0]
    camera["model"] = "driftwatch:edge-vision:replay_camera"
    camera["attributes"] = {"path": str(assets.footage("carphone_pristine"))}
    data = whole["services"][-1]["attributes"]
    data["capture_dir"] = str(captures)
    return whole


async def test_it_watches_its_camera_and_captures(machine: StartMachine, tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    whole = config(captures)
    running = machine(whole)
    await running.wait_ready(*(part["name"] for kind in ("components", "services") for part in whole[kind]))
    async with running.client() as robot:
        sensor = Sensor.from_robot(robot, "people-drift")
        readings: dict[str, Any] = {}

        async def has_looked() -> bool:
            readings.update(await sensor.get_readings())
            return readings.get("frames", 0) >= 2

        await until_async(has_looked, 30, "frames that nobody asked for")
    assert readings["drift"] is False
    assert readings["capture_control"] == []
    complaints = [line for line in running.log_text().splitlines() if "people-drift" in line and "ERROR" in line]
    assert complaints == [], "the data manager reads the sensor for capture control and for syncing"
