import numpy as np
import pytest

from driftwatch.inference.doubts.sample import CORNER, LARGEST, OUTSIDE, OVER, BoxCounts, checksum, count_boxes


def counted(*box: float) -> BoxCounts:
    return count_boxes(np.array([box], np.float64))


def test_a_usual_box_is_only_counted() -> None:
    assert counted(0.2, 0.2, 0.5, 0.9) == BoxCounts(1)
    assert count_boxes(np.empty((0, 4))) == BoxCounts()


@pytest.mark.parametrize(
    ("box", "whole"),
    [((0, 0, 1, 1), 1), ((-0.1, 0, 1.1, 1), 1), ((0.001, 0, 1, 1), 0), ((0, 0, 1, 0.999), 0)],
)
def test_a_box_is_whole_where_it_reaches_every_edge(box: tuple[float, ...], whole: int) -> None:
    assert counted(*box).whole == whole


@pytest.mark.parametrize(
    ("box", "flat"), [((0.5, 0.2, 0.5, 0.4), 1), ((0.5, 0.2, 0.4, 0.4), 1), ((0.5, 0.2, 0.5001, 0.4), 0)]
)
def test_a_box_is_flat_where_it_has_no_area(box: tuple[float, ...], flat: int) -> None:
    assert counted(*box).flat == flat


@pytest.mark.parametrize(
    ("box", "astray"),
    [
        ((0, 0, LARGEST, 0.5), 0),
        ((0, 0, LARGEST + 0.01, 0.5), 1),
        ((1 + OUTSIDE - 0.1, 0, 1 + OUTSIDE + 0.1, 0.2), 0),
        ((1 + OUTSIDE, 0, 1 + OUTSIDE + 0.1, 0.2), 1),
        ((0.2, -OUTSIDE - 0.2, 0.3, -OUTSIDE), 1),
        ((160, 320, 320, 560), 1),
    ],
)
def test_a_box_is_astray_where_it_is_too_large_or_too_far_out(box: tuple[float, ...], astray: int) -> None:
    assert counted(*box).astray == astray


def test_a_box_is_cornered_where_it_ends_within_the_corner() -> None:
    assert counted(0.01, 0.02, CORNER - 0.001, 0.1).cornered == 1
    assert counted(0.01, 0.02, CORNER, 0.1).cornered == 0


def test_a_box_reaches_over_an_edge_where_it_does_by_more_than_a_little() -> None:
    assert counted(0.5, 0.2, 1 + OVER, 0.4).reaching == 0
    assert counted(0.5, 0.2, 1.01 + OVER, 0.4).reaching == 1
    assert counted(0.5, -OVER - 0.01, 0.7, 0.4).reaching == 1


def test_counts_add_up() -> None:
    assert BoxCounts(1, 2, 3, 4, 5, 6) + BoxCounts(1, 1, 1, 1, 1, 1) == BoxCounts(2, 3, 4, 5, 6, 7)


def test_a_checksum_tells_tensors_apart_whatever_their_layout() -> None:
    array = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    other = array.copy()
    other[1, 2, 3] += 1e-3
    assert checksum({"x": array}) == checksum({"x": array.copy()})
    assert checksum({"x": array}) != checksum({"x": other})
    assert checksum({"x": array.T}) == checksum({"x": np.ascontiguousarray(array.T)})
    assert checksum({"x": np.empty((0, 4), np.float16)}) == checksum({})
    assert isinstance(checksum({"x": np.zeros(10, np.bool_)}, at_most=3), int)
