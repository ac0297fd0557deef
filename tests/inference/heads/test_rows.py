from itertools import permutations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import ModelInfo
from tests.inference.heads.scenes import Scene, random_scene

CANVAS = Size(640, 480)
ORDERS = [*permutations(("box", "score", "class")), *permutations(("batch", "box", "score", "class"))]


def rows_of(scene: Scene, order: tuple[str, ...], pixels: bool = True) -> NDArray[np.float32]:
    parts = {
        "box": scene.boxes * (scene.pixels if pixels else 1),
        "score": scene.scores,
        "class": scene.classes,
        "batch": np.zeros(len(scene.boxes)),
    }
    return np.column_stack([parts[part] for part in order]).astype(np.float32)


def chosen(table: Any, labels: int | None = None, **settings: Any) -> Choice:
    return choose(ModelInfo("m", "onnx", (), ()), OutputSettings(**settings), {"o": table}, CANVAS, labels)


def read(choice: Choice, table: Any) -> list[list[float]]:
    """Rows of box, score and class, in the order of their scores."""
    assert choice.detector is not None
    found = choice.detector.read({"o": table}, CANVAS)
    return sorted(np.column_stack([found.boxes, found.scores, found.classes]).tolist(), key=lambda row: row[4])


def truth(scene: Scene) -> list[list[float]]:
    return sorted(np.column_stack([scene.boxes, scene.scores, scene.classes]).tolist(), key=lambda row: row[4])


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_any_order_is_read_right_or_not_at_all(order: tuple[str, ...]) -> None:
    random = np.random.default_rng(len(order))
    empty = np.zeros((0, 7 if "batch" in order else 6), np.float32)
    for round_ in range(8):
        choice = chosen(empty, 6 if round_ % 2 else None)
        for _ in range(3):
            scene = random_scene(random, CANVAS)
            try:
                found = read(choice, rows_of(scene, order, pixels=round_ < 4))
            except OutputError:
                continue
            np.testing.assert_allclose(found, truth(scene), atol=1e-5)


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_pixels_and_two_classes_settle_every_order(order: tuple[str, ...]) -> None:
    boxes = np.array([[0.1, 0.1, 0.3, 0.35], [0.6, 0.55, 0.9, 0.9]])
    scene = Scene(boxes, np.array([1, 2]), np.array([0.9, 0.4]), CANVAS, 0)
    choice = chosen(np.zeros((0, 7 if "batch" in order else 6), np.float32), 3)
    np.testing.assert_allclose(read(choice, rows_of(scene, order)), truth(scene), atol=1e-5)


def test_it_is_assumed_aloud_until_a_frame_shows_it() -> None:
    choice = chosen(np.zeros((0, 7), np.float32), 3)
    assert "row_columns" in choice.assumptions[0]
    read(choice, np.array([[0, 64, 48, 128, 96, 1, 0.9]], np.float32))
    assert "centre" not in choice.assumptions[0]  # the order is known now, but not that these are two corners
    read(choice, np.array([[0, 500, 300, 640, 480, 1, 0.9]], np.float32))
    assert choice.assumptions == ()


def test_two_orders_with_different_answers_are_refused_with_the_attribute() -> None:
    choice = chosen(np.zeros((0, 7), np.float32))
    with pytest.raises(OutputError, match=r"can be read as .* and as .*: say it in row_columns"):
        read(choice, np.array([[0, 1, 0.3, 0.4, 0.5, 0.6, 0.9]], np.float32))


def test_centres_are_found_where_corners_would_be_inverted() -> None:
    choice = chosen(np.zeros((0, 6), np.float32), 3)
    (found,) = read(choice, np.array([[320, 240, 64, 48, 0.9, 2]], np.float32))
    assert found == pytest.approx([0.45, 0.45, 0.55, 0.55, 0.9, 2], abs=1e-6)


def test_the_owner_says_what_the_columns_are() -> None:
    columns = ("x_centre", "y_centre", "width", "height", "score")
    table = np.zeros((1, 100, 16), np.float32)
    choice = chosen(table, 1, decoder="rows", row_columns=columns)
    table[0, 9] = [320, 240, 64, 48, 0.9, *[200] * 10, 0.95]
    assert read(choice, table) == [pytest.approx([0.45, 0.45, 0.55, 0.55, 0.9, 0], abs=1e-6)]
    assert choice.assumptions == ()


def test_more_columns_than_a_row_has_are_refused() -> None:
    with pytest.raises(ModelError, match="names 7 columns, but the rows have 6 numbers"):
        chosen(
            np.zeros((4, 6), np.float32),
            decoder="rows",
            row_columns=("-", "xmin", "ymin", "xmax", "ymax", "score", "class"),
        )


@pytest.mark.parametrize(("first", "labels", "place"), [(1, 3, 2), (3, 3, 2), (0, 3, 0)])
def test_detection_output_numbers_its_classes_as_they_show(first: int, labels: int, place: int) -> None:
    table = np.zeros((1, 1, 5, 7), np.float32)
    choice = chosen(table, labels)
    assert choice.decoder == "detection_output"
    table[0, 0, 0] = [0, {1: 3, 3: 3, 0: 0}[first], 0.9, 0.1, 0.2, 0.3, 0.4]
    table[0, 0, 1, 0] = -1
    table[0, 0, 2] = 7  # what is behind the end is left over from earlier images
    assert [row[5] for row in read(choice, table)] == [place]


def test_labels_that_begin_with_the_background_count_it() -> None:
    table = np.zeros((1, 1, 5, 7), np.float32)
    info = ModelInfo("m", "onnx", (), ())
    choice = choose(info, OutputSettings(), {"o": table}, CANVAS, ["BACKGROUND", "apple", "banana"])
    assert choice.assumptions == ()
    table[0, 0, 0] = [0, 1, 0.9, 0.1, 0.2, 0.3, 0.4]
    assert [row[5] for row in read(choice, table)] == [1]


def test_rows_of_every_cell_are_told_from_class_scores_by_their_boxes() -> None:
    canvas = Size(96, 96)
    y, x = np.mgrid[:12, :12].reshape(2, -1) * 8.0
    boxes = np.concatenate([np.stack([x - 3, y - 2, x + 11, y + 10], axis=1)] * 2)[:189]
    table = np.concatenate([boxes, np.full((189, 1), 1e-4), np.arange(189)[:, None] % 2], axis=1)[None]
    info = ModelInfo("m", "onnx", (), ())
    choice = choose(info, OutputSettings(), {"o": table.astype(np.float32)}, canvas, 2)
    assert choice.decoder == "rows"
    assert choice.suppression is not None
