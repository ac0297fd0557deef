import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.capture.fingerprint import Memory, fingerprint, fingerprint_of
from driftwatch.capture.frame import Frame
from driftwatch.errors import ImageError
from driftwatch.inference.image import decode
from tests.capture.making import picture

Grey = NDArray[np.uint8]


@pytest.fixture
def scene() -> Grey:
    coarse = np.random.default_rng(0).integers(60, 180, (6, 8), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (320, 240)), np.uint8)


def differences(scene: Grey, other: Grey) -> tuple[float, float]:
    memory = Memory(4)
    memory.add(fingerprint(scene))
    print_ = fingerprint(other)
    return memory.largest_block_difference(print_), memory.mean_difference(print_)


def test_the_same_scene_under_another_lamp_is_the_same(scene: Grey) -> None:
    assert max(differences(scene, scene + np.uint8(20))) <= 1.0


def test_a_small_part_on_a_still_belt_is_seen_by_the_largest_difference(scene: Grey) -> None:
    other = scene.copy()
    other[100:130, 200:230] = 255
    largest, mean = differences(scene, other)
    assert largest > 40
    assert mean < 6


def test_decoded_or_not_gives_nearly_the_same() -> None:
    frame = picture(3, 640, 480)
    grey = decode(frame.data, frame.mime_type).pixels[..., 1]
    memory = Memory(1)
    memory.add(fingerprint_of(frame))
    assert memory.mean_difference(fingerprint_of(Frame(frame.data, frame.mime_type, grey))) < 6


def test_tiny_and_empty_images() -> None:
    assert fingerprint(np.zeros((1, 1), np.uint8)).shape == (256,)
    with pytest.raises(ImageError):
        fingerprint(np.zeros((0, 5), np.uint8))


def test_an_empty_memory_is_infinitely_far() -> None:
    assert Memory(3).mean_difference(fingerprint(np.zeros((9, 9), np.uint8))) == float("inf")
