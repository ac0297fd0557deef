import cv2
import numpy as np
import pytest

from driftwatch.inference.colour import join_planes, to_rgb, to_ycc
from tests.inference.frames import picture

# Y, Cb, Cr -> R, G, B by Go's color.YCbCrToRGB.
GO = {
    (0, 128, 128): (0, 0, 0),
    (255, 128, 128): (255, 255, 255),
    (76, 85, 255): (254, 0, 0),
    (149, 43, 21): (0, 255, 0),
    (100, 200, 50): (0, 131, 227),
    (30, 90, 160): (74, 20, 0),
}


def in_whole_numbers(y: int, cb: int, cr: int) -> tuple[int, ...]:
    """The conversion of T.871 in 16 fractional bits, rounded down."""
    scaled, b, r = y * 65793, cb - 128, cr - 128
    sums = (scaled + 91881 * r, scaled - 22554 * b - 46802 * r, scaled + 116130 * b)
    return tuple(min(max(total >> 16, 0), 255) for total in sums)


@pytest.mark.parametrize("ycc", GO)
def test_gives_the_bytes_that_go_gives(ycc: tuple[int, int, int]) -> None:
    y, cb, cr = ycc
    assert tuple(to_rgb(np.array([[[y, cr, cb]]], np.uint8))[0, 0]) == GO[ycc] == in_whole_numbers(*ycc)


def test_the_quick_way_is_exact_over_the_whole_range() -> None:
    grid = np.stack(np.meshgrid(*[np.arange(0, 256, 5)] * 3, indexing="ij"), -1).reshape(1, -1, 3).astype(np.uint8)
    expected = [in_whole_numbers(int(y), int(cb), int(cr)) for y, cr, cb in grid[0]]
    assert to_rgb(grid)[0].tolist() == [list(rgb) for rgb in expected]


def test_there_and_back_is_close() -> None:
    image = picture(40, 30)
    assert np.abs(to_rgb(to_ycc(image)).astype(int) - image).max() <= 3


@pytest.mark.parametrize(("width", "height"), [(8, 6), (7, 5), (1, 1)])
def test_planes_of_any_size_are_joined(width: int, height: int) -> None:
    image = picture(width, height)
    half = cv2.resize(image, ((width + 1) // 2, (height + 1) // 2))
    luma = to_ycc(image)[..., 0]
    joined = join_planes(np.ascontiguousarray(luma), half)  # pyright: ignore[reportArgumentType]
    assert (joined[..., 0] == luma).all()
    assert (joined[0, 0, 1:] == to_ycc(half)[0, 0, 1:]).all()  # pyright: ignore[reportArgumentType]
