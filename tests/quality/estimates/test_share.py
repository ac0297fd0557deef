import numpy as np
import pytest

from benchmarks.reviews.week import designed, plain, teach
from benchmarks.reviews.world import World
from driftwatch.quality.estimates.share import Frames, estimate_share, solve


def frames(right: list[int], boxes: list[int]) -> Frames:
    count = len(right)
    return Frames(np.ones(count), np.array(right, float), np.array(boxes, float), np.zeros(count))


def test_of_single_boxes_it_is_the_share_that_is_right() -> None:
    found = estimate_share(frames([1] * 180 + [0] * 20, [1] * 200))
    assert found is not None
    assert found.value == pytest.approx(0.9)
    assert found.effective == pytest.approx(199, rel=0.01)


def test_boxes_that_share_their_luck_know_as_much_as_their_frames() -> None:
    found = estimate_share(frames([5] * 36 + [0] * 4, [5] * 40))
    assert found is not None
    assert found.effective == pytest.approx(39, rel=0.01)


def test_all_right_is_not_certain() -> None:
    found = estimate_share(frames([3] * 50, [3] * 50))
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.025 ** (1 / 50), abs=1e-6)


def test_nothing_judged_is_no_estimate() -> None:
    assert estimate_share(frames([], [])) is None
    assert estimate_share(frames([0, 0], [0, 0])) is None


def test_a_confidence_that_says_nothing_is_not_trusted() -> None:
    rng = np.random.default_rng(1)
    one = plain(World(0.9), 2000, rng)
    solved = solve(Frames(one.weights, one.right, one.boxes, rng.normal(0, 0.1, 2000)))
    assert solved is not None
    assert solved.gain > 0.98


@pytest.mark.parametrize(("precision", "boxes", "icc"), [(0.9, 3, 0.5), (0.98, 5, 0.5)])
def test_intervals_hold_where_the_old_ones_did_not(precision: float, boxes: int, icc: float) -> None:
    """800 weeks of 50 reviews: 95% hold, less four standard errors."""
    rng = np.random.default_rng(3)
    found = [estimate_share(plain(World(precision, boxes, icc), 50, rng)) for _ in range(800)]
    held = [one is not None and one.low <= precision <= one.high for one in found]
    assert np.mean(held) >= 0.95 - 4 * np.sqrt(0.95 * 0.05 / 800)


def test_strata_and_confidences_make_it_narrower_and_do_not_bias_it() -> None:
    rng = np.random.default_rng(4)
    world = World(0.9, auc=0.92)
    taught = teach(world, 400, rng)
    found = [estimate_share(designed(world, taught, 200, rng)) for _ in range(40)]
    values = np.array([one.value for one in found if one is not None])
    assert values.mean() == pytest.approx(0.9, abs=4 * values.std() / np.sqrt(40))
    assert np.mean([one.half_width for one in found if one is not None]) < 0.032
