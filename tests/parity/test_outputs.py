"""How location, category and score are found, and what they may hold."""

import numpy as np
import pytest
from viam.robot.client import RobotClient

from tests.parity.answers import assert_same_detections, detect, two
from tests.parity.frames import png, scene
from tests.parity.models import Detector
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

LABELS = "cat\ndog\nbird\n"
NAMED = {"remap_output_names": {"location": "location", "score": "score"}}
COUNT = {"d": np.array([4], np.float32)}

PAIRS = [
    Pair("remapped", Detector(names=("a", "b", "c")), {
        "remap_output_names": {"a": "location", "b": "category", "c": "score"}}),
    Pair("guessed", Detector(names=("a", "b", "c"))),
    Pair("guessed-int32", Detector(names=("a", "b", "c"), dtypes=("int32", "float32"))),
    Pair("guessed-count", Detector(names=("a", "b", "c"), extra=COUNT)),
    Pair("half-named", Detector(names=("location", "b", "c"), dtypes=("int64", "float64"))),
    Pair("uint8-classes", Detector(dtypes=("uint8", "float64"))),
    Pair("classes-in-scores", Detector(classes=None, classes_in_scores="last"), NAMED, labels=LABELS),
    Pair("no-classes", Detector(classes=None), NAMED, labels=LABELS),
    Pair("odd-classes", Detector(classes=(-1, 0, 1.9, 2)), labels=LABELS),
    Pair("percent", Detector(scores=(100.0, 0.0))),
    Pair("negative-scores", Detector(scores=(2.0, -1.0))),
]  # fmt: skip

IMAGES = (png(scene(64, 48)), png(scene(200, 151, 2)), png(scene(101, 81, 3)), png(scene(48, 64, 4) // 3))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_the_outputs_are_read_alike(robot: RobotClient, pair: Pair) -> None:
    services = two(robot, pair)
    for image in IMAGES:
        builtin, ours = await services.ask(detect(image))
        assert len(builtin) == 4
        assert_same_detections(builtin, ours)
