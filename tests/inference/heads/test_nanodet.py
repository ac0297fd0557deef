import pytest

from driftwatch.errors import LabelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.nanodet import NanoDet, recognise
from tests.inference.heads.scene_cells import nanodet, nanodet_plus, nanodet_table
from tests.inference.heads.scenes import f32
from tests.inference.heads.variants import a_scene, assert_is_read, chosen, subject

CANVAS = Size(416, 416)
SCENE = a_scene(CANVAS)


@pytest.mark.parametrize("labels", [6, None])
def test_four_grids_measure_from_the_corner_of_a_cell(labels: int | None) -> None:
    outputs = nanodet_plus(SCENE)
    choice = chosen(outputs, CANVAS, labels)
    assert choice.detector == NanoDet("output", 6, (8, 16, 32, 64))
    assert_is_read(choice, outputs, SCENE)


@pytest.mark.parametrize("labels", [6, None])
def test_longer_distributions_are_told_by_the_probabilities_in_front(labels: int | None) -> None:
    outputs = {"output": f32(nanodet_table(SCENE, (8, 16, 32), 0.5, bins=11)[None])}
    choice = chosen(outputs, CANVAS, labels)
    assert choice.detector == NanoDet("output", 6, (8, 16, 32))
    assert_is_read(choice, outputs, SCENE)


def test_another_number_of_labels_is_an_error() -> None:
    with pytest.raises(LabelError, match="6 classes, but there are 3 labels"):
        chosen(nanodet(SCENE), CANVAS, 3)


def test_a_table_whose_first_columns_are_no_probabilities_is_not_taken_for_it() -> None:
    outputs = nanodet(SCENE)
    assert recognise(subject(outputs, CANVAS)) is not None
    outputs["output"][0, 17, 2] = 3.0
    assert recognise(subject(outputs, CANVAS)) is None
