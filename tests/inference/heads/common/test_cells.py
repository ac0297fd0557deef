import numpy as np

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.cells import cells_of, count, from_distances, from_offsets

CANVAS = Size(40, 24)


def test_cells_stand_row_by_row_grid_after_grid_and_a_cut_one_counts() -> None:
    cells = cells_of(CANVAS, (16, 32))
    assert cells.at.tolist() == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1], [0, 0], [1, 0]]
    assert cells.stride.ravel().tolist() == [16] * 6 + [32] * 2
    assert count(CANVAS, (16, 32)) == 8


def test_predictions_of_one_cell_stand_next_to_each_other() -> None:
    assert cells_of(CANVAS, (32,), each=2).at.tolist() == [[0, 0], [0, 0], [1, 0], [1, 0]]


def test_offsets_and_distances_of_the_same_box() -> None:
    cells = cells_of(CANVAS, (16,)).take(np.array([4]))
    box = [[12, 20, 28, 36]]
    assert from_offsets(np.array([[0.25, 0.75, 0.0, 0.0]]), cells).tolist() == box
    assert from_distances(np.array([[0.25, -0.25, 0.75, 1.25]]), cells, middle=0.0).tolist() == box
    assert from_distances(np.array([[0.75, 0.25, 0.25, 0.75]]), cells, middle=0.5).tolist() == box
