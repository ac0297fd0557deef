import cv2
import numpy as np
import pytest

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.report.drawing import MOST
from driftwatch.report.thumbnail import SIDE, thumbnail
from tests.inference.frames import png

CAT = Answer(Size(640, 480), (Detection(Box(0.25, 0.25, 0.75, 0.75), "cat", 0.9),))


def opened(data: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [((640, 480), (160, 120)), ((480, 640), (120, 160)), ((40, 20), (40, 20)), ((4000, 3), (160, 1)), ((1, 1), (1, 1))],
)
def test_the_longer_side_has_at_most_160_pixels(size: tuple[int, int], expected: tuple[int, int]) -> None:
    image = opened(thumbnail(png(np.zeros((size[1], size[0], 3), np.uint8)), "image/png"))
    assert (image.shape[1], image.shape[0]) == expected


def test_colours_stay_what_they_are() -> None:
    red = np.zeros((300, 400, 3), np.uint8)
    red[..., 2] = 255
    jpeg = cv2.imencode(".jpg", red)[1].tobytes()
    blue, green, red_ = opened(thumbnail(jpeg, "image/jpeg")).reshape(-1, 3).mean(axis=0)
    assert blue < 10
    assert green < 10
    assert red_ > 240


def test_boxes_are_drawn_only_when_asked_for() -> None:
    black = png(np.zeros((480, 640, 3), np.uint8))
    assert opened(thumbnail(black, "image/png")).max() < 10
    image = opened(thumbnail(black, "image/png", CAT))
    rows, columns = np.nonzero(image.max(axis=2) > 60)
    assert abs(columns.min() - 40) <= 2
    assert abs(rows.max() - 89) <= 2
    assert image[50:70, 60:100].max() < 20


def test_the_worst_picture_is_small_enough_for_twenty_in_one_answer() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    crowd = Answer(Size(SIDE, SIDE), CAT.detections and CAT.detections * (MOST * 5))
    assert len(thumbnail(png(noise), "image/png", crowd)) < 30_000


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ImageError):
        thumbnail(b"GIF89a", "image/gif")
