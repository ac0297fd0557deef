import numpy as np
import pytest

from driftwatch.errors import LabelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array, ModelInfo

CANVAS = Size(64, 64)
RF_DETR = ("labels", "dets")


def outputs(names: tuple[str, str], classes: int, seen: int | None = None, no_object: float = 0) -> dict[str, Array]:
    logits = np.random.default_rng(0).normal(-4.6, 0.3, (1, 50, classes)).astype(np.float32)
    if no_object:
        logits[..., -1] = no_object
    if seen is not None:
        logits[0, 3] = -5
        logits[0, 3, seen] = 3
    return {names[0]: logits, names[1]: np.full((1, 50, 4), 0.5, np.float32)}


def read(names: tuple[str, str], classes: int, labels: int | None, seen: int, no_object: float = 0) -> tuple[str, int]:
    probe = outputs(names, classes, no_object=no_object)
    choice = choose(ModelInfo("m", "onnx", (), ()), OutputSettings(), probe, CANVAS, labels)
    assert choice.detector is not None
    found = choice.detector.read(outputs(names, classes, seen, no_object), CANVAS)
    return choice.decoder, int(found.classes[found.scores.argmax()])


@pytest.mark.parametrize(
    ("classes", "labels", "seen", "place"),
    [(4, 3, 2, 2), (4, 3, 3, 2), (4, None, 2, 2), (91, 90, 3, 2), (91, 91, 3, 3), (2, 1, 0, 0)],
)
def test_rf_detr_has_a_spare_column(classes: int, labels: int | None, seen: int, place: int) -> None:
    assert read(RF_DETR, classes, labels, seen) == ("rf_detr", place)


def test_which_column_is_spare_is_assumed_aloud_but_for_models_of_coco() -> None:
    info = ModelInfo("m", "onnx", (), ())
    own = choose(info, OutputSettings(), outputs(RF_DETR, 4), CANVAS, 3)
    assert "first_class" in own.assumptions[0]
    assert choose(info, OutputSettings(), outputs(RF_DETR, 91), CANVAS, 90).assumptions == ()


def test_rf_detr_with_other_labels_is_an_error() -> None:
    with pytest.raises(LabelError, match="91 classes, but there are 80 labels"):
        read(RF_DETR, 91, 80, 0)


@pytest.mark.parametrize(
    ("classes", "labels", "no_object", "decoder"),
    [
        (4, 3, 8.0, "detr"),
        (4, None, 8.0, "detr"),
        (4, 4, 0.0, "detr_sigmoid"),
        (4, None, 0.0, "detr_sigmoid"),
        (1, None, 0.0, "detr_sigmoid"),
        (4, 3, 0.0, "detr_sigmoid"),
    ],
)
def test_no_object_is_the_class_that_wins_where_nothing_is(
    classes: int, labels: int | None, no_object: float, decoder: str
) -> None:
    assert read(("logits", "pred_boxes"), classes, labels, 0, no_object)[0] == decoder
