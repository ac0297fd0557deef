import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Box, Detection, detections_of

Row = tuple[float, float, float, float, str, float]
ROWS = st.lists(st.tuples(*[st.floats(0, 1)] * 4, st.text(max_size=3), st.floats(0, 1)), max_size=20)


@given(ROWS)
def test_rows_become_the_detections_that_their_calls_give(
    rows: list[tuple[float, float, float, float, str, float]],
) -> None:
    made = detections_of([row[:4] for row in rows], [row[4] for row in rows], [row[5] for row in rows])
    called = tuple(Detection(Box(*row[:4]), row[4], row[5]) for row in rows)
    assert made == called
    assert list(map(hash, made)) == list(map(hash, called))
    assert pickle.loads(pickle.dumps(made)) == called


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="1 boxes, 2 labels and 1 confidences"):
        detections_of([(0, 0, 1, 1)], ["a", "b"], [0.5])
