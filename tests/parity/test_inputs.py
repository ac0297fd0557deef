"""Every kind of image input, and every attribute that says how one is made."""

import pytest
from viam.robot.client import RobotClient

from tests.parity.answers import JPEG_SCORE, assert_same_detections, detect, two
from tests.parity.frames import PNG, Image, jpeg, png, scene
from tests.parity.models import Detector, Input
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

PAIRS = [
    *(
        Pair(f"{dtype}-{'nchw' if channels_first else 'nhwc'}", Detector(Input((48, 64), dtype, channels_first)))
        for dtype in ("uint8", "float32")
        for channels_first in (False, True)
    ),
    Pair("remapped", Detector(Input(name="x")), {"remap_input_names": {"x": "image"}}),
    Pair("open-size", Detector(Input(None))),
    Pair("bgr", Detector(), {"input_image_bgr": True}),
    Pair("bgr-uint8-nchw", Detector(Input((48, 64), "uint8", True)), {"input_image_bgr": True}),
    Pair("mean", Detector(), {"input_image_mean_value": [0.2, 0.3, 0.4]}),
    Pair("std-of-four", Detector(), {"input_image_std_dev": [0.6, 0.7, 0.9, 2.0]}),
    Pair(
        "mean-std-bgr",
        Detector(scores=(0.2, 0.4)),
        {"input_image_mean_value": MEAN, "input_image_std_dev": STD, "input_image_bgr": True},
    ),
    Pair(
        "mean-std-uint8",
        Detector(Input((48, 64), "uint8")),
        {"input_image_mean_value": MEAN, "input_image_std_dev": STD},
    ),
]

SHARP = {
    "of the model's size": png(scene(64, 48)),
    "larger": png(scene(200, 150, 2)),
    "smaller": png(scene(31, 17, 3)),
    "odd": png(scene(333, 77, 4)),
    "grey": png(scene(100, 80, 5)[..., 0]),
    "one column": png(scene(8, 80, 6)[:, :1]),
    "with something behind it": Image(png(scene(64, 48)).data + b"more", PNG),
}
JPEGS = {
    "jpeg of the model's size": jpeg(scene(64, 48, 6)),
    "jpeg 4:2:0": jpeg(scene(101, 81, 8)),
    "jpeg 4:4:4": jpeg(scene(90, 70, 9), "444"),
    "jpeg grey": jpeg(scene(90, 70, 10)[..., 1]),
}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_the_model_sees_the_same_image(robot: RobotClient, pair: Pair) -> None:
    services = two(robot, pair)
    for image in SHARP.values():
        builtin, ours = await services.ask(detect(image))
        assert_same_detections(builtin, ours)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair.name != "open-size"], ids=lambda pair: pair.name)
async def test_a_jpeg_is_decoded_nearly_alike(robot: RobotClient, pair: Pair) -> None:
    services = two(robot, pair)
    for image in JPEGS.values():
        builtin, ours = await services.ask(detect(image))
        assert_same_detections(builtin, ours, score=JPEG_SCORE)
