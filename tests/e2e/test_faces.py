"""Real video, real models, a real machine: what a new user gets."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
import pytest
from grpclib import GRPCError
from viam.components.camera import Camera
from viam.services.vision import Detection, VisionClient

from examples.demo import assets
from tests.machine.answering import once_there
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.story]  # one machine, which the last tests break and end

FRAMES = 50  # of the carphone video, each asked for once


@pytest.fixture(scope="module")
def faces_config() -> dict[str, Any]:
    def service(name: str, api: str, model: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        return {"name": name, "api": api, "model": f"driftwatch:edge-vision:{model}", "attributes": attributes}

    labels = str(assets.labels())
    camera = {"path": str(assets.footage("carphone_pristine")), "fps": 0}
    onnx = {"model_path": str(assets.model("face.onnx")), "label_path": labels}
    by_onnx = {"mlmodel_name": "onnx", "camera_name": "cam"}
    tflite = {"model_path": str(assets.model("face.tflite")), "label_path": labels}
    return {
        "modules": [module()],
        "components": [
            service("cam", "rdk:component:camera", "replay_camera", camera),
            service("chart", "rdk:component:camera", "drift_chart", {"vision_name": "onnx-faces", "hours": 1}),
            service("other", "rdk:component:camera", "replay_camera", camera),
        ],
        "services": [
            service("onnx", "rdk:service:mlmodel", "onnx_cpu", onnx),
            service("tflite", "rdk:service:mlmodel", "tflite_cpu", tflite),
            service("onnx-faces", "rdk:service:vision", "mlmodel", by_onnx),
            service("shared", "rdk:service:vision", "mlmodel", {**by_onnx, "freshness_ms": 60_000}),
            service("tflite-faces", "rdk:service:vision", "mlmodel", {"mlmodel_name": "tflite"}),
        ],
    }


@pytest.fixture(scope="module")
def started(lasting_machine: StartMachine, faces_config: dict[str, Any]) -> Machine:
    return lasting_machine(faces_config)


@pytest.fixture
async def faces(started: Machine) -> Machine:
    await started.wait_ready("cam", "chart", "other", "onnx-faces", "tflite-faces", "shared")
    return started


@pytest.mark.parametrize("service", ["onnx-faces", "tflite-faces"])
async def test_the_face_is_found_in_nearly_every_frame(faces: Machine, service: str) -> None:
    async with faces.client() as robot:
        vision = VisionClient.from_robot(robot, service)
        found = 0
        for _ in range(FRAMES):
            detections = await vision.get_detections_from_camera("cam")
            found += any(one.class_name == "face" and one.confidence >= 0.5 for one in detections)
    assert found >= 0.95 * FRAMES


async def test_one_call_gives_the_image_and_what_is_in_it(faces: Machine) -> None:
    async with faces.client() as robot:
        vision = VisionClient.from_robot(robot, "onnx-faces")
        captured = await vision.capture_all_from_camera(
            "cam", return_image=True, return_detections=True, return_classifications=True
        )
        nothing = await vision.capture_all_from_camera("cam")
    assert captured.image is not None
    assert captured.image.data.startswith(b"\xff\xd8")
    assert captured.detections
    assert captured.classifications == []
    assert nothing.image is None
    assert nothing.detections is None


async def test_the_trend_can_be_asked_for_and_be_seen(faces: Machine) -> None:
    async with faces.client() as robot:
        vision = VisionClient.from_robot(robot, "onnx-faces")

        async def trend() -> Mapping[str, Any]:
            await vision.get_detections_from_camera("cam")
            return await vision.do_command({"command": "trend", "hours": 1})

        async def counted() -> bool:
            with contextlib.suppress(GRPCError):  # before the first frame is counted
                return sum((await trend())["frames"]) > 1
            return False

        await until_async(counted, 20, "frames in the trend")
        answer = await trend()
        (known,) = {len(answer[name]) for name in ("times", "frames", "mean_confidence", "usual_confidence_low")}
        assert known in (61, 62)
        assert answer["mean_confidence"][0] == -1
        assert max(answer["mean_confidence"]) > 0.5
        (picture,), _ = await Camera.from_robot(robot, "chart").get_images()
        image = cv2.imdecode(np.frombuffer(picture.data, np.uint8), cv2.IMREAD_COLOR)
    assert picture.mime_type == "image/png"
    assert image is not None
    assert image.shape == (360, 640, 3)
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 50


async def test_a_camera_that_no_service_declares_can_be_named_in_a_call(faces: Machine) -> None:
    async with faces.client() as robot:
        vision = VisionClient.from_robot(robot, "onnx-faces")
        assert await vision.get_detections_from_camera("other")
        assert await vision.get_detections_from_camera("")
        properties = await vision.get_properties()
        with pytest.raises(Exception, match="missing"):
            await vision.get_detections_from_camera("missing")
    assert properties.default_camera == "cam"


async def test_callers_of_one_instant_share_a_frame_where_the_owner_allows_it(faces: Machine) -> None:
    async with faces.client() as robot:

        async def boxes_of(service: str) -> set[tuple[int, int, float]]:
            """What four callers at once are told; the camera gives each call its next frame."""
            client = VisionClient.from_robot(robot, service)
            answers = await asyncio.gather(*(client.get_detections_from_camera("cam") for _ in range(4)))
            return {(one.x_min, one.y_min, one.confidence) for one, *_ in answers}

        assert len(await boxes_of("shared")) == 1
        assert len(await boxes_of("onnx-faces")) > 1


async def test_a_crashed_module_is_started_again_and_answers(faces: Machine) -> None:
    faces.kill_module("driftwatch")
    await faces.wait_ready("cam", "onnx-faces", "tflite-faces")

    async def found(service: str) -> list[Detection]:
        async with faces.client() as robot:
            return await VisionClient.from_robot(robot, service).get_detections_from_camera("cam")

    for service in ("onnx-faces", "tflite-faces"):
        assert await once_there(lambda service=service: found(service))


async def test_a_broken_model_is_its_own_error_and_mended_by_the_next_config(
    faces: Machine, faces_config: dict[str, Any]
) -> None:
    def with_onnx(change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        services = [
            {**one, "attributes": change(one["attributes"])} if one["name"] == "onnx" else one
            for one in faces_config["services"]
        ]
        return {**faces_config, "services": services}

    await faces.reconfigure(with_onnx(lambda attributes: {**attributes, "model_path": "/missing.onnx"}))
    assert "/missing.onnx" in await faces.wait_error("onnx")
    async with faces.client() as robot:
        assert await VisionClient.from_robot(robot, "tflite-faces").get_detections_from_camera("cam")
    await faces.reconfigure(faces_config)
    await faces.wait_ready("onnx-faces")
    async with faces.client() as robot:
        assert await VisionClient.from_robot(robot, "onnx-faces").get_detections_from_camera("cam")


async def test_the_machine_ends_without_leaving_the_module_behind(faces: Machine) -> None:
    assert faces.stop()
