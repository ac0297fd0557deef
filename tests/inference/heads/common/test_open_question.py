import pytest

from driftwatch.errors import OutputError
from driftwatch.inference.heads.common.open_question import OpenQuestion


def test_what_is_contradicted_never_comes_back() -> None:
    question = OpenQuestion("number", (1, 2, 3))
    assert (question.answer, question.settled, question.untouched) == (1, False, True)
    question.strike(lambda number: number != 1)
    question.strike(lambda number: number != 3)
    assert (question.answer, question.settled, question.untouched) == (2, True, False)


def test_a_settled_question_is_not_asked_again() -> None:
    question = OpenQuestion("number", (1,))
    question.strike(lambda number: False)
    assert question.answer == 1


def test_a_frame_that_contradicts_everything_proves_nothing() -> None:
    question = OpenQuestion("number", (1, 2))
    with pytest.raises(OutputError, match="contradict every number"):
        question.strike(lambda number: False)
    assert question.left == (1, 2)
