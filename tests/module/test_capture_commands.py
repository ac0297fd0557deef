"""What was kept and what another policy would have kept, asked through the module's socket."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from grpclib import GRPCError, Status
from viam.media.video import CameraMimeType
from viam.services.vision.client import VisionClient

from driftwatch import names
from tests.module.conftest import ModuleProcess, viam_image
from tests.onnx_models import region_detector
from tests.waiting import until_async

BUDGET = {"cooldown_seconds": 0, "burst": 100, "duplicate_difference": 0}
UNSURE, SURE = 115, 240  # grey levels: the model's score is the brightness over 255


@pytest.fixture
async def vision(module: ModuleProcess, tmp_path: Path) -> VisionClient:
    """A service of which the name is no other test's: what is remembered under a name outlives the service."""
    capture = {"samplers": {"low_confidence": {}}, "budget": BUDGET}
    attributes = {"mlmodel_name": "m", "capture": capture, "state_dir": str(tmp_path / "state")}
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    await module.add(tmp_path.name, names.VISION, attributes)
    return module.vision(tmp_path.name)


async def see(vision: VisionClient, brightness: int, column: int) -> None:
    """A picture that differs from others in one column."""
    image = np.full((480, 640, 3), brightness, np.uint8)
    image[:, column] = 0
    data = cv2.imencode(".jpg", image)[1].tobytes()
    await vision.get_detections(viam_image(data, CameraMimeType.JPEG))


async def test_captured_shows_the_frames_that_wait(vision: VisionClient) -> None:
    for column in range(3):
        await see(vision, UNSURE, column)
    await see(vision, SURE, 3)
    told: dict[str, Any] = {}

    async def all_wait() -> bool:
        told.update(await vision.do_command({"command": "captured", "thumbnails": True, "per_page": 2}))
        return told["waiting"] == 3

    await until_async(all_wait, 20, "three frames to wait")
    assert (told["pages"], len(told["frames"])) == (2, 2)
    for frame in told["frames"]:
        assert frame["reasons"].keys() == {"low_confidence"}
        assert frame["boxes"] == 9
        small = cv2.imdecode(np.frombuffer(base64.b64decode(frame["thumbnail"]), np.uint8), cv2.IMREAD_COLOR)
        assert small is not None
        assert small.shape == (120, 160, 3)
    assert told["budget"]["limits"]["per_hour"] == {"used": 3, "limit": 120, "left": 117}


@pytest.mark.parametrize("default", ["", "belt", "other"])
async def test_an_image_that_was_sent_in_goes_to_the_collector_of_the_default_camera(
    module: ModuleProcess, tmp_path: Path, default: str
) -> None:
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    capture = {"samplers": {"low_confidence": {}}, "budget": BUDGET}
    attributes = {"mlmodel_name": "m", "camera_name": default, "capture": capture, "state_dir": str(tmp_path / "state")}
    await module.add(tmp_path.name, names.VISION, attributes)
    vision = module.vision(tmp_path.name)
    await see(vision, UNSURE, 0)

    async def handed_over() -> bool:
        extra = {"fromDataManagement": True}
        try:
            await vision.capture_all_from_camera("belt", return_image=True, extra=extra)
        except GRPCError as nothing:
            assert nothing.status is Status.UNAVAILABLE  # noqa: PT017 - this module has no machine, and so no camera
            return False
        return True

    if default == "other":
        await asyncio.sleep(1.1)  # nothing is handed over before
        assert not await handed_over()
    else:
        await until_async(handed_over, 20, "the image to be handed over")


async def test_dry_run_tells_what_another_policy_would_have_kept(vision: VisionClient) -> None:
    for column in range(6):
        await see(vision, UNSURE if column < 2 else SURE, column)
    told: dict[str, Any] = {}
    capture = {"samplers": {"count": {"maximum": 8}}, "budget": BUDGET}

    async def all_remembered() -> bool:
        told.update(await vision.do_command({"command": "dry_run", "capture": capture}))
        return told["frames"] == 6

    async def begun() -> bool:
        try:
            return await all_remembered()
        except GRPCError as nothing_yet:
            assert "has seen no frame" in str(nothing_yet) or "remembers no frame" in str(nothing_yet)  # noqa: PT017
            return False

    await until_async(begun, 20, "six frames to be remembered")
    assert told["now"]["kept"] == 2
    assert told["policy"]["kept"] == 4
    with pytest.raises(GRPCError, match=r"samplers\.count\.maximun: unknown attribute, did you mean"):
        await vision.do_command({"command": "dry_run", "capture": {"samplers": {"count": {"maximun": 8}}}})
