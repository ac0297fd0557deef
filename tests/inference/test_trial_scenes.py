import cv2
import numpy as np
import pytest

from driftwatch.inference.answer import Size
from driftwatch.inference.trial_scenes import plain, scene


@pytest.mark.parametrize("size", [Size(640, 480), Size(480, 640), Size(8, 8), Size(1, 300)])
def test_a_scene_has_the_size_that_was_asked_for_and_follows_from_its_seed(size: Size) -> None:
    made = scene(size, 3)
    assert made.shape == (size.height, size.width, 3)
    assert made.dtype == np.uint8
    np.testing.assert_array_equal(made, scene(size, 3))


def test_seeds_make_different_scenes() -> None:
    first, second = scene(Size(640, 480), 0), scene(Size(640, 480), 1)
    assert np.abs(first.astype(int) - second).mean() > 20


def test_a_scene_has_edges_and_even_places_like_a_picture_and_unlike_noise() -> None:
    grey = cv2.cvtColor(scene(Size(640, 480), 0), cv2.COLOR_RGB2GRAY).astype(np.float32)
    steps = np.abs(np.diff(grey, axis=1))
    assert grey.std() > 20
    assert (steps < 8).mean() > 0.9
    assert (steps > 40).sum() > 500


def test_a_plain_picture_is_of_one_grey() -> None:
    assert np.unique(plain(Size(5, 4))).tolist() == [128]
    assert plain(Size(5, 4)).shape == (4, 5, 3)
