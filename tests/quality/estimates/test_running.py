import numpy as np

from driftwatch.quality.estimates.running import estimate_running
from driftwatch.quality.estimates.share import Frames, estimate_share


def rows(right: np.ndarray) -> Frames:
    ones = np.ones(len(right))
    return Frames(ones, right.astype(float), ones, 0 * ones)


def test_it_holds_at_every_look_of_most_weeks() -> None:
    """60 weeks looked at seven times each: at most 5% of weeks may fail at any look; ten of 60 would be no chance."""
    rng = np.random.default_rng(0)
    failed = 0
    for _ in range(60):
        right = rng.random(140) < 0.9
        looks = [estimate_running(rows(right[: 20 * day])) for day in range(1, 8)]
        failed += not all(one is not None and one.low <= 0.9 <= one.high for one in looks)
    assert failed <= 9


def test_it_is_wider_than_that_of_a_closed_week() -> None:
    right = np.arange(200) % 10 > 0
    running, closed = estimate_running(rows(right)), estimate_share(rows(right))
    assert running is not None
    assert closed is not None
    assert running.value == closed.value
    assert closed.half_width < running.half_width < 2.2 * closed.half_width


def test_one_review_says_next_to_nothing_and_none_says_nothing() -> None:
    found = estimate_running(rows(np.ones(1)))
    assert found is not None
    assert found.low < 0.05
    assert estimate_running(rows(np.ones(0))) is None
