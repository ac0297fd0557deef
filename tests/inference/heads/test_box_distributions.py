from collections.abc import Callable

import pytest

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.box_distributions import recognise
from driftwatch.inference.tensors import Array
from tests.inference.heads.scene_cells import by_grid, kerascv_yolov8, nanodet_table, picodet
from tests.inference.heads.scenes import CLASSES, Scene
from tests.inference.heads.variants import a_scene, assert_is_read, chosen, subject

CANVAS = Size(416, 416)
SCENE = a_scene(CANVAS)


def picodet_by_grid(scene: Scene) -> dict[str, Array]:
    """Eight outputs, as the deployment demos cut the graph."""
    strides = (8, 16, 32, 64)
    table = nanodet_table(scene, strides, 0.5)
    parts = by_grid(scene.canvas, strides, 1, {"cls": table[:, :CLASSES], "dis": table[:, CLASSES:]})
    return {name: part[None] for name, part in parts.items()}


@pytest.mark.parametrize(
    ("write", "values"),
    [(picodet, 0.485), (picodet_by_grid, 0.485), (kerascv_yolov8, 0.0)],
    ids=["picodet", "picodet by grid", "kerascv"],
)
def test_every_way_to_write_them_is_read_with_the_image_of_its_family(
    write: Callable[[Scene], dict[str, Array]], values: float
) -> None:
    outputs = write(SCENE)
    choice = chosen(outputs, CANVAS, 6)
    assert choice.decoder == "box_distributions"
    assert choice.image is not None
    assert choice.image.normalization.mean[0] == values
    assert_is_read(choice, outputs, SCENE)


def test_scores_that_are_no_probabilities_are_not_taken_for_them() -> None:
    outputs = picodet(SCENE)
    outputs["transpose_0.tmp_0"] = outputs["transpose_0.tmp_0"] - 4
    assert recognise(subject(outputs, CANVAS)) is None
