"""When the boxes of all cells lie outside them."""

import numpy as np

from driftwatch.inference.doubts.cell_counts import FEWEST, CellCounts, count_cells
from driftwatch.inference.heads.common.notes import Placing
from tests.inference.heads.test_oracles import FACES


def placing(shift: tuple[float, float], size: float = 2.0, cells: int = 200) -> Placing:
    noise = np.random.default_rng(3).normal(0, 0.3, (cells, 2))
    return Placing(noise + shift, np.full((cells, 2), size), np.full(cells, 8.0))


def test_centres_about_their_cells_are_sound() -> None:
    assert count_cells(placing((0.0, 0.0))) == CellCounts(judged=1)


def test_a_pull_in_one_direction_alone_is_sound() -> None:
    assert count_cells(placing((0.0, 0.6))) == CellCounts(judged=1)


def test_a_shift_in_both_directions_counts_but_for_boxes_that_are_much_larger() -> None:
    assert count_cells(placing((-0.5, -0.5))) == CellCounts(judged=1, shifted=1)
    assert count_cells(placing((-0.5, -0.5), size=8.0)) == CellCounts(judged=1)


def test_centres_many_cells_away_are_far() -> None:
    assert count_cells(placing((0.0, 9.0))) == CellCounts(judged=1, far=1)


def test_few_cells_and_heads_without_cells_say_nothing() -> None:
    assert count_cells(placing((5.0, 5.0), cells=FEWEST - 1)) == count_cells(None) == CellCounts()


def test_blazeface_as_it_was_published_is_sound() -> None:
    coded = FACES["mediapipe_back/regressors"][0][:, :4]
    layers = np.repeat([16.0, 32.0], [512, 384])
    assert count_cells(Placing(coded[:, :2] / layers[:, None], coded[:, 2:] / layers[:, None], layers)).shifted == 0
