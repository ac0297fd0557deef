"""A camera and a model on a remote part, with a prefix and without: watched and captured as if they were here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    camera,
    collector,
    config,
    data_manager,
    images_in,
    model,
    vision,
    write_footage,
)
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = pytest.mark.machine


def sensor(name: str, vision_name: str) -> dict[str, Any]:
    return {
        "name": name,
        "api": "rdk:component:sensor",
        "model": "driftwatch:edge-vision:drift_sensor",
        "attributes": {"vision_name": vision_name},
    }


def parts(far: Machine, captures: Path, local_model: Path) -> dict[str, Any]:
    """The near machine: the far one's resources under their own names and under prefixed ones, and a model of its own.

    The stock vision service asks for the same model beside ours.
    """
    watched = {"watch_hz": 10, "stale_seconds": 3}
    stock = {
        "name": "stock",
        "api": "rdk:service:vision",
        "model": "rdk:builtin:mlmodel",
        "attributes": {"mlmodel_name": "m", "camera_name": "cam"},
    }
    near = config(
        [sensor("drift", "plain")],
        [
            model(local_model, "here"),
            vision([collector("cam", 5)], name="plain", mlmodel_name="m", camera_name="cam", **watched),
            vision(name="prefixed", mlmodel_name="pi-m", camera_name="pi-cam"),
            vision(name="mixed", mlmodel_name="here", camera_name="pi-cam"),
            stock,
            data_manager(captures),
        ],
    )
    remote = {"address": far.address, "insecure": True}
    near["remotes"] = [{"name": "bare", **remote}, {"name": "pi", "prefix": "pi-", **remote}]
    return near


async def test_what_lives_on_a_remote_part_is_watched_and_captured_and_comes_back_after_it_was_gone(
    machine: StartMachine, tmp_path: Path
) -> None:
    write_footage(tmp_path / "footage", 40, range(0, 40, 4))
    detector = region_detector(tmp_path / "m.onnx")
    far = machine(config([camera("cam", tmp_path / "footage", fps=10, loop=True)], [model(detector)]), name="far")
    await far.wait_ready("cam", "m")
    near = machine(parts(far, tmp_path / "captures", detector), name="near")
    await near.wait_ready("here", "plain", "prefixed", "mixed", "stock", "drift")

    async with near.client() as robot:
        for name, of in (("plain", "cam"), ("prefixed", "pi-cam"), ("mixed", "pi-cam"), ("stock", "cam")):
            assert await VisionClient.from_robot(robot, name).get_detections_from_camera(of) is not None
        drift = Sensor.from_robot(robot, "drift")
        plain = VisionClient.from_robot(robot, "plain")

        async def frames() -> Any:
            readings: Mapping[str, Any] = await drift.get_readings()
            return readings["frames"] - readings["failed_frames"]

        async def state() -> Any:
            return (await drift.get_readings())["drift_code"] == 4

        async def counts() -> bool:
            return await frames() > 10

        await until_async(counts, 20, "frames of the remote camera to be counted")
        far.stop()
        await until_async(state, 30, "the sensor to call the camera stale")
        far.start()

        async def goes_on() -> bool:
            return not await state()

        await until_async(goes_on, 60, "the camera to be watched again")
        seen = await frames()

        async def more() -> bool:
            return await frames() > seen

        await until_async(more, 20, "more frames to be counted")
        rows = (await plain.do_command({"command": "statistics", "hours": 1}))["rows"]
        assert rows is not None

        async def captured() -> bool:
            return len(images_in(tmp_path / "captures")) > 3

        await until_async(captured, 20, "hard frames of the remote camera to be captured")
        after = await VisionClient.from_robot(robot, "prefixed").get_detections_from_camera("pi-cam", timeout=10)
        assert after is not None
