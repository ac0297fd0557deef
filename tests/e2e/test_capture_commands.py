"""What a person asks of capture on a real machine: which frames wait and why, and what another policy would keep."""

import base64
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    EVERY_FRAME,
    UNSURE_SCORE,
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
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

FRAMES, UNSURE = 40, (3, 4, 11, 19, 30)
EVERYTHING = {"samplers": {"interval": {"seconds": 0.001}}, "budget": dict(EVERY_FRAME)}


async def test_looking_shows_every_frame_that_waits_and_takes_none_from_the_data_manager(
    machine: StartMachine, tmp_path: Path
) -> None:
    hard = write_footage(tmp_path / "footage", FRAMES, UNSURE)
    parts = [model(region_detector(tmp_path / "d.onnx")), vision(camera_name="cam", watch_hz=10)]
    watching = config([camera("cam", tmp_path / "footage")], parts)
    running = machine(watching)
    await running.wait_ready("cam", "v")

    async def ask(**command: Any) -> dict[str, Any]:
        async with running.client() as robot:
            return dict(await VisionClient.from_robot(robot, "v").do_command(command))

    told: dict[str, Any] = {}

    async def all_wait() -> bool:
        told.update(await ask(command="captured", per_page=20, thumbnails=True, boxes=True))
        return told["waiting"] == len(UNSURE) and "the footage has ended" in running.log_text()

    await until_async(all_wait, 60, "the unsure frames to wait")
    assert [frame["time"] for frame in told["frames"]] == sorted((one["time"] for one in told["frames"]), reverse=True)
    for frame in told["frames"]:
        assert frame["reasons"].keys() == {"low_confidence"}
        assert (frame["boxes"], frame["camera_name"], frame["handed_over"]) == (9, "cam", False)
        small = cv2.imdecode(np.frombuffer(base64.b64decode(frame["thumbnail"]), np.uint8), cv2.IMREAD_COLOR)
        assert small is not None
        assert abs(float(small[10:20, 10:20].mean()) - 255 * UNSURE_SCORE) < 10
    assert told["budget"]["limits"]["per_hour"]["used"] == len(UNSURE)

    tried: dict[str, Any] = {}

    async def all_remembered() -> bool:  # a second after they were seen
        tried.update(await ask(command="dry_run", capture=EVERYTHING))
        return tried["frames"] == FRAMES

    await until_async(all_remembered, 20, "every frame to be remembered")
    assert (tried["now"]["kept"], tried["policy"]["kept"]) == (len(UNSURE), FRAMES)

    captures = tmp_path / "captures"
    collecting = vision([collector("cam", 10)], camera_name="cam", watch_hz=10)
    await running.reconfigure({**watching, "services": [parts[0], collecting, data_manager(captures)]})

    async def all_stored() -> bool:
        return len(images_in(captures)) == len(UNSURE)

    await until_async(all_stored, 60, "the frames to be stored")
    assert sorted(images_in(captures)) == sorted(hard)

    async def all_delivered() -> bool:
        told.update(await ask(command="captured"))
        return told["waiting"] == 0

    await until_async(all_delivered, 20, "the frames to be acknowledged")
    assert len(told["delivered"]) == len(UNSURE)
    again = await ask(command="dry_run", capture=EVERYTHING)
    assert again["frames"] == FRAMES
