"""Cameras that fail, are taken out of the config, and come back, while their hard frames wait."""

import contextlib
from collections import Counter
from pathlib import Path

import pytest
from grpclib import GRPCError
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    camera,
    camera_of,
    collector,
    config,
    data_manager,
    images_in,
    model,
    queue_of,
    vision,
    write_footage,
)
from tests.machine.captures import captures_in
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

FRAMES = 12
HZ = 20


async def test_frames_of_a_camera_that_is_gone_are_neither_lost_nor_doubled(
    machine: StartMachine, tmp_path: Path
) -> None:
    """The service watches "left" by itself, and depends on it; "right" is just another camera that it is asked about.

    Both fail once their footage has ended. Then one and the other is missing in the config.
    """
    hard = {
        "left": write_footage(tmp_path / "left", FRAMES, (0, 1, 5, 7)),
        "right": write_footage(tmp_path / "right", FRAMES, (2, 3, 11), mark=1),
        "again": write_footage(tmp_path / "again", FRAMES, (4, 6, 8), mark=2),
    }
    captures = tmp_path / "captures"
    base = [model(region_detector(tmp_path / "d.onnx")), data_manager(captures)]
    left, right, again = (camera(name, tmp_path / path) for name, path in zip(
        ("left", "right", "left"), ("left", "right", "again"), strict=True))  # fmt: skip
    alone = vision(camera_name="left", watch_hz=HZ)
    collected = vision([collector("left", HZ), collector("right", HZ)], camera_name="left", watch_hz=HZ)

    running = machine(config([left, right], [*base, alone]))
    await running.wait_ready("left", "right", "v")
    await show_all_of(running, "right")
    await until_async(lambda: waits(running, 7), 30, "the hard frames of both to wait")
    await running.reconfigure(config([right], [*base, collected]), missing=["v"])
    assert images_in(captures) == []
    await running.reconfigure(config([again], [*base, collected]))

    expected = Counter(
        {(name, image): 1 for name, footage in (("left", "left"), ("right", "right"), ("left", "again"))
         for image in hard[footage]}
    )  # fmt: skip

    def stored() -> Counter[tuple[str, bytes]]:
        return Counter((camera_of(one), one.readings[0].binary) for one in captures_in(captures))

    async def all_have_come() -> bool:
        return sum(stored().values()) >= len(expected) and await waits(running, 0)

    await until_async(all_have_come, 30, f"{len(expected)} captures")
    running.stop()
    assert stored() == expected


async def show_all_of(running: Machine, camera_name: str) -> None:
    """Asks what is on the camera until it fails, as it does when its footage ends."""
    async with running.client() as robot:
        service = VisionClient.from_robot(robot, "v")
        with contextlib.suppress(GRPCError):
            while True:
                await service.get_detections_from_camera(camera_name)


async def waits(running: Machine, frames: int) -> bool:
    return (await queue_of(running, camera_name="left"))["frames"] == frames
