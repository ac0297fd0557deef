import numpy as np
import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.anchor_grid import AnchorSettings
from driftwatch.inference.heads.custom_vision import FORMAT, RANGE
from driftwatch.inference.output_settings import OutputSettings
from tests.inference.heads.scene_cells import REGIONS, custom_vision
from tests.inference.heads.scenes import f32
from tests.inference.heads.variants import a_scene, assert_is_read, chosen

CANVAS = Size(416, 416)
SCENE = a_scene(CANVAS)
OUTPUTS = custom_vision(SCENE)


def test_channels_may_come_last() -> None:
    outputs = {"model_outputs": OUTPUTS["model_outputs0"].transpose(0, 2, 3, 1)}
    assert_is_read(chosen(outputs, CANVAS, 6), outputs, SCENE)


def test_centres_of_newer_models_are_past_the_logistic_function() -> None:
    grid = OUTPUTS["model_outputs0"].astype(float).reshape(5, 11, 13, 13)
    grid[:, :2] = 1 / (1 + np.exp(-grid[:, :2]))
    outputs = {"model_outputs0": f32(grid.reshape(1, 55, 13, 13))}
    assert_is_read(chosen(outputs, CANVAS, 6), outputs, SCENE)


def test_under_another_name_only_labels_tell_it_and_its_anchors_are_doubted() -> None:
    outputs = {"grid": OUTPUTS["model_outputs0"]}
    with pytest.raises(ModelError, match="cannot tell"):
        chosen(outputs, CANVAS)
    choice = chosen(outputs, CANVAS, 6)
    assert "another YOLOv2 needs its own five pairs" in choice.doubts[0]
    assert_is_read(choice, outputs, SCENE)


def test_anchors_of_the_owner_are_in_pixels() -> None:
    sizes = tuple(float(n) for n in np.ravel(REGIONS) * 32)
    settings = OutputSettings(anchors=AnchorSettings(sizes=sizes))
    choice = chosen({"grid": OUTPUTS["model_outputs0"]}, CANVAS, 6, settings)
    assert choice.doubts == ()
    assert_is_read(choice, {"grid": OUTPUTS["model_outputs0"]}, SCENE)
    with pytest.raises(ModelError, match=r"anchors\.sizes: 2 numbers, but five anchors need 10"):
        chosen(OUTPUTS, CANVAS, settings=OutputSettings(anchors=AnchorSettings(sizes=(1.0, 2.0))))


@pytest.mark.parametrize(
    ("properties", "bgr", "deviation"),
    [
        ({}, True, 1 / 255),
        ({FORMAT: "Bgr8", RANGE: "NominalRange_0_255"}, True, 1 / 255),
        ({FORMAT: "Rgb8", RANGE: "Normalized_0_1"}, False, 1.0),
        ({FORMAT: "Bgr8"}, True, 1.0),
    ],
)
def test_the_image_is_as_the_metadata_says(properties: dict[str, str], bgr: bool, deviation: float) -> None:
    image = chosen(OUTPUTS, CANVAS, properties=properties).image
    assert image is not None
    assert (image.bgr, image.normalization.std[0], image.fit) == (bgr, deviation, "stretch")
