"""A disk that is full while hard frames come, and has room again."""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from viam.components.camera import Camera
from viam.media.video import CameraMimeType, ViamImage
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    EVERY_FRAME,
    SURE_SCORE,
    UNSURE_SCORE,
    camera,
    collector,
    config,
    data_manager,
    images_in,
    model,
    queue_of,
    status_of,
    vision,
)
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import GRID, region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

FRAMES, LATER = 34, 4
WATCH_HZ, COLLECTOR_HZ = 25, 10
MEMORY = 0.2  # megabytes: seven frames
REST = 300  # frames after the interesting ones: a quarter of a minute

Full = Callable[[Machine, bool], None]


def noise(number: int, score: float) -> bytes:
    """An image of 27 kB on which the model's scores are around `score`; it looks the same for every number."""
    pixels = np.random.default_rng(0).integers(-20, 21, (96, 96, 3)) + round(255 * score)
    return cv2.imencode(".png", pixels.astype(np.uint8))[1].tobytes() + number.to_bytes(4, "big")


def write(folder: Path, images: list[bytes]) -> Path:
    """Footage that shows `images`, and then nothing of interest for a while."""
    folder.mkdir()
    for number, image in enumerate(images):
        (folder / f"{number:03d}.png").write_bytes(image)
    for number in range(REST):
        (folder / f"then-{number:03d}.png").write_bytes(noise(5000, SURE_SCORE))
    return folder


def no_file_grows(running: Machine, full: bool) -> None:
    """The kernel refuses every byte that the module wants to write to a file."""
    process = psutil.Process(running.module_pid("driftwatch"))
    for one in (process, *process.children(recursive=True)):
        _, most = one.rlimit(psutil.RLIMIT_FSIZE)
        one.rlimit(psutil.RLIMIT_FSIZE, (0 if full else most, most))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Full]]:
    """A file system of its own, with room for about ten of the frames; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"no file system can be made here: {made.stderr.strip()}")
    ballast = disk / "ballast"

    def fill(_: Machine, full: bool) -> None:
        if full:
            room = os.statvfs(disk)
            ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_bsize - 300_000)))
        else:
            ballast.unlink()

    yield disk, fill
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_FSIZE"), reason="another process's limits can be set on Linux only")
async def test_where_no_byte_can_be_written(machine: StartMachine, tmp_path: Path) -> None:
    await check(machine, tmp_path, tmp_path / "state", no_file_grows)


@pytest.mark.slow
async def test_where_there_is_little_room(machine: StartMachine, tmp_path: Path, small_disk: tuple[Path, Full]) -> None:
    await check(machine, tmp_path, *small_disk)


async def check(machine: StartMachine, tmp_path: Path, state: Path, fill: Full) -> None:
    images = [noise(i, UNSURE_SCORE) for i in range(FRAMES)]
    first, later = images[:-LATER], images[-LATER:]
    nothing = write(tmp_path / "nothing", [])
    captures = tmp_path / "captures"
    service = vision(
        [collector("cam", COLLECTOR_HZ)],
        camera_name="cam",
        watch_hz=WATCH_HZ,
        state_dir=str(state),
        capture={
            "samplers": {"low_confidence": {}},
            "budget": dict(EVERY_FRAME),
            "queue": {"memory_megabytes": MEMORY},
        },
    )
    running = machine(
        config(
            [camera("cam", nothing)],
            [model(region_detector(tmp_path / "d.onnx")), service, data_manager(captures)],
        )
    )
    await running.wait_ready("cam", "v")
    async with running.client() as robot:
        shown = Camera.from_robot(robot, "cam")
        fill(running, True)
        await shown.do_command({"command": "play", "path": str(write(tmp_path / "footage", first))})
        await until_async(lambda: were_kept(running, len(first)), 30, "the footage to be judged")
        seen = await VisionClient.from_robot(robot, "v").get_detections(
            ViamImage(noise(3000, SURE_SCORE), CameraMimeType.PNG)
        )
        assert len(seen) == GRID * GRID
        full = await queue_of(running)
        assert full["disk_problem"]
        assert sum(full["dropped"].values()) > 0
        fill(running, False)
        await shown.do_command({"command": "play", "path": str(write(tmp_path / "later", later))})

    async def has_recovered() -> bool:
        return (await queue_of(running))["disk_problem"] == ""

    async def nothing_waits() -> bool:
        return (await queue_of(running))["frames"] == 0

    await until_async(lambda: were_kept(running, FRAMES), 30, "new frames to be judged")
    await until_async(has_recovered, 30, "the disk to be used again")
    await until_async(nothing_waits, 30, "the queue to be empty")
    told = await status_of(running)
    dropped = sum(told["queue"]["dropped"].values())
    running.stop()
    stored = Counter(images_in(captures))
    assert set(stored.values()) == {1}
    assert set(stored) <= set(images)
    assert len(stored) == FRAMES - dropped
    assert set(stored) >= set(later)


async def were_kept(running: Machine, frames: int) -> bool:
    return (await status_of(running))["judge"]["kept"].get("low_confidence") == frames
