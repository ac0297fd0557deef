"""The differences that are meant: docs/parity.md lists them, and these tests hold the list to be true of both sides."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import pytest
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from tests.machine.machine import Machine
from tests.parity.answers import assert_same_classifications, classify, detect, two
from tests.parity.frames import JPEG, Image, png, scene
from tests.parity.models import CELLS, Classifier, Detector
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

BRIGHT, DARK, MIDDLE = (png(np.full((48, 64, 3), value, np.uint8)) for value in (250, 5, 128))

LABELS = "a\nb\nc\nd"
ULTRALYTICS = {"stride": "32", "task": "classify", "names": "{0: 'w', 1: 'x', 2: 'y', 3: 'z'}", "imgsz": "[48, 64]"}


@dataclass(frozen=True, slots=True)
class Exported:
    """A model whose file says how its image is made and what its classes are called."""

    model: Classifier
    metadata: Mapping[str, str]

    def write(self, path: Path) -> Path:
        written = onnx.load(self.model.write(path))
        onnx.helper.set_model_props(written, dict(self.metadata))
        onnx.save(written, str(path))
        return path


BY_CLASS = Pair(
    "scores-by-class",
    Detector(classes=None, classes_in_scores="first"),
    {"remap_output_names": {"location": "location", "score": "score"}},
)
EXPORTED = Pair("exported", Exported(Classifier(), ULTRALYTICS))
TOLD = Pair("exported-but-told", Exported(Classifier(), ULTRALYTICS), labels=LABELS, only_ours={"preset": "builtin"})
HUGE = Pair("huge-logits", Classifier(scores=(2000.0, 0.0)))
SOMETIMES = Pair("logits-within-0-and-1", Classifier(scores=(4.0, 0.0)))
ROUNDED = Pair("just-above-1", Detector(scores=(1.0, 0.0004)))
EDGE = Pair("box-in-the-first-column", Detector(boxes=[(0.0, 0.0, 0.5, 0.0)] * CELLS))
PAIRS = [BY_CLASS, EXPORTED, TOLD, HUGE, SOMETIMES, ROUNDED, EDGE]

UNNAMED = Pair("no-category-by-name", Detector(classes=None))
REFUSED = [UNNAMED]


async def test_what_a_file_says_of_its_model_is_done_unless_told_otherwise(robot: RobotClient) -> None:
    image = png(scene(200, 151))
    builtin, ours = await two(robot, EXPORTED).ask(classify(image))
    assert [one.class_name for one in builtin] == ["0", "1", "2", "3"]
    assert [one.class_name for one in ours] == ["w", "x", "y", "z"]
    assert all(mine.confidence > theirs.confidence + 0.1 for mine, theirs in zip(ours, builtin, strict=True))
    builtin, ours = await two(robot, TOLD).ask(classify(image))
    assert_same_classifications(builtin, ours)


async def test_scores_by_class_are_read_by_class(robot: RobotClient) -> None:
    builtin, ours = await two(robot, BY_CLASS).ask(detect(MIDDLE))
    assert [one.class_name for one in ours] == ["0", "1", "2", "0"]
    assert [one.class_name for one in builtin] != ["0", "1", "2", "0"]


async def test_large_logits_stay_numbers(robot: RobotClient) -> None:
    builtin, ours = await two(robot, HUGE).ask(classify(png(scene(64, 48))))
    assert any(math.isnan(one.confidence) for one in builtin)
    assert sum(one.confidence for one in ours) == pytest.approx(1.0)


async def test_logits_stay_logits_in_every_frame(robot: RobotClient) -> None:
    services = two(robot, SOMETIMES)
    builtin, ours = await services.ask(classify(BRIGHT))
    assert [one.confidence for one in ours] == pytest.approx([one.confidence for one in builtin]) == [0.25] * CELLS
    builtin, ours = await services.ask(classify(DARK))
    assert [one.confidence for one in ours] == pytest.approx([0.25] * CELLS)
    assert [one.confidence for one in builtin] == pytest.approx([0.279] * CELLS, abs=0.01)


async def test_a_score_that_rounding_carried_past_1_is_1(robot: RobotClient) -> None:
    builtin, ours = await two(robot, ROUNDED).ask(detect(png(np.full((48, 64, 3), 255, np.uint8))))
    assert [one.confidence for one in ours] == [1.0] * CELLS
    assert [one.confidence for one in builtin] == pytest.approx([0.01] * CELLS, abs=1e-4)


async def test_viam_server_drops_the_fractions_of_a_box_that_ends_at_0(robot: RobotClient) -> None:
    builtin, ours = await two(robot, EDGE).ask(detect(MIDDLE))
    assert [(one.x_max, one.y_max) for one in ours] == [(one.x_max, one.y_max) for one in builtin]
    assert builtin[0].HasField("y_max_normalized")
    assert not ours[0].HasField("y_max_normalized")


async def test_an_image_may_be_called_by_another_name(robot: RobotClient) -> None:
    misnamed = Image(MIDDLE.data, JPEG)
    services = two(robot, ROUNDED)
    assert await detect(misnamed)(services.ours) == await detect(MIDDLE)(services.ours)
    with pytest.raises(Exception, match="image"):
        await detect(misnamed)(services.builtin)


async def test_location_and_score_alone_are_enough(robot: RobotClient, parity_machine: Machine) -> None:
    assert "category" in await parity_machine.wait_error(UNNAMED.builtin)
    await parity_machine.wait_ready(UNNAMED.ours)
    await robot.refresh()
    assert len(await detect(MIDDLE)(VisionClient.from_robot(robot, UNNAMED.ours))) == CELLS
