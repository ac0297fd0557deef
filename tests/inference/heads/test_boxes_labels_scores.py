from typing import Any

import numpy as np
import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array, ModelInfo, TensorSpec

CANVAS = Size(640, 640)
SIZES = TensorSpec("orig_target_sizes", "int64", (1, 2))
RENAMED = {"3193": "location", "3195": "category", "3194": "score"}


def outputs(rows: int, names: tuple[str, ...] = ("3193", "3195", "3194")) -> dict[str, Array]:
    boxes = np.tile(np.array([160, 320, 320, 560], np.float32), (rows, 1))
    return dict(zip(names, (boxes, np.full(rows, 2), np.full(rows, 0.9, np.float32)), strict=True))


def chosen(found: dict[str, Array], *inputs: TensorSpec, **settings: Any) -> Choice:
    return choose(ModelInfo("m", "onnx", inputs, ()), OutputSettings(**settings), found, CANVAS, 3)


@pytest.mark.parametrize("settings", [{}, {"decoder": "boxes_labels_scores", "remap_output_names": RENAMED}])
def test_other_names_are_found_by_shape_or_said(settings: dict[str, Any]) -> None:
    choice = chosen(outputs(0), **settings)
    assert choice.detector is not None
    found = choice.detector.read(outputs(1), CANVAS)
    np.testing.assert_allclose(found.boxes, [[0.25, 0.5, 0.5, 0.875]])
    assert found.classes.tolist() == [2]


def test_only_a_model_that_wants_sizes_is_known_to_count_from_zero() -> None:
    named = outputs(1, ("boxes", "labels", "scores"))
    assert chosen(named, SIZES).assumptions == ()
    assert "first_class" in chosen(named).assumptions[0]


def test_without_boxes_it_says_what_it_needs() -> None:
    with pytest.raises(ModelError, match="or remap_output_names to say which are location, category and score"):
        chosen({"a": np.zeros((3, 5))}, decoder="boxes_labels_scores")


def test_a_box_for_every_cell_is_suppressed() -> None:
    cells = {"boxes_": (8400, 4), "scores_": (8400,), "class_idx": (8400,)}
    found = {name: np.zeros((1, *shape), np.float32) for name, shape in cells.items()}
    choice = chosen({**found, "class_idx": np.zeros((1, 8400), np.uint8)})
    assert choice.decoder == "boxes_labels_scores"
    assert choice.suppression is not None
