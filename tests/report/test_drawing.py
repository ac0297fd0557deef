import cv2
import numpy as np
import pytest

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.report.drawing import draw_answer, most_confident
from tests.inference.frames import png


def drawn(answer: Answer, width: int, height: int) -> np.ndarray:
    data = png(np.zeros((height, width, 3), np.uint8))
    image = cv2.imdecode(np.frombuffer(draw_answer(data, "image/png", answer), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def test_a_box_is_drawn_where_it_is() -> None:
    answer = Answer(Size(600, 480), detections=(Detection(Box(0.25, 0.5, 0.75, 0.9), "cat", 0.9),))
    image = drawn(answer, 600, 480)
    assert image.shape == (480, 600, 3)
    rows, columns = np.nonzero(image.max(axis=2) > 60)
    assert abs(columns.min() - 150) <= 3
    assert abs(columns.max() - 450) <= 3
    assert abs(rows.max() - 431) <= 3
    assert image[300:400, 200:400].max() == 0  # inside, nothing is painted over


@pytest.mark.parametrize(
    ("size", "expected"), [((40, 20), (480, 240)), ((4000, 2000), (1920, 960)), ((1, 1), (480, 480))]
)
def test_tiny_and_huge_images_are_brought_to_a_size_to_look_at(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    image = drawn(Answer(Size(*size)), *size)
    assert (image.shape[1], image.shape[0]) == expected


def test_the_best_classes_are_written() -> None:
    classes = tuple(Classification(f"class {i}", i / 10) for i in range(10))
    assert drawn(Answer(Size(640, 480), classifications=classes), 640, 480).max() > 60
    assert [one.label for one in most_confident(classes, 2)] == ["class 9", "class 8"]


def test_equal_confidences_keep_their_order() -> None:
    classes = tuple(Classification(label, 0.5) for label in "abc")
    assert most_confident(classes, 2) == list(classes[:2])


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ImageError):
        draw_answer(b"nothing", "", Answer(Size(1, 1)))
