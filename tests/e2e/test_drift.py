"""Footage that turns bad on a real machine: the alarm, what the data manager does about it, and the way back."""

from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from viam.components.camera import Camera
from viam.components.sensor import Sensor
from viam.robot.client import RobotClient

from examples.demo import assets
from tests.machine.captures import Capture, captures_in
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(600)]

ALARM_SECONDS = 150  # two whole minutes and what a busy host adds
GOOD, BAD = "carphone_pristine", "carphone_distorted"


def drift_config(captures: Path) -> dict[str, Any]:
    model = {"model_path": str(assets.model("face.tflite")), "label_path": str(assets.labels()), "num_threads": 1}
    vision = {
        "mlmodel_name": "face",
        "camera_name": "cam",
        "watch_hz": 5,
        "alert": {"low_confidence_rate": 0.3, "window_minutes": 1, "minimum_detections": 20, "minimum_objects": 1},
    }
    faster = {"resource_name": "cam", "method": "GetImages", "capture_frequency_hz": 2, "tags": ["drifting"]}
    sensor = {"vision_name": "faces", "window_minutes": 1, "capture_control": [faster]}
    data_manager = {
        "capture_dir": str(captures),
        "sync_disabled": True,
        "capture_control_sensor": {"name": "drift", "key": "capture_control"},
    }

    def captured(method: str, hz: float) -> list[dict[str, Any]]:
        return [
            {
                "type": "data_manager",
                "attributes": {"capture_methods": [{"method": method, "capture_frequency_hz": hz, "tags": ["quiet"]}]},
            }
        ]

    return {
        "modules": [module()],
        "components": [
            {
                "name": "cam",
                "api": "rdk:component:camera",
                "model": "driftwatch:edge-vision:replay_camera",
                "attributes": {"path": str(assets.footage(GOOD))},
                "service_configs": captured("GetImages", 0.1),
            },
            {
                "name": "drift",
                "api": "rdk:component:sensor",
                "model": "driftwatch:edge-vision:drift_sensor",
                "attributes": sensor,
                "service_configs": captured("Readings", 1),
            },
        ],
        "services": [
            {
                "name": "face",
                "api": "rdk:service:mlmodel",
                "model": "driftwatch:edge-vision:tflite_cpu",
                "attributes": model,
            },
            {
                "name": "faces",
                "api": "rdk:service:vision",
                "model": "driftwatch:edge-vision:mlmodel",
                "attributes": vision,
            },
            {
                "name": "data",
                "api": "rdk:service:data_manager",
                "model": "rdk:builtin:builtin",
                "attributes": data_manager,
            },
        ],
    }


async def show(robot: RobotClient, footage: str) -> None:
    command = {"command": "play", "path": str(assets.footage(footage))}
    await Camera.from_robot(robot, "cam").do_command(command)


async def until_drift_is(running: Machine, value: bool) -> dict[str, Any]:
    """Readings as soon as `drift` has the value."""
    readings: dict[str, Any] = {}
    async with running.client() as robot:

        async def has_come() -> bool:
            readings.clear()
            readings.update(await Sensor.from_robot(robot, "drift").get_readings())
            return readings["drift"] is value

        await until_async(has_come, ALARM_SECONDS, f"drift to be {value}")
    return readings


@pytest.mark.slow
async def test_footage_that_turns_bad_raises_the_alarm_and_good_footage_ends_it(
    machine: StartMachine, tmp_path: Path
) -> None:
    captures = tmp_path / "captures"
    running = machine(drift_config(captures))
    await running.wait_ready("cam", "drift", "faces")
    async with running.client() as robot:
        await show(robot, BAD)
    bad = await until_drift_is(running, True)
    assert bad["drift_code"] == 3
    assert bad["drift_score"] >= 1
    assert "had low confidence" in bad["drift_cause"]
    assert bad["capture_control"][0]["tags"] == ["drifting"]
    assert running.log_text().count("had low confidence") == 1, "one line for a change of state"

    await until_async(lambda: has_images_tagged(captures, "drifting"), 30, "the data manager to capture faster")

    running.kill_module("driftwatch")
    await running.wait_ready("cam", "drift", "faces")
    again = await until_drift_is(running, True)
    assert "had low confidence" in again["drift_cause"]

    async with running.client() as robot:
        await show(robot, GOOD)
    good = await until_drift_is(running, False)
    assert good["capture_control"] == []
    assert "drift_cause" not in good
    running.stop()  # readings reach a finished file only then
    windows = [capture for capture in captures_in(captures) if capture.metadata.method_name == "Readings"]
    sequences = [(row["boot_id"], row["sequence"]) for capture in windows for row in readings_of(capture)]
    assert sequences
    assert len(sequences) == len(set(sequences)), "the data manager was given a window twice"


async def has_images_tagged(captures: Path, tag: str) -> bool:
    images = [one for one in captures_in(captures) if one.metadata.method_name == "GetImages"]
    return any(tag in capture.metadata.tags for capture in images)


def readings_of(capture: Capture) -> list[dict[str, Any]]:
    return [json_format.MessageToDict(row.struct)["readings"] for row in capture.readings]
