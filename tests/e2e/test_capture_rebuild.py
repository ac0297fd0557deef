"""A vision service that is made again and again, while it watches and its frames are collected."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.capturing import (
    camera,
    collector,
    config,
    data_manager,
    images_in,
    model,
    queue_of,
    vision,
    write_footage,
)
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

WATCH_HZ, COLLECTOR_HZ = 40, 15


class Scene:
    """A service that watches, of whose frames every second is hard, and whose frames are collected as they come.

    Frames are on their way, and wait, whenever the service is taken away.
    """

    def __init__(self, folder: Path, frames: int) -> None:
        self.captures = folder / "captures"
        self.hard = write_footage(folder / "footage", frames, range(0, frames, 2))
        self._camera = camera("cam", folder / "footage")
        self._models = [region_detector(folder / f"{i}.onnx") for i in range(2)]

    def config(self, attributes: int = 0, of_model: int = 0) -> dict[str, Any]:
        """Differs with every number."""
        service = vision(
            [collector("cam", COLLECTOR_HZ)],
            camera_name="cam",
            watch_hz=WATCH_HZ,
            default_minimum_confidence=0.5 + 0.001 * attributes,
        )
        return config([self._camera], [model(self._models[of_model % 2]), service, data_manager(self.captures)])

    async def one_more(self) -> None:
        """Returns when the next capture is there, or all are."""
        stored = min(len(images_in(self.captures)) + 1, len(self.hard))

        async def is_there() -> bool:
            return len(images_in(self.captures)) >= stored

        await until_async(is_there, 30, "a capture")

    async def ended(self, running: Machine) -> None:
        """Returns when the camera has nothing more and no frame waits."""

        async def nothing_waits() -> bool:
            return self.is_over(running) and (await queue_of(running))["frames"] == 0

        await until_async(nothing_waits, 30 + len(self.hard) / COLLECTOR_HZ, "the queue to be empty")

    def is_over(self, running: Machine) -> bool:
        return "the footage has ended" in running.log_text()


@pytest.mark.parametrize("times", [1, pytest.param(40, marks=pytest.mark.slow)])
async def test_new_attributes_lose_and_double_nothing(machine: StartMachine, tmp_path: Path, times: int) -> None:
    scene = Scene(tmp_path, 20 * times)
    running = machine(scene.config())
    await running.wait_ready("cam", "v")
    for i in range(1, times + 1):
        await scene.one_more()
        await running.reconfigure(scene.config(attributes=i))
    await scene.ended(running)
    running.stop()
    assert Counter(images_in(scene.captures)) == Counter(scene.hard)


@pytest.mark.slow
async def test_a_new_model_finds_the_frames_that_the_old_one_left(machine: StartMachine, tmp_path: Path) -> None:
    """While one model goes and the other comes nobody can look at a frame, so they change after the last frame."""
    times = 40
    scene = Scene(tmp_path, 20 * times)
    running = machine(scene.config())
    await running.wait_ready("cam", "v")
    await asyncio.to_thread(running.until, lambda: scene.is_over(running), 30, "to see all frames")
    for i in range(1, times + 1):
        await scene.one_more()
        await running.reconfigure(scene.config(of_model=i))
    await scene.ended(running)
    running.stop()
    assert Counter(images_in(scene.captures)) == Counter(scene.hard)
