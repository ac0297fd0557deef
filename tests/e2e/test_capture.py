"""Conditional capture with the real data manager, on footage of which the truth is known."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from viam.services.vision import VisionClient

from tests.machine.captures import Capture, captures_in
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

FRAMES = 24
UNSURE = (3, 4, 5, 11, 19)  # the frames on which the model's scores are between floor and threshold
SURE_SCORE, UNSURE_SCORE = 0.9, 0.45


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    """Frames of one brightness each, which is the model's score: most of them sure, a few unsure; no two are alike."""
    folder = tmp_path / "footage"
    folder.mkdir()
    for i in range(FRAMES):
        score = UNSURE_SCORE if i in UNSURE else SURE_SCORE
        image = np.full((96, 96, 3), round(255 * score), np.uint8)
        image[0, i] = 0  # tells the frames apart by their bytes
        cv2.imwrite(str(folder / f"{i}.jpg"), image)
    return folder


def capture_config(tmp_path: Path, footage: Path, watch_hz: float, collector_hz: float) -> dict[str, Any]:
    """A vision service that keeps unsure frames, and a data manager that asks it for them."""
    collected = {
        "method": "CaptureAllFromCamera",
        "capture_frequency_hz": collector_hz,
        "additional_params": {"camera_name": "cam"},
    }
    every_frame = {
        "per_minute": 10_000,
        "per_hour": 100_000,
        "per_day": 1_000_000,
        "burst": 1000,
        "cooldown_seconds": 0,
        "reserved": 0,
        "duplicate_difference": 0,
    }
    capture = {"samplers": {"low_confidence": {}}, "budget": every_frame}
    vision = {
        "mlmodel_name": "m",
        "camera_name": "cam",
        "watch_hz": watch_hz,
        "default_minimum_confidence": 0.8,
        "capture": capture,
    }
    return {
        "modules": [module()],
        "components": [
            {
                "name": "cam",
                "api": "rdk:component:camera",
                "model": "driftwatch:edge-vision:replay_camera",
                "attributes": {"path": str(footage), "fps": 0, "loop": False},
            }
        ],
        "services": [
            {
                "name": "m",
                "api": "rdk:service:mlmodel",
                "model": "driftwatch:edge-vision:onnx_cpu",
                "attributes": {"model_path": str(region_detector(tmp_path / "d.onnx")), "num_threads": 1},
            },
            {
                "name": "v",
                "api": "rdk:service:vision",
                "model": "driftwatch:edge-vision:mlmodel",
                "attributes": vision,
                "service_configs": [{"type": "data_manager", "attributes": {"capture_methods": [collected]}}],
            },
            {
                "name": "data",
                "api": "rdk:service:data_manager",
                "model": "rdk:builtin:builtin",
                "attributes": {"capture_dir": str(tmp_path / "captures"), "sync_disabled": True, "tags": ["hard"]},
            },
        ],
    }


def images_in(folder: Path) -> list[bytes]:
    return [capture.readings[0].binary for capture in captures_in(folder)]


def expected_images(footage: Path) -> list[bytes]:
    return [(footage / f"{i}.jpg").read_bytes() for i in UNSURE]


@pytest.mark.parametrize(("watch_hz", "collector_hz"), [(5, 1), (0, 5)])
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

    async def waiting() -> int:
        async with running.client() as robot:
            status = await VisionClient.from_robot(robot, "v").do_command({"command": "captured"})
            return int(status["queue"]["frames"])  # type: ignore[index, call-overload]

    async def all_wait() -> bool:
        return await waiting() == len(UNSURE)

    await until_async(all_wait, 60, "the hard frames to wait")
    running.kill_module("driftwatch")
    await running.wait_ready("cam", "v")
    assert await waiting() >= len(UNSURE)
    async with running.client() as robot:
        vision = VisionClient.from_robot(robot, "v")
        captured = await vision.capture_all_from_camera("cam", return_image=True, return_detections=True)
        assert captured.image is not None
        kept = await vision.do_command({"command": "capture_now"})
        assert kept["camera_name"] == "cam"
    assert await waiting() >= len(UNSURE) + 1
