import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.budget.scarcity import Ranking


@given(st.lists(st.floats(0, 1), min_size=1, max_size=300), st.floats(0, 1))
def test_a_rank_is_the_part_of_the_last_128_values_that_are_reached(values: list[float], value: float) -> None:
    ranking = Ranking()
    for one in values:
        ranking.add(one)
    recent = values[-128:]
    assert ranking.rank(value) == pytest.approx(sum(value >= one for one in recent) / len(recent))


def test_the_first_of_its_kind_is_the_best() -> None:
    assert Ranking().rank(0.0) == 1.0
