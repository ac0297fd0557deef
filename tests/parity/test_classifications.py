"""Classifiers: probabilities, logits, one value, labels, thresholds and the number that is asked for."""

import pytest
from viam.robot.client import RobotClient

from tests.parity.answers import assert_same_classifications, classify, two
from tests.parity.frames import png, scene
from tests.parity.models import Classifier, Input
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

PAIRS = [
    Pair("probabilities", Classifier()),
    Pair("other-name", Classifier(output="softmax_1"), labels="a b c d"),
    Pair("logits", Classifier(scores=(12.0, -8.0)), labels="a b c d"),
    Pair("one-value", Classifier(only_first=True)),
    Pair("one-value-below-0", Classifier(scores=(0.9, -0.9), only_first=True)),
    Pair("one-logit", Classifier(scores=(1.0, 1.5), only_first=True), labels="only\n"),
    Pair("uint8-nchw", Classifier(Input((48, 64), "uint8", True)), labels="a\nb\nc\nd", model_labels=True),
    Pair(
        "remapped",
        Classifier(Input(name="x"), output="y"),
        {"remap_input_names": {"x": "image"}, "remap_output_names": {"y": "probability"}},
    ),
    Pair("minimum", Classifier(), {"default_minimum_confidence": 0.5}),
    Pair("by-label", Classifier(), {"label_confidences": {"B": 0.2, "d": 0.3}}, labels="a b c d"),
    Pair("bgr", Classifier(), {"input_image_bgr": True, "input_image_mean_value": [0.4, 0.5, 0.6]}),
]

IMAGES = (png(scene(64, 48)), png(scene(200, 151, 2)), png(scene(101, 81, 3)), png(scene(48, 64, 4)[..., 0]))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
@pytest.mark.parametrize("count", [0, 2, 100, -1])
async def test_classifications_are_the_same(robot: RobotClient, pair: Pair, count: int) -> None:
    services = two(robot, pair)
    for image in IMAGES:
        builtin, ours = await services.ask(classify(image, count))
        assert_same_classifications(builtin, ours)
