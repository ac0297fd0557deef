"""A pair or two of each kind on one machine: what `make test` compares of the files that `make soak` compares whole."""

from collections.abc import Awaitable, Callable, Mapping
from types import ModuleType

import pytest
from viam.robot.client import RobotClient

from tests.parity import test_boxes, test_classifications, test_inputs, test_labels, test_outputs
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

Compare = Callable[[RobotClient, Pair], Awaitable[None]]


async def _two_classes(robot: RobotClient, pair: Pair) -> None:
    await test_classifications.test_classifications_are_the_same(robot, pair, 2)


CHOSEN: Mapping[ModuleType, tuple[Compare, tuple[str, ...]]] = {
    test_boxes: (test_boxes.test_boxes_are_the_same_to_the_pixel, ("odd", "order-mixed-in-pixels")),
    test_classifications: (_two_classes, ("logits", "by-label")),
    test_inputs: (test_inputs.test_the_model_sees_the_same_image, ("mean-std-bgr", "uint8-nchw")),
    test_labels: (test_labels.test_labels_and_thresholds_are_the_same, ("blank-lines", "by-label-and-minimum")),
    test_outputs: (test_outputs.test_the_outputs_are_read_alike, ("guessed-count", "odd-classes")),
}
"""Of each file the comparison, and the names of some of its pairs."""

CASES = [(pair, compare) for file, (compare, names) in CHOSEN.items() for pair in file.PAIRS if pair.name in names]
PAIRS = [pair for pair, _ in CASES]


@pytest.mark.parametrize(("pair", "compare"), CASES, ids=lambda one: one.name if isinstance(one, Pair) else "")
async def test_they_answer_alike(robot: RobotClient, pair: Pair, compare: Compare) -> None:
    await compare(robot, pair)


assert len(CASES) == 2 * len(CHOSEN) == len({pair.name for pair in PAIRS}), "a pair of that name is gone"
