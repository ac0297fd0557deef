import cv2
import numpy as np
import pytest

from benchmarks.drift.corruptions import corruption
from driftwatch.cli.view_motion import motion_between, small_grey
from driftwatch.inference.answer import Box


def picture(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(240, 320, 3): blobs of many sizes, so that there is something to hold on to."""
    rng = np.random.default_rng(seed)
    result = np.full((240, 320, 3), 128, np.uint8)
    for _ in range(150):
        centre = (int(rng.integers(0, 320)), int(rng.integers(0, 240)))
        cv2.circle(result, centre, int(rng.integers(3, 14)), [int(v) for v in rng.integers(0, 256, 3)], -1)
    return result


def grey(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    small = small_grey(cv2.imencode(".png", pixels)[1].tobytes())
    assert small is not None
    return small


@pytest.mark.parametrize(
    ("kind", "strength"),
    [
        ("rotated", 5),
        ("rotated", 90),
        ("zoomed", 1.4),
        ("shifted", 0.1),
        ("dark", 0.35),
        ("covered", 0.25),
        ("fog", 0.5),
    ],
)
def test_a_box_is_carried_to_where_the_picture_went(kind: str, strength: float) -> None:
    what, box = corruption(kind, strength), Box(0.4, 0.4, 0.55, 0.6)
    before = [picture(seed) for seed in range(2)]
    motion = motion_between([grey(one) for one in before], [grey(what.apply(one, 0)) for one in before])
    there = what.move(box, 320, 240)
    assert motion is not None
    assert there is not None
    assert motion.carry(box).iou(there) > 0.85


def test_pictures_without_anything_in_common_have_no_motion() -> None:
    assert motion_between([grey(picture(0))], [grey(picture(1))]) is None
    assert motion_between([], []) is None
    blank = np.zeros((240, 320), np.uint8)
    assert motion_between([blank], [blank]) is None


def test_a_large_picture_becomes_a_small_one_and_what_is_no_image_none() -> None:
    large = np.zeros((720, 1280, 3), np.uint8)
    assert grey(large).shape == (180, 320)
    assert small_grey(b"") is None
    assert small_grey(b"nothing") is None
