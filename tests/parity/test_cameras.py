"""Questions about a camera's image, all at once too, and what the services say of themselves."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from viam.proto.service.vision import GetPropertiesRequest, GetPropertiesResponse
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from tests.parity.answers import JPEG_SCORE, assert_same_classifications, assert_same_detections, two
from tests.parity.frames import scene
from tests.parity.models import CELLS, Classifier, Detector
from tests.parity.pairs import Attributes, Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

BOTH = {"probability": np.array([[0.1, 0.6, 0.2, 0.1]], np.float32)}
CAMERA = {"camera_name": "cam"}

DETECTOR = Pair("detector", Detector(), labels="a\nb\nc")
CLASSIFIER = Pair("classifier", Classifier(), labels="a\nb\nc\nd")
PAIRS = [
    DETECTOR,
    Pair("detector-with-camera", Detector(), CAMERA),
    CLASSIFIER,
    Pair("classifier-with-camera", Classifier(), {**CAMERA, "default_minimum_confidence": 0.5}),
    Pair("both-roles", Detector(extra=BOTH), {**CAMERA, "default_minimum_confidence": 0.15}),
    Pair("both-by-labels", Detector(extra=BOTH), labels="a\nb\nc\nd"),
    Pair("labels-of-the-detector", Detector(extra=BOTH), labels="a\nb\nc"),
]


def cameras(folder: Path) -> dict[str, Attributes]:
    path = folder / "still.jpg"
    cv2.imwrite(str(path), scene(101, 81))
    return {name: {"path": str(path), "fps": 0} for name in ("cam", "other")}


async def properties(vision: VisionClient) -> GetPropertiesResponse:
    return await vision.client.GetProperties(GetPropertiesRequest(name=vision.name))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_both_say_the_same_of_themselves(robot: RobotClient, pair: Pair) -> None:
    builtin, ours = await two(robot, pair).ask(properties)
    assert ours == builtin
    assert ours.default_camera == pair.attributes.get("camera_name", "")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_everything_at_once_is_the_same(robot: RobotClient, pair: Pair) -> None:
    services = two(robot, pair)
    builtin, ours = await services.ask(
        lambda vision: vision.capture_all_from_camera(
            "cam", return_image=True, return_detections=True, return_classifications=True
        )
    )
    assert builtin.image is not None
    assert ours.image is not None
    assert ours.image.data == builtin.image.data
    assert ours.image.mime_type == builtin.image.mime_type
    assert_same_detections(builtin.detections or [], ours.detections or [], score=JPEG_SCORE)
    assert_same_classifications(builtin.classifications or [], ours.classifications or [], score=JPEG_SCORE)
    assert ours.detections or ours.classifications
    builtin, ours = await services.ask(lambda vision: vision.capture_all_from_camera("cam"))
    assert (ours.image, ours.detections, ours.classifications) == (None, None, None)
    assert (builtin.image, builtin.detections, builtin.classifications) == (None, None, None)


@pytest.mark.parametrize("camera", ["cam", "other"])
async def test_a_camera_is_asked_alike(robot: RobotClient, camera: str) -> None:
    builtin, ours = await two(robot, DETECTOR).ask(lambda vision: vision.get_detections_from_camera(camera))
    assert len(builtin) == CELLS
    assert_same_detections(builtin, ours, score=JPEG_SCORE)
    builtin, ours = await two(robot, CLASSIFIER).ask(lambda vision: vision.get_classifications_from_camera(camera, 2))
    assert len(builtin) == 2
    assert_same_classifications(builtin, ours, score=JPEG_SCORE)


async def test_the_default_camera_is_asked_alike(robot: RobotClient) -> None:
    with_camera = [pair for pair in PAIRS if "camera_name" in pair.attributes]
    builtin, ours = await two(robot, with_camera[0]).ask(lambda vision: vision.get_detections_from_camera(""))
    assert_same_detections(builtin, ours, score=JPEG_SCORE)
    builtin, ours = await two(robot, with_camera[1]).ask(lambda vision: vision.get_classifications_from_camera("", 0))
    assert_same_classifications(builtin, ours, score=JPEG_SCORE)
