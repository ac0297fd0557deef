import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numbers

from driftwatch.inference.answer import Size
from driftwatch.inference.geometry import Fit, Rectangle, place, solid

sizes = st.builds(Size, st.integers(1, 8192), st.integers(1, 8192))
canvases = st.builds(Size, st.integers(16, 1280), st.integers(16, 1280))
fits = st.sampled_from(["stretch", "letterbox", "top_left", "crop"])
corners = numbers.arrays(np.float64, (5, 4), elements=st.floats(-2, 3))


@given(image=sizes, canvas=canvases, fit=fits)
def test_source_and_target_lie_inside_and_have_an_area(image: Size, canvas: Size, fit: Fit) -> None:
    placement = place(image, canvas, fit)
    for part, whole in ((placement.source, image), (placement.target, canvas)):
        assert part.x >= 0
        assert part.y >= 0
        assert 1 <= part.width <= whole.width - part.x
        assert 1 <= part.height <= whole.height - part.y


@given(image=sizes, canvas=canvases, fit=fits, boxes=corners)
def test_boxes_come_back_inside_the_image_and_never_inverted(
    image: Size, canvas: Size, fit: Fit, boxes: np.ndarray
) -> None:
    mapped = place(image, canvas, fit).to_image(boxes)
    assert mapped.shape == (5, 4)
    assert ((mapped >= 0) & (mapped <= 1)).all()
    assert (mapped[:, :2] <= mapped[:, 2:]).all()


@given(image=sizes, canvas=canvases, fit=fits, data=st.data())
def test_a_box_that_can_be_seen_comes_back_where_it_was(
    image: Size, canvas: Size, fit: Fit, data: st.DataObject
) -> None:
    placement = place(image, canvas, fit)
    source = placement.source
    low = np.array([source.x / image.width, source.y / image.height] * 2)
    span = np.array([source.width / image.width, source.height / image.height] * 2)
    within = np.sort(data.draw(numbers.arrays(np.float64, (3, 2, 2), elements=st.floats(0, 1))), axis=1)
    boxes = low + span * within.reshape(3, 4)
    assert placement.to_image(placement.to_canvas(boxes)) == pytest.approx(boxes, abs=1e-9)


def test_a_letterbox_splits_its_bars_as_ultralytics_does() -> None:
    placement = place(Size(1280, 720), Size(640, 640), "letterbox")
    assert placement.target == Rectangle(0, 140, 640, 360)
    odd = place(Size(100, 33), Size(64, 64), "letterbox")  # 21 rows of picture, 21 above, 22 below
    assert odd.target == Rectangle(0, 21, 64, 21)
    whole = np.array([[0, 140 / 640, 1, 500 / 640]])
    assert placement.to_image(whole).tolist() == [[0.0, 0.0, 1.0, 1.0]]


def test_the_picture_in_the_upper_left_corner_has_its_bars_on_one_side() -> None:
    placement = place(Size(1280, 720), Size(640, 640), "top_left")
    assert placement.target == Rectangle(0, 0, 640, 360)
    assert placement.to_image(np.array([[0.5, 0.25, 1.0, 0.5625]])).tolist() == [[0.5, 0.25 / 0.5625, 1.0, 1.0]]


def test_a_crop_maps_its_canvas_to_the_middle_of_the_image() -> None:
    placement = place(Size(1280, 720), Size(224, 224), "crop")
    assert placement.source == Rectangle(280, 0, 720, 720)
    assert placement.to_image(np.array([[0.0, 0, 1, 1]])) == pytest.approx(np.array([[280 / 1280, 0, 1000 / 1280, 1]]))


def test_stretch_changes_nothing_but_the_order_and_the_edges() -> None:
    boxes = np.array([[0.1, 0.2, 0.3, 0.4], [0.6, 0.9, 0.5, 0.7], [-1.0, 0.5, 2.0, 0.6], [1.2, 0.1, 1.5, 0.3]])
    mapped = place(Size(1280, 720), Size(320, 320), "stretch").to_image(boxes)
    expected = [[0.1, 0.2, 0.3, 0.4], [0.5, 0.7, 0.6, 0.9], [0.0, 0.5, 1.0, 0.6], [1.0, 0.1, 1.0, 0.3]]
    assert mapped == pytest.approx(np.array(expected))
    assert solid(mapped).tolist() == [True, True, True, False]


def test_a_box_of_nan_is_not_solid() -> None:
    boxes = place(Size(10, 10), Size(20, 20), "letterbox").to_image(np.array([[np.nan, 0.0, 1.0, 1.0]]))
    assert solid(boxes).tolist() == [False]


def test_no_boxes_stay_no_boxes() -> None:
    assert place(Size(10, 10), Size(20, 20), "crop").to_image(np.empty((0, 4))).shape == (0, 4)
