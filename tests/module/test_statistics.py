"""What the module counts, and how people, the data manager and commands get at it."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from grpclib import GRPCError, Status
from viam.components.sensor.client import SensorClient
from viam.errors import NoCaptureToStoreError
from viam.media.video import CameraMimeType
from viam.proto.service.vision import GetDetectionsRequest

from driftwatch import names
from tests.module.conftest import ModuleProcess, viam_image
from tests.onnx_models import region_detector
from tests.waiting import until_async


def png(brightness: int) -> bytes:
    return cv2.imencode(".png", np.full((96, 96, 3), brightness, np.uint8))[1].tobytes()


class Watched:
    """A detector whose nine scores are the brightness of the image over 255, and the sensor that reports on it.

    Its name is no other test's: what is counted under a name outlives the service.
    """

    def __init__(self, module: ModuleProcess, name: str) -> None:
        self.module = module
        self.name = name
        self.vision = module.vision(name)
        self.sensor = SensorClient(f"{name}-drift", module.channel)

    async def see(self, brightness: int) -> None:
        await self.vision.get_detections(viam_image(png(brightness), CameraMimeType.PNG))

    async def readings_with(self, key: str, value: Any) -> dict[str, Any]:
        """Readings as soon as `key` is `value`: counting is a second behind the answers."""
        found: dict[str, Any] = {}

        async def has_come() -> bool:
            found.update(await self.sensor.get_readings())
            return found.get(key) == value

        await until_async(has_come, 20, f"{key} to be {value}")
        return found


@pytest.fixture
async def watched(module: ModuleProcess, tmp_path: Path) -> Watched:
    name = tmp_path.name
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    attributes = {"mlmodel_name": "m", "default_minimum_confidence": 0.9, "state_dir": str(tmp_path / "state")}
    await module.add(name, names.VISION, attributes)
    await module.add(f"{name}-drift", names.DRIFT_SENSOR, {"vision_name": name})
    return Watched(module, name)


async def test_every_inference_is_counted_once_with_its_raw_scores(watched: Watched) -> None:
    for brightness in (204, 204, 102, 255):
        await watched.see(brightness)
    readings = await watched.readings_with("frames", 3)
    assert readings["frozen_frames"] == 1
    assert readings["detections"] == 27
    assert readings["low_confidence_detections"] == 9
    assert readings["mean_confidence"] == pytest.approx((0.8 + 0.4 + 1.0) / 3, abs=1e-3)
    assert readings["count_0"] == 9
    assert readings["drift"] is False
    assert readings["drift_code"] == 0
    assert readings["low_confidence_threshold"] == 0.6
    assert readings["store_healthy"] is True
    assert readings["model_name"] == "m"
    assert len(readings["model_sha8"]) == 8


async def test_a_frame_that_cannot_be_looked_at_is_counted_apart(watched: Watched) -> None:
    with pytest.raises(GRPCError):
        await watched.vision.client.GetDetections(
            GetDetectionsRequest(name=watched.name, image=b"x", mime_type="image/jpeg")
        )
    readings = await watched.readings_with("failed_frames", 1)
    assert readings["frames"] == 0
    assert "mean_confidence" not in readings


async def test_the_data_manager_is_told_when_there_is_nothing_to_store(watched: Watched) -> None:
    with pytest.raises(GRPCError) as caught:
        await watched.sensor.get_readings(extra={"fromDataManagement": True})
    assert caught.value.status is Status.FAILED_PRECONDITION
    assert caught.value.message == NoCaptureToStoreError().message


async def test_counts_outlive_a_rebuilt_service(watched: Watched, tmp_path: Path) -> None:
    await watched.see(200)
    await watched.readings_with("frames", 1)
    rebuilt = {"mlmodel_name": "m", "default_minimum_confidence": 0.1, "state_dir": str(tmp_path / "state")}
    await watched.module.reconfigure(watched.name, names.VISION, rebuilt)
    await watched.see(210)
    await watched.readings_with("frames", 2)


async def test_commands_answer_from_service_and_sensor(watched: Watched) -> None:
    await watched.see(204)
    await watched.readings_with("frames", 1)
    for target in (watched.vision, watched.sensor):
        answer = await target.do_command({"command": "alerts"})
        assert answer["state"] == "learning"
        assert answer["standing"] == []
    assert "rows" in await watched.vision.do_command({"command": "statistics", "by": "label"})
    with pytest.raises(GRPCError, match=r'must be one of statistics, .*restart_reference, export.*, got "fly"'):
        await watched.vision.do_command({"command": "fly"})


async def test_a_service_watches_its_camera_by_itself(module: ModuleProcess, tmp_path: Path) -> None:
    folder = tmp_path / "footage"
    folder.mkdir()
    for i in range(5):
        (folder / f"{i}.png").write_bytes(png(50 * i))
    await module.add("cam", names.REPLAY_CAMERA, {"path": str(folder), "fps": 0})
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    with pytest.raises(GRPCError, match="watch_hz: needs camera_name"):
        await module.validate(names.VISION, {"mlmodel_name": "m", "watch_hz": 5})
    good = await module.validate(names.VISION, {"mlmodel_name": "m", "watch_hz": 5, "camera_name": "cam"})
    assert (list(good.dependencies), list(good.optional_dependencies)) == (["m"], ["rdk:component:camera/cam"])
