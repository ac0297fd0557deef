"""Two cameras and three collectors on one vision service, while people and apps ask it too."""

import asyncio
import contextlib
from collections import Counter
from pathlib import Path

import pytest
from grpclib import GRPCError
from viam.media.video import CameraMimeType, ViamImage
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    SURE_SCORE,
    UNSURE_SCORE,
    camera,
    camera_of,
    collector,
    config,
    data_manager,
    model,
    vision,
    write_footage,
)
from tests.machine.captures import captures_in
from tests.machine.counting_camera import image
from tests.machine.fixtures import StartMachine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

FRAMES = 60
SURE_IMAGE, UNSURE_IMAGE = image(90_000, SURE_SCORE), image(90_001, UNSURE_SCORE)  # that callers send in
UNSURE = {"left": (0, 3, 4, 5, 11, 19, 40, 59), "right": (1, 2, 20, 33, 58)}


@pytest.mark.parametrize("watch_hz", [0, pytest.param(10, marks=pytest.mark.slow)])
async def test_each_hard_frame_is_stored_once_under_its_camera_whoever_else_asks(
    machine: StartMachine, tmp_path: Path, watch_hz: float
) -> None:
    hard = {
        name: write_footage(tmp_path / name, FRAMES, unsure, mark) for mark, (name, unsure) in enumerate(UNSURE.items())
    }
    collectors = [collector("left", 8), collector("left", 5, min_confidence_score=0.2), collector("right", 8)]
    captures = tmp_path / "captures"
    running = machine(
        config(
            [camera(name, tmp_path / name) for name in UNSURE],
            [
                model(region_detector(tmp_path / "d.onnx")),
                vision(collectors, camera_name="left", watch_hz=watch_hz),
                data_manager(captures),
            ],
        )
    )
    await running.wait_ready("left", "right", "v")
    expected = Counter((name, image) for name, images in hard.items() for image in images)
    expected["left", UNSURE_IMAGE] = 1  # of no camera, and so it goes with those of the default one

    def stored() -> Counter[tuple[str, bytes]]:
        return Counter((camera_of(one), one.readings[0].binary) for one in captures_in(captures))

    async def all_have_come() -> bool:
        ended = sum(f'camera "{name}" gave no image' in running.log_text() for name in UNSURE)
        return ended == len(UNSURE) and stored().total() >= len(expected)

    async with running.client() as robot:
        assert (
            await VisionClient.from_robot(robot, "v").get_detections(ViamImage(UNSURE_IMAGE, CameraMimeType.PNG)) == []
        )
        people = [asyncio.ensure_future(ask(robot, name)) for name in UNSURE for _ in range(2)]
        try:
            await until_async(all_have_come, 60, f"{len(expected)} captures")
        finally:
            for person in people:
                person.cancel()
            answered = await asyncio.gather(*people, return_exceptions=True)
    running.stop()
    assert stored() == expected
    assert all(isinstance(one, asyncio.CancelledError) for one in answered), answered


async def ask(robot: RobotClient, camera_name: str) -> None:
    """Calls of every kind without end. Cameras run out of footage meanwhile."""
    service = VisionClient.from_robot(robot, "v")
    while True:
        with contextlib.suppress(GRPCError):
            await service.capture_all_from_camera(camera_name, return_image=True, return_detections=True)
        with contextlib.suppress(GRPCError):
            await service.get_detections_from_camera(camera_name)
        assert await service.get_detections(ViamImage(SURE_IMAGE, CameraMimeType.PNG)) != []
        await asyncio.sleep(0.1)
