"""Clues of silence, of queries and of classifiers."""

import numpy as np
import pytest

from driftwatch.inference.answer import Size
from driftwatch.inference.doubts.clues import clues_in
from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.heads.classifier import Classifier
from driftwatch.inference.heads.detr import Detr
from driftwatch.inference.heads.selection.choice import Choice, Rival
from driftwatch.inference.heads.tflite_postprocess import TflitePostprocess
from driftwatch.inference.heads.yolo import Yolo
from driftwatch.inference.tensors import Array, Tensors

CANVAS = Size(64, 64)
FINISHED = Choice("tflite_postprocess", "", TflitePostprocess("boxes", "classes", "pred_scores", "count"))


def clues(choice: Choice, outputs: Tensors, answers: int = 0) -> dict[str, str]:
    return clues_in(Exhibit(choice, outputs, CANVAS, answers))


def test_a_high_score_by_its_name_speaks_against_an_empty_answer() -> None:
    loud = {"pred_scores": np.array([[0.0, 0.9]], np.float32)}
    assert clues(FINISHED, loud) == {"always_empty": 'its output "pred_scores" reaches 0.90'}
    assert clues(FINISHED, loud, answers=1) == {}
    assert clues(FINISHED, {"pred_scores": np.array([[0.0, 0.49]], np.float32)}) == {}


def test_scores_of_a_background_are_no_clue() -> None:
    assert clues(FINISHED, {"scores": np.tile(np.array([1, 0, 0], np.float32), (1, 300, 1))}) == {}


def table(*boxes: tuple[float, ...]) -> dict[str, Array]:
    rows = np.zeros((1, 84, 7), np.float32)
    for row, (box, score) in enumerate((box, 0.9) for box in boxes):
        rows[0, row] = [*box, 0, 0, score]
    return {"output0": rows}


@pytest.mark.parametrize(
    ("boxes", "found"),
    [
        ([(32, 32, 20, 20)], True),
        ([], False),
        ([(32, 32, 20, 20)] * 21, False),
        ([(32, 32, -20, 20)], False),
        ([(300, 32, 20, 20)], False),
    ],
)
def test_a_rival_counts_where_it_sees_a_few_sound_objects(boxes: list[tuple[float, ...]], found: bool) -> None:
    rivals = (Rival("yolo", Yolo("output0", 3, transposed=True)),)
    assert ("always_empty" in clues(Choice("yolo_objectness", "", rivals=rivals), table(*boxes))) is found


def queries(low: float, high: float, last_wins: bool = True) -> dict[str, Array]:
    logits = np.zeros((1, 50, 4), np.float32)
    logits[..., 3 if last_wins else 1] = 5
    sides = np.random.default_rng(0).uniform(low, high, (1, 50, 2))
    centre = np.full((1, 50, 2), 0.5)
    return {"logits": logits, "pred_boxes": np.concatenate([centre, sides], axis=2).astype(np.float32)}


def test_queries_whose_boxes_reach_out_of_the_image_are_a_clue() -> None:
    choice = Choice("detr", "", Detr("logits", "pred_boxes", no_object=True))
    assert clues(choice, queries(0.1, 0.9)) == {}
    assert "reach out of the image" in clues(choice, queries(1.2, 2.0))["off_grid"]


def test_a_last_class_that_never_wins_is_no_lack_of_an_object() -> None:
    outputs = queries(0.1, 0.9, last_wins=False)
    assert "hardly ever wins" in clues(Choice("detr", "", Detr("logits", "pred_boxes", True)), outputs)["off_grid"]
    assert clues(Choice("detr_sigmoid", "", Detr("logits", "pred_boxes", False)), outputs) == {}


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (np.array([[5.0, 90.2, 4.9]], np.float32), "percentages"),
        (np.array([[5.0, 90.2, 14.9]], np.float32), ""),
        (np.array([[0.1, 0.9]], np.float32), ""),
        (np.array([2], np.int64), "number of a class"),
        (np.array([[0.7]], np.float32), ""),
    ],
)
def test_numbers_of_a_classifier_that_are_no_probabilities_are_a_clue(values: Array, word: str) -> None:
    found = clues(Choice("classifier", "", classifier=Classifier("y")), {"y": values}, answers=1)
    assert word in found.get("no_probabilities", "") if word else found == {}
