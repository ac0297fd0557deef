"""Where the builtin service refuses, ours does too: with a status and in words, not in the same ones."""

from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from grpclib import Status
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from tests.machine.machine import Machine
from tests.parity.answers import assert_same_detections, classify, detect, two
from tests.parity.frames import JPEG, PNG, Image, jpeg, png, scene
from tests.parity.models import Classifier, Detector
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

Question = Callable[[VisionClient], Awaitable[object]]

FRAME, PHOTO = png(scene(64, 48)), jpeg(scene(64, 48))
NO_CAMERA = "no-such-camera"

DETECTOR = Pair("detector", Detector())
CLASSIFIER = Pair("classifier", Classifier())
BY_BRIGHTNESS = Pair("by-brightness", Detector(classes="by brightness"), labels="a\nb\nc")
PAIRS = [DETECTOR, CLASSIFIER, BY_BRIGHTNESS]

REFUSED = [
    Pair("too-few-labels", Detector(), labels="a\nb"),
    Pair("too-few-labels-of-a-classifier", Classifier(), labels="a\nb\nc"),
    Pair("too-many-labels-of-a-classifier", Classifier(), labels="a\nb\nc\nd\ne"),
    Pair("no-such-label-path", Detector(), {"label_path": "/no/such/labels.txt"}),
    Pair("order-twice", Detector(), {"xmin_ymin_xmax_ymax_order": [0, 1, 2, 2]}),
    Pair("order-of-three", Detector(), {"xmin_ymin_xmax_ymax_order": [0, 1, 2]}),
    Pair("mean-of-two", Detector(), {"input_image_mean_value": [0.5, 0.5]}),
    Pair("std-of-0", Detector(), {"input_image_std_dev": [0.5, 0.0, 0.5]}),
    Pair("no-such-model", Detector(), {"mlmodel_name": "no-such-model-service"}),
    Pair(
        "no-such-output",
        Detector(),
        {"remap_output_names": {"x": "location", "y": "category", "z": "score"}},
    ),
]

CALLS: list[tuple[str, Pair, Question]] = [
    ("a detector does not classify", DETECTOR, classify(FRAME)),
    ("a classifier does not detect", CLASSIFIER, detect(FRAME)),
    ("no image", DETECTOR, detect(Image(b"", JPEG))),
    ("no image to classify", CLASSIFIER, classify(Image(b"", JPEG))),
    ("text", DETECTOR, detect(Image(b"this is not an image", JPEG))),
    ("the beginning of a PNG", DETECTOR, detect(Image(FRAME.data[:200], PNG))),
    ("the beginning of a JPEG's header", CLASSIFIER, classify(Image(PHOTO.data[:100], JPEG))),
    ("half of a JPEG", CLASSIFIER, classify(Image(PHOTO.data[: len(PHOTO.data) // 2], JPEG))),
    ("a JPEG without its end", DETECTOR, detect(Image(PHOTO.data[:-2], JPEG))),
    ("a damaged PNG", DETECTOR, detect(Image(FRAME.data[:3000] + b"damage" + FRAME.data[3006:], PNG))),
    ("no such camera", DETECTOR, lambda vision: vision.get_detections_from_camera(NO_CAMERA)),
    ("no such camera to classify", CLASSIFIER, lambda vision: vision.get_classifications_from_camera(NO_CAMERA, 1)),
    ("no such camera for all", DETECTOR, lambda vision: vision.capture_all_from_camera(NO_CAMERA, True)),
    ("no camera at all", DETECTOR, lambda vision: vision.get_detections_from_camera("")),
    ("a class without a label", BY_BRIGHTNESS, detect(png(np.full((48, 64, 3), 250, np.uint8)))),
    ("no 3D objects", DETECTOR, lambda vision: vision.get_object_point_clouds("cam")),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
async def test_a_call_is_refused_by_both(robot: RobotClient, call: tuple[str, Pair, Question]) -> None:
    _, pair, question = call
    for error in await two(robot, pair).errors(question):
        assert error.status is not Status.OK
        assert error.message


async def test_a_frame_without_the_unlabelled_class_is_answered_again(robot: RobotClient) -> None:
    builtin, ours = await two(robot, BY_BRIGHTNESS).ask(detect(png(scene(64, 48) // 2)))
    assert builtin
    assert_same_detections(builtin, ours)


@pytest.mark.parametrize("pair", REFUSED, ids=lambda pair: pair.name)
async def test_a_config_is_refused_by_both(robot: RobotClient, parity_machine: Machine, pair: Pair) -> None:
    for service in (pair.builtin, pair.ours):
        assert await parity_machine.wait_error(service)
