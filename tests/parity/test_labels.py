"""Label files, and the attributes that choose by label or confidence."""

import pytest
from viam.robot.client import RobotClient

from tests.parity.answers import assert_same_detections, detect, two
from tests.parity.frames import png, scene
from tests.parity.models import Detector
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

LABELS = "Cat\ndog\nbird\n"

PAIRS = [
    Pair("path", Detector(), labels=LABELS),
    Pair("path-of-the-model", Detector(), labels=LABELS, model_labels=True),
    Pair("commas", Detector(), labels="cat,dog, bird\n"),
    Pair("spaces", Detector(), labels="cat dog bird horse"),
    Pair("blank-lines", Detector(), labels="\r\n cat \r\n\r\n   \r\ndog\r\nbird and more\r\n"),
    Pair("too-many", Detector(), labels="a\nb\nc\nd\ne\n"),
    Pair("minimum", Detector(), {"default_minimum_confidence": 0.5}),
    Pair("minimum-percent", Detector(scores=(100.0, 0.0)), {"default_minimum_confidence": 0.5}),
    Pair("by-label", Detector(), {"label_confidences": {"CAT": 0.4, "bird": 0.5}}, labels=LABELS),
    Pair(
        "by-label-and-minimum",
        Detector(),
        {"label_confidences": {"dog": 0.45}, "default_minimum_confidence": 0.99},
        labels=LABELS,
    ),
    Pair("by-number", Detector(), {"label_confidences": {"1": 0.0}}),
    Pair("by-unknown-label", Detector(), {"label_confidences": {"horse": 0.0}}, labels=LABELS),
]

IMAGES = [png(scene(64, 48, seed)) for seed in range(8)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_labels_and_thresholds_are_the_same(robot: RobotClient, pair: Pair) -> None:
    services = two(robot, pair)
    kept = 0
    for image in IMAGES:
        builtin, ours = await services.ask(detect(image))
        assert_same_detections(builtin, ours)
        kept += len(builtin)
    if pair.name == "by-unknown-label":
        assert kept == 0
    elif pair.attributes:
        assert 0 < kept < 4 * len(IMAGES)
    else:
        assert kept == 4 * len(IMAGES)
