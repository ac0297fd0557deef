"""The README's config, as it is but for its paths, on a real machine."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.services.vision import VisionClient

from examples.demo import assets
from tests.docs.pages import README, ROOT, json_blocks
from tests.machine.answering import once_there
from tests.machine.fixtures import StartMachine
from tests.waiting import until_async

pytestmark = pytest.mark.machine


def with_places(text: str, places: Mapping[str, Path]) -> dict[str, Any]:
    """The config with each path that the README shows replaced by one of this host."""
    for shown, there in places.items():
        assert json.dumps(shown) in text
        text = text.replace(json.dumps(shown), json.dumps(str(there)))
    assert "/home/me" not in text
    return json.loads(text)


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    (text,) = [block.text for block, content in json_blocks(README) if "footage" in block.text and "modules" in content]
    places = {
        "/home/me/edge-vision/run.sh": ROOT / "run.sh",
        "/home/me/footage/gate.mp4": assets.footage("carphone_pristine"),
        "/home/me/models/people.onnx": assets.model("face.onnx"),
        "/home/me/models/people.tflite": assets.model("face.tflite"),
        "/home/me/models/labels.txt": assets.labels(),
    }
    return with_places(text, places)


@pytest.fixture(scope="module")
def least() -> dict[str, Any]:
    """Module, model, vision service and sensor, with a camera that needs no device in place of the webcam."""
    (text,) = [block.text for block, content in json_blocks(README) if "my-model.onnx" in block.text and content]
    places = {
        "/home/me/edge-vision/run.sh": ROOT / "run.sh",
        "/home/me/models/my-model.onnx": assets.model("face.onnx"),
        "/home/me/models/labels.txt": assets.labels(),
    }
    assert "rdk:builtin:webcam" in text
    return with_places(text.replace("rdk:builtin:webcam", "rdk:builtin:fake"), places)


async def test_it_detects_counts_and_answers(
    machine: StartMachine, config: dict[str, Any], least: dict[str, Any]
) -> None:
    running = machine(config)
    names = [part["name"] for kind in ("components", "services") for part in config[kind]]
    await running.wait_ready(*names)
    async with running.client() as robot:
        for service in ("people", "people-small"):
            assert await VisionClient.from_robot(robot, service).get_detections_from_camera("gate")
        people = VisionClient.from_robot(robot, "people")
        statistics = await people.do_command({"command": "statistics", "hours": 1, "by": "label"})
        readings = await Sensor.from_robot(robot, "people-drift").get_readings()
    assert statistics["camera_name"] == "gate"
    assert readings["drift"] is False
    await running.reconfigure(least)
    await running.wait_ready("my-model", "seen", "cam", "drift")

    async def counted() -> int:
        async with running.client() as robot:
            assert await VisionClient.from_robot(robot, "seen").get_detections_from_camera("cam") is not None
            readings: Any = await Sensor.from_robot(robot, "drift").get_readings()
            return readings["frames"]

    async def is_counted() -> bool:
        return await once_there(counted) > 0

    await until_async(is_counted, 60, "the sensor to count frames")
