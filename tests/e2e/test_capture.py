"""Conditional capture with the real data manager, on footage of which the truth is known."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from viam.services.vision import VisionClient
from viam.utils import ValueTypes

from tests.e2e.capturing import (
    SURE_SCORE,
    UNSURE_SCORE,
    camera,
    collector,
    config,
    data_manager,
    images_in,
    model,
    vision,
)
from tests.machine.answering import once_there
from tests.machine.captures import Capture, captures_in
from tests.machine.fixtures import StartMachine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

FRAMES = 24
UNSURE = (3, 4, 5, 11, 19)  # the frames on which the model's scores are between floor and threshold


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    """Frames of one brightness each, which is the model's score: most of them sure, a few unsure; no two are alike."""
    folder = tmp_path / "footage"
    folder.mkdir()
    for i in range(FRAMES):
        score = UNSURE_SCORE if i in UNSURE else SURE_SCORE
        image = np.full((96, 96, 3), round(255 * score), np.uint8)
        image[0, i] = 0  # makes the frames differ in their bytes
        cv2.imwrite(str(folder / f"{i}.jpg"), image)
    return folder


def capture_config(tmp_path: Path, footage: Path, watch_hz: float, collector_hz: float) -> dict[str, Any]:
    """A vision service that keeps unsure frames, and a data manager that asks it for them."""
    collectors = [collector("cam", collector_hz)]
    services = [
        model(region_detector(tmp_path / "d.onnx")),
        vision(collectors, camera_name="cam", watch_hz=watch_hz),
        data_manager(tmp_path / "captures"),
    ]
    return config([camera("cam", footage)], services)


def expected_images(footage: Path) -> list[bytes]:
    return [(footage / f"{i}.jpg").read_bytes() for i in UNSURE]


@pytest.mark.parametrize(("watch_hz", "collector_hz"), [(10, 2), pytest.param(0, 10, marks=pytest.mark.slow)])
async def test_exactly_the_unsure_frames_are_stored_once_each_with_boxes_and_tags(
    machine: StartMachine, tmp_path: Path, footage: Path, watch_hz: float, collector_hz: float
) -> None:
    running = machine(capture_config(tmp_path, footage, watch_hz, collector_hz))
    await running.wait_ready("cam", "v")
    captures = tmp_path / "captures"

    async def all_have_come() -> bool:
        return len(images_in(captures)) >= len(UNSURE) and "the footage has ended" in running.log_text()

    await until_async(all_have_come, 60, f"{len(UNSURE)} captures")
    running.stop()
    assert sorted(images_in(captures)) == sorted(expected_images(footage))
    for capture in captures_in(captures):
        check_annotations(capture)


def check_annotations(capture: Capture) -> None:
    """Boxes of what the model was unsure about, though callers are served nothing below 0.8."""
    assert list(capture.metadata.tags) == ["hard"]
    boxes = capture.readings[0].metadata.annotations.bboxes
    assert len(boxes) == 9
    assert all(abs(box.confidence - UNSURE_SCORE) < 0.02 for box in boxes)
    assert all(0 <= box.x_min_normalized < box.x_max_normalized <= 1 for box in boxes)


async def test_frames_that_wait_outlive_a_crash_and_people_do_not_consume_them(
    machine: StartMachine, tmp_path: Path, footage: Path
) -> None:
    config = capture_config(tmp_path, footage, watch_hz=10, collector_hz=0)
    running = machine(config)
    await running.wait_ready("cam", "v")

    async def queue() -> Mapping[str, int]:
        async with running.client() as robot:
            status: Any = await VisionClient.from_robot(robot, "v").do_command({"command": "captured"})
            return status["queue"]

    async def waiting() -> int:
        return int((await queue())["frames"])

    async def all_wait() -> bool:
        """On disk: what is in memory only is lost with the process."""
        state = await queue()
        return (state["frames"], state["in_memory"]) == (len(UNSURE), 0)

    await until_async(all_wait, 60, "the hard frames to wait")
    running.kill_module("driftwatch")
    await running.wait_ready("cam", "v")
    assert await once_there(waiting) >= len(UNSURE)

    async def looked_and_kept() -> ValueTypes:
        async with running.client() as robot:
            vision = VisionClient.from_robot(robot, "v")
            captured = await vision.capture_all_from_camera("cam", return_image=True, return_detections=True)
            assert captured.image is not None
            return (await vision.do_command({"command": "capture_now"}))["camera_name"]

    assert await once_there(looked_and_kept) == "cam"
    assert await once_there(waiting) >= len(UNSURE) + 1
