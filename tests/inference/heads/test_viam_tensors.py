import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.viam_tensors import ViamTensors, as_confidences
from driftwatch.inference.tensors import Array

CANVAS = Size(101, 51)
HEAD = ViamTensors("location", "score", "category")


def outputs(boxes: list[list[float]], scores: list[float], classes: list[float]) -> dict[str, Array]:
    return {
        "location": np.array([boxes], dtype=np.float32),
        "score": np.array([scores], dtype=np.float32),
        "category": np.array([classes], dtype=np.float32),
    }


def test_boxes_are_ymin_xmin_ymax_xmax_unless_told() -> None:
    found = HEAD.read(outputs([[0.1, 0.2, 0.3, 0.4]], [0.5], [1]), CANVAS)
    np.testing.assert_allclose(found.boxes, [[0.2, 0.1, 0.4, 0.3]], atol=1e-7)
    assert found.classes.tolist() == [1]


@given(order=st.permutations(range(4)))
def test_an_order_says_what_each_number_is(order: list[int]) -> None:
    corners = [0.1, 0.2, 0.3, 0.4]
    written = [corners[what] for what in order]
    head = ViamTensors("location", "score", "category", tuple(order))
    np.testing.assert_allclose(head.read(outputs([written], [1], [0]), CANVAS).boxes, [corners], atol=1e-7)


def test_the_first_box_decides_for_the_frame_how_coordinates_are_meant() -> None:
    small, large = [1.0, 1.0, 1.0, 0.9], [10.0, 20.0, 30.0, 40.0]
    fractions = HEAD.read(outputs([small, large], [1, 1], [0, 0]), CANVAS)
    np.testing.assert_allclose(fractions.boxes, [[1, 1, 0.9, 1], [1, 1, 1, 1]], atol=1e-6)
    pixels = HEAD.read(outputs([large, small], [1, 1], [0, 0]), CANVAS)
    np.testing.assert_allclose(pixels.boxes, [[0.2, 0.2, 0.4, 0.6], [0.01, 0.02, 0.009, 0.02]], atol=1e-6)


def test_a_first_box_that_sums_to_four_is_in_pixels() -> None:
    found = HEAD.read(outputs([[1, 1, 1, 1]], [1], [0]), CANVAS)
    np.testing.assert_allclose(found.boxes, [[0.01, 0.02, 0.01, 0.02]])


def test_classes_inside_the_scores_in_either_layout() -> None:
    boxes = np.full((1, 3, 4), 0.5, dtype=np.float32)
    scores = np.array([[[0.1, 0.9], [0.8, 0.2], [0.3, 0.3]]], dtype=np.float32)
    head = ViamTensors("location", "score")
    for laid_out in (scores, scores.transpose(0, 2, 1)):
        found = head.read({"location": boxes, "score": laid_out}, CANVAS)
        assert found.classes.tolist() == [1, 0, 0]
        np.testing.assert_allclose(found.scores, [0.9, 0.8, 0.3], atol=1e-7)


def test_without_category_everything_is_class_0() -> None:
    found = ViamTensors("location", "score").read(outputs([[0, 0, 1, 1]] * 2, [0.5, 0.6], [3, 3]), CANVAS)
    assert found.classes.tolist() == [0, 0]


def test_categories_are_cut_to_whole_numbers_from_0() -> None:
    assert HEAD.read(outputs([[0, 0, 1, 1]] * 3, [1, 1, 1], [2.9, -1, 0]), CANVAS).classes.tolist() == [2, 0, 0]


def test_scores_of_a_percentage_scale() -> None:
    scores = np.array([-3.0, 0.0, 0.5, 1.0, 1.0005, 50.0, 100.0, 400.0])
    np.testing.assert_allclose(as_confidences(scores), [0, 0, 0.5, 1, 1, 0.5, 1, 1])


def test_nothing_is_dropped() -> None:
    found = HEAD.read(outputs([[0, 0, 0, 0], [0, 0, 1, 1]], [0, 0.01], [0, 0]), CANVAS)
    assert found.scores.tolist() == pytest.approx([0, 0.01])


def test_no_rows_at_all() -> None:
    found = HEAD.read({name: np.zeros((1, 0)) for name in ("location", "score", "category")}, CANVAS)
    assert found.boxes.shape == (0, 4)


def test_numbers_that_do_not_belong_together_are_an_error() -> None:
    with pytest.raises(OutputError, match="2 scores, 1 categories and 4 coordinates"):
        HEAD.read(outputs([[0, 0, 1, 1]], [1, 1], [0]), CANVAS)
