import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Size
from driftwatch.inference.geometry import Fit, place
from driftwatch.inference.image import Decoded
from driftwatch.inference.pixels import Pixels
from driftwatch.inference.resize import draw, resize
from tests.inference.frames import picture

SMALL = [
    [0, 38, 78, 120, 164, 210, 2],
    [52, 104, 158, 214, 16, 76, 138],
    [202, 12, 80, 150, 222, 40, 116],
    [194, 18, 100, 184, 14, 102, 192],
    [28, 122, 218, 60, 160, 6, 110],
]
# What nfnt/resize, at the version that rdk v1.4.0 uses, made of SMALL with Bilinear: smaller, larger, and both.
BUILTIN: dict[tuple[int, int], list[list[int]]] = {
    (1, 1): [[104]],
    (3, 2): [[69, 129, 103], [103, 120, 101]],
    (4, 5): [[17, 81, 160, 86], [75, 162, 83, 109], [125, 86, 165, 91], [124, 107, 79, 150], [71, 154, 101, 73]],
    (7, 5): SMALL,
    (10, 8): [
        [0, 20, 48, 76, 105, 135, 166, 198, 116, 2],
        [22, 46, 78, 110, 143, 138, 101, 138, 110, 61],
        [61, 81, 111, 150, 189, 145, 30, 62, 101, 136],
        [155, 91, 56, 100, 146, 165, 152, 77, 83, 122],
        [199, 97, 31, 82, 134, 159, 152, 83, 95, 139],
        [194, 97, 37, 94, 152, 127, 30, 80, 137, 187],
        [100, 86, 98, 161, 132, 107, 93, 59, 91, 145],
        [28, 79, 146, 213, 115, 94, 152, 44, 52, 110],
    ],
}


def grey(values: list[list[int]]) -> Pixels:
    return np.repeat(np.array(values, np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("size", BUILTIN)
def test_gives_the_builtin_services_numbers(size: tuple[int, int]) -> None:
    assert (resize(grey(SMALL), *size, "builtin") == grey(BUILTIN[size])).all()


def one_by_one(row: list[int], size: int) -> list[int]:
    """The definition, written for one line of pixels in whole numbers."""
    scale, answer = len(row) / size, list[int]()
    taps = 2 * max(int(np.ceil(scale)), 1)
    for position in range(size):
        centre = scale * (position + 0.5) - 0.5
        start, total, weights = int(centre) - taps // 2 + 1, 0, 0
        for tap in range(taps):
            weight = int(max(0.0, 1 - abs((centre - start - tap) * min(1 / scale, 1))) * 256)
            total += weight * row[min(max(start + tap, 0), len(row) - 1)]
            weights += weight
        answer.append(total // weights)
    return answer


@given(row=st.lists(st.integers(0, 255), min_size=1, max_size=60), size=st.integers(1, 60))
def test_one_line_follows_the_definition(row: list[int], size: int) -> None:
    assert resize(grey([row]), size, 1, "builtin")[0, :, 0].tolist() == one_by_one(row, size)


@given(seed=st.integers(0, 99), size=st.integers(1, 200))
def test_half_the_size_follows_the_definition(seed: int, size: int) -> None:
    row = np.random.default_rng(seed).choice([0, 1, 7, 128, 254, 255], 2 * size).tolist()
    assert resize(grey([row]), size, 1, "builtin")[0, :, 0].tolist() == one_by_one(row, size)


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 720), (7680, 40)])
def test_large_images_follow_the_definition_too(width: int, height: int) -> None:
    image = np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)
    columns = [one_by_one(image[y, :, 0].tolist(), 300) for y in range(0, height, 37)]
    assert resize(image, 300, height, "builtin")[::37, :, 0].tolist() == columns


@pytest.mark.parametrize("filter_", ["fast", "builtin"])
@pytest.mark.parametrize("value", [0, 1, 127, 254, 255])
def test_one_colour_stays_that_colour(filter_: str, value: int) -> None:
    image = np.full((37, 53, 3), value, np.uint8)
    assert (resize(image, 16, 61, "builtin" if filter_ == "builtin" else "fast") == value).all()


def test_the_filters_agree_on_a_smooth_picture() -> None:
    image = picture(640, 480)
    fast, builtin = resize(image, 320, 320, "fast"), resize(image, 320, 320, "builtin")
    assert np.abs(fast.astype(int) - builtin.astype(int)).mean() < 1.5


@given(
    image=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    canvas=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    fit=st.sampled_from(["stretch", "letterbox", "crop"]),
    reduced=st.booleans(),
)
def test_draws_a_full_canvas(image: tuple[int, int], canvas: tuple[int, int], fit: Fit, reduced: bool) -> None:
    pixels = np.full((image[1], image[0], 3), 200, np.uint8)
    if reduced:
        pixels = pixels[::2, ::2]
    placement = place(Size(*image), Size(*canvas), fit)
    drawn = draw(Decoded(pixels, Size(*image)), placement, "fast", 7)
    assert drawn.shape == (canvas[1], canvas[0], 3)
    target = placement.target
    inside = drawn[target.y : target.y + target.height, target.x : target.x + target.width]
    assert (inside == 200).all()
    assert (drawn == 7).sum() == drawn.size - inside.size


def test_a_crop_shows_the_middle() -> None:
    image = picture(300, 100)
    drawn = draw(Decoded(image, Size(300, 100)), place(Size(300, 100), Size(100, 100), "crop"), "fast", 0)
    assert (drawn == image[:, 100:200]).all()


def test_a_letterbox_keeps_the_picture_as_opencv_resizes_it() -> None:
    image = picture(200, 100)
    drawn = draw(Decoded(image, Size(200, 100)), place(Size(200, 100), Size(64, 64), "letterbox"), "fast", 114)
    assert (drawn[16:48] == cv2.resize(image, (64, 32), interpolation=cv2.INTER_LINEAR)).all()
    assert (drawn[:16] == 114).all()
    assert (drawn[48:] == 114).all()
