import numpy as np
import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.yolox import Placed, placed, recognise
from driftwatch.inference.output_settings import OutputSettings
from tests.inference.heads.scene_cells import cell_table, yolox
from tests.inference.heads.scenes import f32
from tests.inference.heads.variants import a_scene, assert_is_read, chosen, subject

CANVAS = Size(320, 256)


@pytest.mark.parametrize("how", ["offsets", "pixels", "fractions"])
@pytest.mark.parametrize("canvas", [CANVAS, Size(64, 64), Size(640, 640)])
def test_where_centres_lie_says_how_they_are_meant(how: Placed, canvas: Size) -> None:
    grid = cell_table(canvas, (8, 16, 32))
    offsets = np.random.default_rng(0).normal(0.5, 1, (len(grid), 2))
    pixels = (grid[:, :2] + offsets) * grid[:, 2:]
    said = {"offsets": offsets, "pixels": pixels, "fractions": pixels / [canvas.width, canvas.height]}
    assert placed(said[how], canvas) == how


def test_centres_that_have_nothing_to_do_with_their_cells_are_none_of_these() -> None:
    count = len(cell_table(CANVAS, (8, 16, 32)))
    assert placed(np.full((count, 2), 5000.0), CANVAS) is None
    assert placed(np.zeros((count + 1, 2)), CANVAS) is None


def test_boxes_that_are_decoded_already_are_for_another_decoder() -> None:
    scene = a_scene(CANVAS)
    outputs = yolox(scene)
    grid, table = cell_table(CANVAS, (8, 16, 32)), outputs["output"][0].astype(float)
    table[:, :2] = (table[:, :2] + grid[:, :2]) * grid[:, 2:]
    table[:, 2:4] = np.exp(table[:, 2:4]) * grid[:, 2:]
    decoded = {"output": f32(table[None])}
    assert recognise(subject(decoded, CANVAS)) is None
    choice = chosen(decoded, CANVAS, 6, OutputSettings(decoder="yolo_objectness"))
    assert_is_read(choice, decoded, scene)


def test_it_is_known_without_labels() -> None:
    assert chosen(yolox(a_scene(CANVAS)), CANVAS).decoder == "yolox"


def test_named_for_another_number_of_cells_it_says_how_many_there_are() -> None:
    with pytest.raises(ModelError, match=r"needs one output \(1, 1680, 5 \+ C\)"):
        chosen({"o": np.zeros((1, 1681, 11), np.float32)}, CANVAS, settings=OutputSettings(decoder="yolox"))
