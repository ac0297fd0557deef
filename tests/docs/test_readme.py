"""The README's config, as it is but for its paths, on a real machine."""

import json
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.services.vision import VisionClient

from examples.demo import assets
from tests.docs.pages import README, ROOT, json_blocks
from tests.machine.fixtures import StartMachine

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    places = {
        "/home/me/edge-vision/run.sh": ROOT / "run.sh",
        "/home/me/footage/gate.mp4": assets.footage("carphone_pristine"),
        "/home/me/models/people.onnx": assets.model("face.onnx"),
        "/home/me/models/people.tflite": assets.model("face.tflite"),
        "/home/me/models/labels.txt": assets.labels(),
    }
    (text,) = [block.text for block, content in json_blocks(README) if "modules" in content]
    for shown, there in places.items():
        assert json.dumps(shown) in text
        text = text.replace(json.dumps(shown), json.dumps(str(there)))
    assert "/home/me" not in text
    return json.loads(text)


async def test_it_detects_counts_and_answers(machine: StartMachine, config: dict[str, Any]) -> None:
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
