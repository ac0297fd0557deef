from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Box, Classification, Detection, Size
from driftwatch.services.rpc.to_viam import classifications_to_viam, detections_to_viam, fraction

SIDES = st.integers(1, 8192)


@given(SIDES.flatmap(lambda side: st.tuples(st.integers(1, side), st.just(side))))
def test_viam_server_finds_the_side_again_from_a_fraction(pixel_and_side: tuple[int, int]) -> None:
    pixel, side = pixel_and_side
    assert int(pixel / fraction(pixel, side)) == side
    assert abs(fraction(pixel, side) - pixel / side) < 1e-15


def test_the_side_is_found_again_where_plain_division_loses_a_pixel() -> None:
    assert int(100 / (100 / 176)) == 175
    assert int(100 / fraction(100, 176)) == 176


def test_a_box_has_pixels_and_fractions_by_the_builtin_rules() -> None:
    (message,) = detections_to_viam([Detection(Box(0.25, 0.0, 1.0, 0.5), "cat", 0.75)], Size(201, 101))
    assert (message.x_min, message.y_min, message.x_max, message.y_max) == (50, 0, 200, 50)
    assert (message.x_min_normalized, message.y_min_normalized) == (50 / 201, 0.0)
    assert (message.class_name, message.confidence) == ("cat", 0.75)


FRACTIONS = st.floats(0, 1)


@given(st.lists(st.tuples(*[FRACTIONS] * 4), max_size=12), SIDES, SIDES)
def test_many_boxes_follow_the_rule_as_one_does(
    corners: list[tuple[float, float, float, float]], width: int, height: int
) -> None:
    messages = detections_to_viam([Detection(Box(*one), "cat", 0.5) for one in corners], Size(width, height))
    assert len(messages) == len(corners)
    for message, (x, y, right, bottom) in zip(messages, corners, strict=True):
        xs = sorted((int(x * (width - 1)), int(right * (width - 1))))
        ys = sorted((int(y * (height - 1)), int(bottom * (height - 1))))
        assert [message.x_min, message.x_max, message.y_min, message.y_max] == [*xs, *ys]
        assert (message.x_min_normalized, message.y_min_normalized) == (xs[0] / width, ys[0] / height)
        assert message.x_max_normalized == fraction(xs[1], width)
        assert message.y_max_normalized == fraction(ys[1], height)


def test_an_inverted_box_is_set_upright() -> None:
    (message,) = detections_to_viam([Detection(Box(0.5, 0.75, 0.25, 0.25), "cat", 0.5)], Size(101, 101))
    assert (message.x_min, message.y_min, message.x_max, message.y_max) == (25, 25, 50, 75)


def test_classifications_keep_their_order() -> None:
    messages = classifications_to_viam([Classification("b", 0.1), Classification("a", 0.9)])
    assert [(message.class_name, message.confidence) for message in messages] == [("b", 0.1), ("a", 0.9)]
