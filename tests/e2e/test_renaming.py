"""What has a name is renamed on a running machine: nothing vanishes, nothing learned or waiting is left behind."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    camera,
    camera_of,
    collector,
    config,
    data_manager,
    model,
    queue_of,
    vision,
    write_footage,
)
from tests.machine.captures import captures_in
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = pytest.mark.machine


class Names:
    """The config of one camera that is watched, with every name to be chosen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._detector = region_detector(folder / "m.onnx")
        write_footage(folder / "footage", 20, range(0, 20, 5))
        self.module, self.cam, self.model, self.vision, self.sensor = "driftwatch", "cam", "m", "v", "drift"
        self.watched, self.asked, self.about = "cam", "m", "v"
        self.collected = ""

    def config(self) -> dict[str, Any]:
        """As the names are now."""
        sensor = {"name": self.sensor, "api": "rdk:component:sensor", "model": "driftwatch:edge-vision:drift_sensor"}
        attributes = {"mlmodel_name": self.asked, "camera_name": self.watched, "watch_hz": 10}
        collectors = [collector(self.collected, 5)] if self.collected else []
        made = config(
            [
                camera(self.cam, self._folder / "footage", fps=10, loop=True),
                {**sensor, "attributes": {"vision_name": self.about}},
            ],
            [
                model(self._detector, self.model),
                vision(collectors, name=self.vision, **attributes),
                data_manager(self._folder / "captures"),
            ],
        )
        made["modules"] = [module(name=self.module)]
        return made


async def frames_of(running: Machine, sensor: str) -> int:
    """Frames that were counted of the camera, and did not fail."""
    async with running.client() as robot:
        readings: Mapping[str, Any] = await Sensor.from_robot(robot, sensor).get_readings()
    return int(readings.get("frames", 0) - readings.get("failed_frames", 0))  # before the first there is none to say


async def counts(running: Machine, sensor: str = "drift", more_than: int = 0) -> None:
    """Waits until the sensor has counted more."""

    async def has_counted() -> bool:
        return await frames_of(running, sensor) > more_than

    await until_async(has_counted, 30, "the sensor to count frames")


async def do(running: Machine, name: str, **command: Any) -> Mapping[str, Any]:
    async with running.client() as robot:
        return await VisionClient.from_robot(robot, name).do_command(command)


async def test_whatever_is_renamed_in_one_change_or_in_several_nothing_vanishes(
    machine: StartMachine, tmp_path: Path
) -> None:
    names = Names(tmp_path)
    running = machine(names.config())
    await running.wait_ready("cam", "m", "v", "drift")
    await counts(running)

    # The camera with who looks at it, in one change; the sensor is in no change and stays.
    names.cam = names.watched = "gate"
    await running.reconfigure(names.config())
    await counts(running)

    # The camera alone, and who looks at it later: in between the service is there, and says what is missing.
    names.cam = "yard"
    await running.reconfigure(names.config())
    running.wait_for_log('watching has stopped: the machine has no camera "gate"; its cameras are: "yard"')
    assert (await do(running, "v", command="captured"))["queue"]["frames"] > 0
    names.watched = "yard"
    await running.reconfigure(names.config())
    await counts(running)

    # The model, with who asks it.
    names.model = names.asked = "m2"
    await running.reconfigure(names.config())
    await running.wait_ready("m2", "v", "drift")
    await counts(running)

    # The service with its sensor, both under new names.
    waiting = (await queue_of(running))["frames"]
    names.vision, names.about, names.sensor = "people", "people", "people-drift"
    await running.reconfigure(names.config())
    await running.wait_ready("people", "people-drift")
    await counts(running, "people-drift")
    listed = (await do(running, "people", command="unused_state"))["unused"]
    (left,) = [one for one in listed if one["service"] == "v"]
    assert left["hard_frames"] >= waiting > 0
    assert set(left["cameras"]) == {"cam", "gate", "yard"}


@pytest.mark.slow
async def test_what_was_learned_and_waits_goes_on_under_other_names_of_module_service_and_camera(
    machine: StartMachine, tmp_path: Path
) -> None:
    names = Names(tmp_path)
    running = machine(names.config())
    await running.wait_ready("v", "drift")
    await counts(running, more_than=20)
    running.stop()

    names.module, names.vision, names.about = "driftwatch_edge-vision", "people", "people"
    names.cam = names.watched = names.collected = "gate"
    running._config = names.config()  # pyright: ignore[reportPrivateUsage]
    running.start()
    await running.wait_ready("people", "drift")
    await counts(running)
    await asyncio.to_thread(running.wait_for_log, "state that no resource uses: ", 90)
    line = next(line for line in running.log_text().splitlines() if "state that no resource uses: " in line)
    assert f"\"v\" in {running.viam_home}/driftwatch/driftwatch (statistics of 'cam', " in line
    (left,) = (await do(running, "people", command="unused_state"))["unused"]
    given = {"service": "v", "folder": left["folder"], "camera_name": "cam", "to_camera": "gate"}
    adopted = await do(running, "people", command="adopt_state", **given)
    assert adopted["adopted"]["hard_frames"] == left["hard_frames"] > 0
    assert (await do(running, "people", command="unused_state"))["unused"] == []
    (row,) = (await do(running, "people", command="statistics", hours=1))["rows"]
    assert row["frames"] > 20

    async def handed_over() -> bool:
        captures = captures_in(tmp_path / "captures")
        return len(captures) >= left["hard_frames"] and {camera_of(one) for one in captures} == {"gate"}

    await until_async(handed_over, 60, "the frames of the old names to be captured")
