import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from driftwatch.errors import OutputError
from driftwatch.inference.heads.classifier import Classifier, sigmoid, softmax
from driftwatch.inference.tensors import Array


def read(head: Classifier, *values: float) -> list[float]:
    tensor: Array = np.array([values], dtype=np.float64)
    return head.read({"probability": tensor}).tolist()


def test_probabilities_stay_as_they_are() -> None:
    assert read(Classifier("probability"), 0.2, 0.9, 0.0) == [0.2, 0.9, 0.0]


def test_several_values_outside_0_to_1_are_logits() -> None:
    expected = np.exp([1, 2, 3]) / np.exp([1, 2, 3]).sum()
    assert read(Classifier("probability"), 1, 2, 3) == pytest.approx(expected.tolist())


def test_one_value_is_a_logit_outside_minus_1_to_1() -> None:
    assert read(Classifier("probability"), 2.0) == pytest.approx([1 / (1 + np.exp(-2))])
    assert read(Classifier("probability"), 0.7) == [0.7]
    assert read(Classifier("probability"), -0.7) == [0.0]


def test_what_was_found_once_holds_for_every_later_frame() -> None:
    head = Classifier("probability")
    assert read(head, 0.4, 0.6) == [0.4, 0.6]
    read(head, 5.0, -5.0)
    assert head.scores == "logits"
    assert read(head, 0.4, 0.6) == pytest.approx(softmax(np.array([0.4, 0.6])).tolist())


def test_a_probability_that_rounding_carried_past_1_is_no_logit() -> None:
    head = Classifier("probability")
    assert read(head, 1.0005, -0.0005) == [1.0, 0.0]
    assert head.scores == "auto"


def test_the_owner_may_say_what_the_numbers_are() -> None:
    assert sum(read(Classifier("probability", "logits"), 0.4, 0.6)) == pytest.approx(1)
    assert read(Classifier("probability", "probabilities"), 0.4, 3.0) == [0.4, 1.0]


@given(values=arrays(np.float64, st.integers(2, 20), elements=st.floats(-1e6, 1e6)))
def test_softmax_gives_probabilities_in_the_same_order_without_overflow(values: Array) -> None:
    probabilities = softmax(values)
    assert probabilities.sum() == pytest.approx(1)
    assert (np.diff(probabilities[np.argsort(values)]) >= 0).all()


@given(value=st.floats(-700, 700))
def test_sigmoid_is_the_logistic_function(value: float) -> None:
    assert sigmoid(np.array([value]))[0] == pytest.approx(1 / (1 + np.exp(-value)), abs=1e-15)


@pytest.mark.parametrize("values", [[], [np.nan, 0.1], [np.inf, 0.1]])
def test_values_that_are_no_scores_are_an_error(values: list[float]) -> None:
    with pytest.raises(OutputError):
        read(Classifier("probability"), *values)
