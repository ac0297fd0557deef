from collections.abc import Callable

import numpy as np
import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads import yolo_heads as head
from driftwatch.inference.heads.common.anchor_grid import AnchorSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array
from tests.inference.heads.scene_cells import YOLOV5, yolo_heads
from tests.inference.heads.variants import a_scene, assert_is_read, chosen, read

CANVAS = Size(128, 96)
SCENE = a_scene(CANVAS)


def flat(map_: Array) -> Array:
    """(1, 3 (5 + C), h, w)"""
    return map_.transpose(0, 1, 4, 2, 3).reshape(1, -1, *map_.shape[2:4])


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "anchors first": lambda map_: map_,
    "anchors last": lambda map_: map_.transpose(0, 2, 3, 1, 4),
    "channels first": flat,
    "channels last": lambda map_: flat(map_).transpose(0, 2, 3, 1),
}


def written(layout: str, sigmoid: bool) -> dict[str, Array]:
    maps = yolo_heads(SCENE)
    return {name: LAYOUTS[layout](1 / (1 + np.exp(-map_)) if sigmoid else map_) for name, map_ in maps.items()}


@pytest.mark.parametrize("sigmoid", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_order_of_the_dimensions_is_read(layout: str, sigmoid: bool) -> None:
    outputs = written(layout, sigmoid)
    choice = chosen(outputs, CANVAS, 6, OutputSettings(decoder="yolo_heads"))
    assert_is_read(choice, outputs, SCENE)


def test_maps_of_four_dimensions_with_logits_could_be_of_another_yolo() -> None:
    with pytest.raises(ModelError, match="cannot tell how to read"):
        chosen(written("channels first", sigmoid=False), CANVAS, 6)
    assert chosen(written("channels first", sigmoid=True), CANVAS, 6).decoder == "yolo_heads"


def test_the_order_of_the_outputs_does_not_matter() -> None:
    outputs = dict(reversed(written("anchors first", sigmoid=False).items()))
    assert_is_read(chosen(outputs, CANVAS, 6), outputs, SCENE)


def test_anchors_that_were_assumed_are_doubted_and_those_of_the_owner_are_not() -> None:
    outputs = written("anchors first", sigmoid=False)
    assert 'YOLOv7x, all boxes are about a fifth too small, and it needs "anchors"' in chosen(outputs, CANVAS).doubts[0]
    own = OutputSettings(anchors=AnchorSettings(sizes=head.OF_V7))
    choice = chosen(outputs, CANVAS, settings=own)
    assert choice.doubts == ()
    scale = np.divide(head.OF_V7[:6], np.ravel(YOLOV5[8])).reshape(3, 2)
    sizes = read(choice, outputs, CANVAS)[:, 2:4] - read(choice, outputs, CANVAS)[:, :2]
    expected = (SCENE.boxes[:, 2:] - SCENE.boxes[:, :2]) * scale
    inside = [0, 2, 1]  # by their left edges
    np.testing.assert_allclose(sizes[1:], expected[inside][1:], atol=1e-4)


def test_too_few_anchors_are_refused_with_how_many_there_must_be() -> None:
    settings = OutputSettings(anchors=AnchorSettings(sizes=(10.0, 13.0)))
    with pytest.raises(ModelError, match=r"anchors\.sizes: 2 numbers, but 3 grids of three anchors need 18"):
        chosen(written("anchors first", sigmoid=False), CANVAS, settings=settings)
