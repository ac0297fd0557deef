import cv2
import numpy as np
import pytest
from cv2.typing import MatLike

from driftwatch.capture.fingerprint import Memory, fingerprint
from driftwatch.capture.frame import SampledFrame
from driftwatch.encoded_image import EncodedImage
from driftwatch.watch.image_statistics import image_statistics, statistics_of


def encoded(image: MatLike, suffix: str) -> bytes:
    return cv2.imencode(suffix, image)[1].tobytes()


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_flat_picture_has_its_brightness_and_neither_contrast_nor_edges(suffix: str) -> None:
    found = image_statistics(encoded(np.full((240, 320, 3), 90, np.uint8), suffix))
    assert found is not None
    assert (found.mean, found.contrast, found.sharpness) == pytest.approx((90, 0, 0), abs=1.5)


def test_blur_lowers_sharpness_and_fog_lowers_contrast() -> None:
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 1), np.uint8).repeat(16, 0).repeat(16, 1).repeat(3, 2)
    plain, blurred, foggy = (
        image_statistics(encoded(one, ".png"))
        for one in (image, cv2.GaussianBlur(image, (0, 0), 20), np.asarray(image // 2 + 100, np.uint8))
    )
    assert plain is not None
    assert blurred is not None
    assert foggy is not None
    assert blurred.sharpness < plain.sharpness / 4
    assert foggy.contrast == pytest.approx(plain.contrast / 2, rel=0.1)


@pytest.mark.parametrize("data", [b"", b"no image", b"RGBA\x00\x00\x00\x01"])
def test_bytes_that_are_no_picture_have_none(data: bytes) -> None:
    assert image_statistics(data) is None


@pytest.mark.parametrize("size", [(1, 1), (7, 640), (640, 7), (1, 4000)], ids=str)
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_an_image_narrower_than_an_eighth_of_a_pixel_is_measured_all_the_same(
    size: tuple[int, int], suffix: str
) -> None:
    found = image_statistics(encoded(np.full((*size, 3), 90, np.uint8), suffix))
    assert found is not None
    assert found.mean == pytest.approx(90, abs=1.5)


def test_a_damaged_jpeg_is_not_measured_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    whole = encoded(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8), ".jpg")
    assert image_statistics(whole[: len(whole) // 2] + b"\xff\xd9") is None
    assert image_statistics(encoded(np.zeros((9, 9, 3), np.uint8), ".png")[:-20]) is None
    assert capfd.readouterr().err == ""


def test_the_look_tells_scenes_apart_as_the_whole_picture_does() -> None:
    scenes = [np.random.default_rng(seed).integers(0, 256, (6, 8, 1), np.uint8) for seed in (1, 2)]
    pictures = [cv2.resize(one.repeat(3, 2), (640, 480), interpolation=cv2.INTER_NEAREST) for one in scenes]
    found = [image_statistics(encoded(one, ".jpg")) for one in (*pictures, pictures[0])]
    looks = [one.luma_grid for one in found if one is not None]
    assert len(looks) == 3
    memory = Memory(4)
    memory.add(fingerprint(looks[0]))
    assert memory.largest_block_difference(fingerprint(looks[2])) == 0
    assert memory.largest_block_difference(fingerprint(looks[1])) > 50
    whole = SampledFrame(EncodedImage(encoded(pictures[0], ".jpg"), "image/jpeg")).fingerprint()
    assert abs(fingerprint(looks[0]) - whole).max() <= 1


def test_sharpness_is_the_variance_of_the_laplacian_and_contrast_the_deviation() -> None:
    grey = np.random.default_rng(3).integers(0, 256, (12, 17), np.uint8)
    found = statistics_of(grey)
    # OpenCV mirrors at the border without repeating it.
    wide = np.pad(grey.astype(float), 1, mode="reflect")
    laplacian = wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:] - 4 * wide[1:-1, 1:-1]
    assert found.sharpness == pytest.approx(laplacian.var(), rel=1e-9)
    assert (found.mean, found.contrast) == pytest.approx((grey.mean(), grey.std()), rel=1e-9)
