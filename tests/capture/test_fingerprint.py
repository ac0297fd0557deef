import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.capture.fingerprint import Memory, fingerprint, luma_grid
from driftwatch.capture.frame import SampledFrame
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ImageError
from tests.capture.making import picture

Grey = NDArray[np.uint8]


@pytest.fixture
def scene() -> Grey:
    coarse = np.random.default_rng(0).integers(60, 180, (6, 8), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (320, 240)), np.uint8)


def differences(scene: Grey, other: Grey) -> tuple[float, float]:
    memory = Memory(4)
    memory.add(fingerprint(luma_grid(scene)))
    print_ = fingerprint(luma_grid(other))
    return memory.largest_block_difference(print_), memory.mean_difference(print_)


def test_the_same_scene_under_another_lamp_is_the_same(scene: Grey) -> None:
    assert max(differences(scene, scene + np.uint8(20))) <= 1.0


def test_a_small_part_on_a_still_belt_is_seen_by_the_largest_difference(scene: Grey) -> None:
    other = scene.copy()
    other[100:130, 200:230] = 255
    largest, mean = differences(scene, other)
    assert largest > 40
    assert mean < 6


def test_a_frame_is_decoded_once_and_not_at_all_where_its_look_is_known() -> None:
    image, damaged = picture(3, 640, 480), EncodedImage(b"damaged", "image/jpeg")
    frame = SampledFrame(image)
    known = SampledFrame(damaged, luma_grid(np.asarray(cv2.imdecode(np.frombuffer(image.data, np.uint8), 0))))
    assert abs(frame.fingerprint() - known.fingerprint()).mean() < 4
    frame.image = damaged
    assert (frame.fingerprint() == SampledFrame(picture(3, 640, 480)).fingerprint()).all()


def test_a_frame_that_cannot_be_decoded_says_so() -> None:
    with pytest.raises(ImageError):
        SampledFrame(EncodedImage(b"damaged", "image/jpeg")).fingerprint()


def test_tiny_and_empty_images() -> None:
    assert fingerprint(luma_grid(np.zeros((1, 1), np.uint8))).shape == (256,)
    with pytest.raises(ImageError):
        luma_grid(np.zeros((0, 5), np.uint8))


def test_an_empty_memory_is_infinitely_far() -> None:
    assert Memory(3).mean_difference(fingerprint(bytes(256))) == float("inf")
