import numpy as np
import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import Array
from tests.inference.heads.variants import chosen, read

CANVAS = Size(96, 96)


def grid(cells: dict[tuple[int, int, int], float], side: int = 12) -> dict[str, Array]:
    """Row, column and class of a cell to its probability; the rest is background."""
    chances = np.zeros((1, side, side, 4), np.float32)
    for (row, column, kind), chance in cells.items():
        chances[0, row, column, 1 + kind] = chance
    chances[..., 0] = 1 - chances[..., 1:].sum(axis=-1)
    return {"softmax": chances}


def seen(cells: dict[tuple[int, int, int], float]) -> list[list[float]]:
    """Rows of left, top, right and bottom in cells, class and confidence."""
    outputs = grid(cells)
    rows = read(chosen(outputs, CANVAS, 3), outputs, CANVAS)
    rows[:, :4] *= 12
    return [[round(float(number), 3) for number in row] for row in rows]


def test_cells_that_touch_are_one_object_as_sure_as_the_surest() -> None:
    cells = {(3, 4, 1): 0.9, (3, 5, 1): 0.7, (4, 6, 1): 0.6}  # the last at a corner
    assert seen(cells) == [[4, 3, 7, 5, 1, 0.9]]


def test_cells_that_do_not_touch_or_are_of_another_class_are_objects_of_their_own() -> None:
    assert seen({(3, 4, 1): 0.9, (3, 6, 1): 0.7}) == [[4, 3, 5, 4, 1, 0.9], [6, 3, 7, 4, 1, 0.7]]
    assert seen({(3, 4, 1): 0.9, (3, 5, 2): 0.7}) == [[4, 3, 5, 4, 1, 0.9], [5, 3, 6, 4, 2, 0.7]]


def test_less_sure_cells_count_only_where_no_sure_one_is_near() -> None:
    assert seen({(3, 4, 1): 0.9, (3, 5, 1): 0.49}) == [[4, 3, 5, 4, 1, 0.9]]
    assert seen({(3, 4, 1): 0.3, (3, 5, 1): 0.2, (9, 9, 0): 0.05}) == [[4, 3, 6, 4, 1, 0.3]]


def test_it_says_that_it_gives_centroids() -> None:
    assert "it gives centroids" in chosen(grid({}), CANVAS).reason


def test_cells_of_other_sizes_are_known_by_the_labels() -> None:
    with pytest.raises(ModelError, match="cannot tell"):
        chosen(grid({}, side=6), CANVAS)
    assert chosen(grid({}, side=6), CANVAS, 3).decoder == "fomo"


def test_a_map_that_does_not_add_up_to_one_is_no_grid_of_probabilities() -> None:
    with pytest.raises(ModelError, match="cannot tell"):
        chosen({"o": grid({})["softmax"] * 0.8}, CANVAS, 3)
    int8 = grid({(3, 4, 1): 0.9})["softmax"]
    int8[0, 3, 4, 0] = 0.04  # 0.94 in all: what rounding to 1/256 and back may leave of a cell
    assert chosen({"o": int8}, CANVAS, 3).decoder == "fomo"


def test_a_map_that_sees_something_everywhere_in_a_grey_image_is_not_taken_for_it() -> None:
    everywhere = {(row, column, 1): 0.6 for row in range(12) for column in range(12)}
    with pytest.raises(ModelError, match="cannot tell"):
        chosen(grid(everywhere), CANVAS, 3)
