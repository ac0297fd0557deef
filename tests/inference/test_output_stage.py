import numpy as np
import pytest

from driftwatch.errors import LabelError, OutputError
from driftwatch.inference.answer import Box, Size
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.classifier import Classifier
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.viam_tensors import ViamTensors
from driftwatch.inference.heads.yolo import Yolo
from driftwatch.inference.nms import Suppression
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import Array, Quantization

CANVAS = Size(64, 64)
STRETCHED = place(Size(200, 100), CANVAS, "stretch")
VIAM = Choice("viam_tensors", "", ViamTensors("location", "score", "category", (0, 1, 2, 3)), keeps_empty=True)
CLASSES = Choice("classifier", "", classifier=Classifier("p"))


def detections(*rows: tuple[float, ...]) -> dict[str, Array]:
    table = np.array([rows], dtype=np.float64)
    return {"location": table[..., :4], "score": table[..., 4], "category": table[..., 5]}


TWO = detections((0.1, 0.1, 0.5, 0.5, 0.4, 1), (0.1, 0.1, 0.5, 0.52, 0.9, 0))


def labels(
    choice: Choice, outputs: dict[str, Array], names: list[str] | None, **settings: float | bool | int
) -> list[str]:
    stage = OutputStage(choice, OutputSettings(**settings), names)  # type: ignore[arg-type]
    found = stage.read(outputs, STRETCHED).detections
    assert found is not None
    return [one.label for one in found]


def test_viam_tensors_come_out_as_they_stand() -> None:
    answer = OutputStage(VIAM, OutputSettings(), ["cat", "dog"]).read(TWO, STRETCHED)
    assert answer.size == Size(200, 100)
    assert answer.classifications is None
    assert answer.detections is not None
    assert [(one.label, one.confidence) for one in answer.detections] == [("dog", 0.4), ("cat", 0.9)]
    assert answer.detections[0].box == Box(0.1, 0.1, 0.5, 0.5)


def test_without_labels_a_class_is_its_number() -> None:
    assert labels(VIAM, TWO, None) == ["1", "0"]


def test_a_class_past_the_labels_fails_the_frame() -> None:
    with pytest.raises(OutputError, match="class 1, but there are only 1 labels"):
        labels(VIAM, TWO, ["cat"])


def test_a_threshold_makes_overlapping_boxes_one() -> None:
    assert labels(VIAM, TWO, None, iou_threshold=0.5) == ["0", "1"]
    assert labels(VIAM, TWO, None, iou_threshold=0.5, class_agnostic_nms=True) == ["0"]


def test_the_most_confident_ones_stay_in_their_order() -> None:
    three = detections(*[(0, 0, 1, 1, score, i) for i, score in enumerate((0.5, 0.1, 0.9))])
    assert labels(VIAM, three, None, max_detections=2) == ["0", "2"]


def test_empty_boxes_stay_where_the_builtin_service_leaves_them() -> None:
    empty = detections((0.3, 0.3, 0.3, 0.3, 0.4, 1))
    assert labels(VIAM, empty, None) == ["1"]
    assert labels(Choice("x", "", VIAM.detector), empty, None) == []


def test_boxes_on_the_bars_of_a_letterbox_are_not_in_the_image() -> None:
    table = np.zeros((1, 5, 84), dtype=np.float32)
    table[0, :, 0] = (32, 32, 16, 8, 0.8)
    table[0, :, 1] = (32, 4, 16, 8, 0.9)
    choice = Choice("yolo", "", Yolo("o", 1), suppression=Suppression(0.7))
    found = (
        OutputStage(choice, OutputSettings(), None)
        .read({"o": table}, place(Size(200, 100), CANVAS, "letterbox"))
        .detections
    )
    assert found is not None
    assert [one.confidence for one in found] == pytest.approx([0.8])
    assert found[0].box == Box(0.375, 0.375, 0.625, 0.625)


def test_classifications_stand_in_the_models_order() -> None:
    answer = OutputStage(CLASSES, OutputSettings(), ["a", "b"]).read({"p": np.array([[0.25, 0.75]])}, STRETCHED)
    assert answer.detections is None
    assert answer.classifications is not None
    assert [(one.label, one.confidence) for one in answer.classifications] == [("a", 0.25), ("b", 0.75)]


def test_a_wrong_number_of_labels_says_which_and_how_many() -> None:
    with pytest.raises(LabelError, match="2 classes, but there are 3 labels"):
        OutputStage(CLASSES, OutputSettings(), ["a", "b", "c"]).read({"p": np.array([[0.25, 0.75]])}, STRETCHED)


def test_quantised_outputs_are_dequantised_once() -> None:
    choice = Choice("classifier", "", classifier=Classifier("p"), scales={"p": Quantization(1 / 256, 0)})
    answer = OutputStage(choice, OutputSettings(), None).read({"p": np.array([[64, 192]], dtype=np.uint8)}, STRETCHED)
    assert answer.classifications is not None
    assert [one.confidence for one in answer.classifications] == [0.25, 0.75]
