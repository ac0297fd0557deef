"""A model of somebody else's module, behind our vision service."""

import shlex
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from viam.components.sensor import Sensor
from viam.media.video import CameraMimeType, ViamImage
from viam.services.vision import VisionClient

from tests.machine import other_module
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.waiting import until_async

pytestmark = pytest.mark.machine


@pytest.fixture
def other(tmp_path: Path) -> dict[str, Any]:
    program = tmp_path / "other.sh"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, other_module.__file__])} "$@"\n')
    program.chmod(0o755)
    return module(program, name="other")


def halves(left: int, right: int) -> ViamImage:
    image = np.full((48, 64, 3), left, np.uint8)
    image[:, 32:] = right
    return ViamImage(cv2.imencode(".png", image)[1].tobytes(), CameraMimeType.PNG)


async def test_any_ml_model_service_serves_our_vision_service(
    machine: StartMachine, other: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "labels.txt").write_text("left\nright\n")
    attributes = {"mlmodel_name": "theirs", "label_path": str(tmp_path / "labels.txt")}
    theirs = {"name": "theirs", "api": "rdk:service:mlmodel", "model": "other:vendor:half_bright"}
    ours = {"name": "v", "api": "rdk:service:vision", "model": "driftwatch:edge-vision:mlmodel"}
    drift = {"name": "drift", "api": "rdk:component:sensor", "model": "driftwatch:edge-vision:drift_sensor"}
    running = machine(
        {
            "modules": [module(), other],
            "components": [{**drift, "attributes": {"vision_name": "v"}}],
            "services": [theirs, {**ours, "attributes": attributes}],
        }
    )
    await running.wait_ready("theirs", "v", "drift")
    async with running.client() as robot:
        left, right = await VisionClient.from_robot(robot, "v").get_detections(halves(255, 51))
        sensor = Sensor.from_robot(robot, "drift")

        async def is_counted() -> bool:
            return (await sensor.get_readings()).get("frames") == 1

        await until_async(is_counted, 20, "the sensor to count the frame")
        readings = await sensor.get_readings()
    assert (left.class_name, right.class_name) == ("left", "right")
    assert (left.confidence, right.confidence) == pytest.approx((1.0, 0.2), abs=1e-3)
    assert (left.x_min, left.x_max, right.x_min, right.x_max) == (0, 31, 31, 63)
    assert readings["model_name"] == "theirs"
    assert "model_sha8" not in readings

    running.kill_module("other")
    await running.wait_ready("theirs", "v")
    async with running.client() as robot:
        assert len(await VisionClient.from_robot(robot, "v").get_detections(halves(255, 51))) == 2
