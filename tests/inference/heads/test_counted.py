from typing import Any

import numpy as np
import pytest

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array, ModelInfo

CANVAS = Size(640, 640)
PIXELS = [160.0, 320, 320, 560]
FRACTIONS = [0.25, 0.5, 0.5, 0.875]


def outputs(names: tuple[str, ...], box: list[float], kind: int, dtype: type = np.int64) -> dict[str, Array]:
    boxes, scores, classes = np.zeros((1, 9, 4), np.float32), np.zeros((1, 9), np.float32), np.zeros((1, 9), dtype)
    if box:
        boxes[0, 0], scores[0, 0], classes[0, 0] = box, 0.9, kind
    shape = (1, 1) if dtype is np.int64 else (1,)
    return dict(zip(names, (np.full(shape, bool(box), dtype), boxes, scores, classes), strict=True))


def read(names: tuple[str, ...], box: list[float], kind: int, labels: Any = 3, **settings: Any) -> tuple[Choice, Any]:
    dtype = settings.pop("dtype", np.int64)
    info = ModelInfo("m", settings.pop("format", "onnx"), (), ())
    choice = choose(info, OutputSettings(**settings), outputs(names, [], 0, dtype), CANVAS, labels)
    assert choice.detector is not None
    return choice, choice.detector.read(outputs(names, box, kind, dtype), CANVAS)


NAS = ("num_predictions", "pred_boxes", "pred_scores", "pred_classes")
TENSORFLOW = ("num_detections:0", "detection_boxes:0", "detection_scores:0", "detection_classes:0")


def test_known_names_leave_nothing_to_assume() -> None:
    choice, found = read(NAS, PIXELS, 2)
    assert (choice.decoder, choice.assumptions) == ("counted_boxes", ())
    assert found.boxes.tolist() == [FRACTIONS]
    assert found.classes.tolist() == [2]


@pytest.mark.parametrize(("box", "first"), [(PIXELS, "x"), ([0.5, 0.25, 0.875, 0.5], "y")])
def test_under_other_names_the_order_is_assumed_aloud(box: list[float], first: str) -> None:
    choice, found = read(("a", "b", "c", "d"), box, 2)
    np.testing.assert_allclose(found.boxes, [FRACTIONS])
    (line,) = [line for line in choice.assumptions if line.startswith("xmin_ymin_xmax_ymax_order")]
    assert f"is taken for {first}" in line


def test_scores_and_classes_without_a_hint_are_told_apart_by_the_first_frame() -> None:
    info = ModelInfo("m", "onnx", (), ())
    choice = choose(info, OutputSettings(), outputs(("a", "b", "d", "c"), [], 0, np.float32), CANVAS, 3)
    assert choice.assumptions[0].startswith("remap_output_names")
    assert choice.detector is not None
    found = choice.detector.read(outputs(("a", "b", "d", "c"), PIXELS, 2, np.float32), CANVAS)
    assert (found.classes.tolist(), found.scores.tolist()) == ([2], pytest.approx([0.9]))
    assert "remap_output_names" not in " ".join(choice.assumptions)


def test_the_owner_says_the_order() -> None:
    _, found = read(("a", "b", "c", "d"), [320, 160, 560, 320], 2, xmin_ymin_xmax_ymax_order=(1, 0, 3, 2))
    np.testing.assert_allclose(found.boxes, [FRACTIONS])


def test_tensorflow_counts_from_one() -> None:
    choice, found = read(TENSORFLOW, [0.5, 0.25, 0.875, 0.5], 3, dtype=np.float32)
    assert (choice.decoder, choice.assumptions) == ("tf_detection", ())
    assert found.classes.tolist() == [2]
    np.testing.assert_allclose(found.boxes, [FRACTIONS])


def test_tensorflow_with_a_line_for_class_0_or_with_80_labels() -> None:
    _, found = read(TENSORFLOW, [0.5, 0.25, 0.875, 0.5], 3, ["???", "a", "b", "c"], dtype=np.float32)
    assert found.classes.tolist() == [3]
    choice, _ = read(TENSORFLOW, [0.5, 0.25, 0.875, 0.5], 3, 80, dtype=np.float32)
    assert "90 classes with gaps" in choice.assumptions[0]


def test_its_names_with_integers_are_those_of_a_plug_in() -> None:
    choice, found = read(TENSORFLOW, PIXELS, 0)
    assert choice.decoder == "counted_boxes"
    assert found.classes.tolist() == [0]


def test_pixels_are_not_taken_for_the_fractions_of_tensorflow_lite() -> None:
    names = ("StatefulPartitionedCall:3", "StatefulPartitionedCall:1", "scores", "classes")
    with pytest.raises(OutputError, match=r"no fractions of the image, but pixels: .*counted_boxes"):
        read(names, PIXELS, 2, dtype=np.float32, format="tflite")
