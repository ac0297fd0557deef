from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.errors import LabelError, ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import ModelInfo

CANVAS = Size(300, 300)
BOX = [0.25, 0.5, 0.5, 0.875]
INFO = ModelInfo("m", "onnx", (), ())


def softmaxed(classes: int, background: int, seen: int | None = None) -> NDArray[np.float32]:
    scores = np.full((1, 3000, classes), 0.01 / max(classes - 1, 1), np.float32)
    scores[0, :, background] = 0.99
    if seen is not None:
        scores[0, 5] = 0.1 / max(classes - 1, 1)
        scores[0, 5, seen] = 0.9
    return scores


def corners(box: list[float] = BOX) -> NDArray[np.float32]:
    boxes = np.zeros((1, 3000, 4), np.float32)
    boxes[0, 5] = box
    return boxes


def chosen(outputs: dict[str, Any], labels: Any = None, **settings: Any) -> Choice:
    return choose(INFO, OutputSettings(**settings), outputs, CANVAS, labels)


def places(choice: Choice, outputs: dict[str, Any]) -> list[int]:
    assert choice.detector is not None
    return choice.detector.read(outputs, CANVAS).classes.tolist()


@pytest.mark.parametrize(
    ("background", "labels", "seen", "place"),
    [
        (0, ["a", "b", "c"], 3, 2),
        (0, ["BACKGROUND", "a", "b", "c"], 3, 3),
        (0, None, 3, 2),
        (3, ["a", "b", "c"], 2, 2),
    ],
)
def test_the_background_is_the_class_that_wins_where_nothing_is(
    background: int, labels: list[str] | None, seen: int, place: int
) -> None:
    choice = chosen({"boxes": corners(), "scores": softmaxed(4, background)}, labels)
    assert choice.decoder == "boxes_scores"
    assert places(choice, {"boxes": corners(), "scores": softmaxed(4, background, seen)}) == [place]


def test_another_number_of_labels_is_an_error() -> None:
    with pytest.raises(LabelError, match="3 classes, but there are 5 labels"):
        chosen({"boxes": corners(), "scores": softmaxed(4, 0)}, 5)


@pytest.mark.parametrize("turned", [False, True])
def test_scores_may_be_classes_by_boxes(turned: bool) -> None:
    scores = np.zeros((1, 3000, 6), np.float32)
    scores[0, 5, 4] = 0.9
    outputs = {"x": np.swapaxes(scores, 1, 2) if turned else scores, "y": corners()}
    choice = chosen({**outputs, "x": outputs["x"] * 0})
    assert places(choice, outputs) == [4]


def test_logits_are_no_scores() -> None:
    with pytest.raises(ModelError, match="none of the known conventions"):
        chosen({"a": corners(), "b": np.full((1, 3000, 6), -5, np.float32)})
    choice = chosen({"a": corners(), "b": np.zeros((1, 3000, 6), np.float32)})
    assert choice.detector is not None
    with pytest.raises(OutputError, match=r"go from .* these numbers are something else"):
        choice.detector.read({"a": corners(), "b": np.full((1, 3000, 6), 4, np.float32)}, CANVAS)


def test_offsets_from_anchors_are_not_taken_for_boxes() -> None:
    offsets = np.random.default_rng(0).normal(size=(1, 3000, 4)).astype(np.float32)
    with pytest.raises(ModelError, match="none of the known conventions"):
        chosen({"a": offsets, "b": np.full((1, 3000, 6), 0.01, np.float32)})


def test_corners_are_assumed_aloud_until_said() -> None:
    outputs = {"boxes": corners(), "scores": softmaxed(2, 0)}
    assert [line.split(":")[0] for line in chosen(outputs).assumptions] == ["box_format", "xmin_ymin_xmax_ymax_order"]
    said = chosen(outputs, box_format="centre_size", xmin_ymin_xmax_ymax_order=(0, 1, 2, 3))
    assert said.assumptions == ()
    assert said.detector is not None
    found = said.detector.read({"boxes": corners([0.5, 0.5, 0.2, 0.4]), "scores": softmaxed(2, 0, 1)}, CANVAS)
    np.testing.assert_allclose(found.boxes, [[0.4, 0.3, 0.6, 0.7]], atol=1e-6)
