"""The order of a box's numbers, boxes in pixels, and boxes that are none."""

import pytest
from viam.robot.client import RobotClient

from tests.parity.answers import assert_same_detections, detect, two
from tests.parity.frames import png, scene
from tests.parity.models import Detector, Input
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

IN_PIXELS = ((2, 3, 20, 30), (0, 32, 23, 63), (24, 0, 90, 31), (24.6, 32.4, 47, 63))
ODD = ((0.5, 0.5, 0.2, 0.1), (-0.3, 0.2, 0.4, 1.7), (0.1, 0.1, 0.1, 0.4), (0.9, 0.9, 1.0, 1.0))
FINE = ((0.123, 0.456, 0.789, 0.987), (1 / 3, 1 / 7, 2 / 3, 6 / 7), (0.01, 0.02, 0.03, 0.04), (0.0, 0.0, 1.0, 1.0))


def ordered(*order: int) -> dict[str, list[int]]:
    return {"xmin_ymin_xmax_ymax_order": list(order)}


PAIRS = [
    Pair("fine", Detector(boxes=FINE)),
    Pair("odd", Detector(boxes=ODD)),
    Pair("in-pixels", Detector(boxes=IN_PIXELS)),
    Pair("in-pixels-nchw", Detector(Input(channels_first=True), boxes=IN_PIXELS), ordered(0, 1, 2, 3)),
    Pair("in-pixels-open-size", Detector(Input(None), boxes=IN_PIXELS)),
    Pair("order-xyxy", Detector(boxes=FINE), ordered(0, 1, 2, 3)),
    Pair("order-mixed", Detector(boxes=FINE), ordered(3, 0, 2, 1)),
    Pair("order-mixed-in-pixels", Detector(boxes=IN_PIXELS), ordered(2, 3, 0, 1)),
]

IMAGES = [png(scene(*size)) for size in ((64, 48), (200, 151), (31, 17), (1000, 40), (97, 331), (640, 480))]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_boxes_are_the_same_to_the_pixel(robot: RobotClient, pair: Pair) -> None:
    services = two(robot, pair)
    for image in IMAGES:
        builtin, ours = await services.ask(detect(image))
        assert len(builtin) == 4
        assert_same_detections(builtin, ours)
