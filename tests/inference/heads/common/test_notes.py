import numpy as np

from driftwatch.inference.heads.classifier import sigmoid, softmax
from driftwatch.inference.heads.common.dense_scores import confident
from driftwatch.inference.heads.common.notes import Notes, note_boxes, note_scores, noting
from driftwatch.inference.heads.common.tensor_reading import class_numbers
from driftwatch.inference.heads.viam_tensors import ViamTensors


def test_scores_are_noted_before_the_low_ones_are_dropped() -> None:
    with noting() as notes:
        assert len(confident(np.array([-6.0, 0.01, 0.9]), "x")) == 1
    assert (notes.lowest, notes.highest) == (-6.0, 0.9)


def test_logits_are_noted_apart() -> None:
    with noting() as notes:
        sigmoid(np.array([-6.0, 2.0]))
        softmax(np.array([[1.0, 8.0]]))
    assert (notes.lowest_logit, notes.highest_logit) == (-6.0, 8.0)
    assert notes.lowest == np.inf


def test_class_numbers_that_are_not_whole_are_counted() -> None:
    with noting() as notes:
        class_numbers(np.array([0.0, 2.0, 2.009, 2.02, 0.9]))
    assert notes.broken_classes == 2


def test_boxes_are_noted_before_they_are_clipped_and_percentages_as_fractions() -> None:
    head = ViamTensors("location", "score", box_order=(0, 1, 2, 3))
    outputs = {"location": np.array([[[-0.5, 0.1, 1.5, 0.4]]]), "score": np.array([[90.0]])}
    with noting() as notes:
        found = head.read(outputs, None)  # type: ignore[arg-type]
    assert notes.boxes is not None
    assert notes.boxes.tolist() == [[-0.5, 0.1, 1.5, 0.4]]
    assert found.boxes.tolist() == [[0.0, 0.1, 1.0, 0.4]]
    assert notes.highest == 0.9


def test_nothing_is_noted_outside_and_noting_can_be_nested() -> None:
    note_scores(np.array([7.0]))
    note_boxes(np.zeros((1, 4)))
    with noting() as outer:
        with noting() as inner:
            note_scores(np.array([0.5]))
        note_scores(np.array([0.25]))
        note_scores(np.array([]))
    assert (inner.highest, outer.highest, outer.lowest) == (0.5, 0.25, 0.25)


def test_notes_add_up() -> None:
    both = Notes(0.1, 0.9, -3.0, 2.0, 1).and_also(Notes(-1.0, 0.5, -2.0, 4.0, 2))
    assert both == Notes(-1.0, 0.9, -3.0, 4.0, 3)
