import numpy as np
import pytest

from driftwatch.errors import LabelError, ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.heads.viam_tensors import ViamTensors
from driftwatch.inference.heads.yolo import Yolo
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array, ModelInfo, Quantization, TensorSpec

CANVAS = Size(96, 96)
N = 144 + 36 + 9


def zeros(*shape: int, dtype: type = np.float32) -> Array:
    return np.zeros(shape, dtype=dtype)


def chosen(
    outputs: dict[str, Array], classes: int | None = None, settings: OutputSettings | None = None, **properties: str
) -> Choice:
    info = ModelInfo("model", "kind", (), (), properties=properties)
    return choose(info, settings or OutputSettings(), outputs, CANVAS, classes)


def test_remapped_names_are_viam_tensors() -> None:
    outputs = {"a": zeros(1, 5, 4), "b": zeros(1, 5), "c": zeros(1, 5)}
    settings = OutputSettings(remap_output_names={"a": "location", "b": "score", "c": "category"})
    assert chosen(outputs, settings=settings).detector == ViamTensors("a", "b", "c")


def test_a_model_may_be_detector_and_classifier() -> None:
    outputs = {"location": zeros(1, 5, 4), "score": zeros(1, 5), "category": zeros(1, 5), "probability": zeros(1, 3)}
    choice = chosen(outputs)
    assert choice.decoder == "viam_tensors and classifier"
    assert choice.detector is not None
    assert choice.classifier is not None


def test_the_only_output_is_a_classifier_when_it_is_a_row_of_numbers() -> None:
    choice = chosen({"logits": zeros(1, 1000, 1, 1)}, 1000)
    assert (choice.decoder, choice.detector) == ("classifier", None)


def test_a_classifier_with_another_number_of_labels_is_an_error() -> None:
    with pytest.raises(LabelError, match="10 classes, but there are 3 labels"):
        chosen({"probability": zeros(1, 10)}, 3)


@pytest.mark.parametrize("transposed", [False, True])
def test_yolo_is_known_by_its_number_of_cells(transposed: bool) -> None:
    output = zeros(1, N, 84) if transposed else zeros(1, 84, N)
    assert chosen({"o": output}).detector == Yolo("o", 80, transposed)


def test_yolo_with_another_number_of_labels_is_an_error() -> None:
    with pytest.raises(LabelError, match="80 classes, but there are 3 labels"):
        chosen({"o": zeros(1, 84, N)}, 3)


def test_a_segmentation_model_is_read_without_its_masks() -> None:
    assert chosen({"o": zeros(1, 4 + 7 + 32, N), "masks": zeros(1, 32, 24, 24)}).detector == Yolo("o", 7)


def test_a_refusal_names_only_decoders_whose_shapes_fit() -> None:
    with pytest.raises(ModelError, match=r'"x" float32\[1, 7, 9\].*shapes fit: yolo, yolo_objectness, yolo_end_to_end'):
        chosen({"x": zeros(1, 7, 9)})
    with pytest.raises(ModelError, match=r"shapes fit: yolo"):
        chosen({"x": zeros(1, 7, 9)}, classes=50)


@pytest.mark.parametrize(
    ("outputs", "advice"),
    [
        ({"x": zeros(1, 21, 64, 64)}, r"look like maps over the image, and masks are not read: export it .*nms=True"),
        ({"x": zeros(1, 5, 5, 5, 5)}, "no decoder reads such shapes: export it with .* docs/models.md lists"),
        ({"a": zeros(1, 5), "b": zeros(1, 7)}, '"remap_output_names": {"its name": "probability"}'),
    ],
)
def test_where_no_decoder_fits_a_refusal_says_what_to_export(outputs: dict[str, Array], advice: str) -> None:
    with pytest.raises(ModelError, match=advice) as refusal:
        chosen(outputs)
    assert "set the attribute decoder" not in str(refusal.value)


@pytest.mark.parametrize(
    ("decoder", "shape", "needed"),
    [
        ("yolo", (1, 21, 64, 64), r"needs one output \(1, 4 \+ C, N\) or \(1, N, 4 \+ C\)"),
        ("yolo_end_to_end", (1, 7, N), r"needs one output \(1, N, 6\)"),
        ("detr", (1, 3), r"needs the outputs logits \(1, Q, K\), boxes \(1, Q, 4\)"),
    ],
)
def test_a_decoder_that_was_named_for_other_shapes_says_which_it_needs(
    decoder: str, shape: tuple[int, ...], needed: str
) -> None:
    with pytest.raises(ModelError, match=f'decoder {decoder} does not fit: {needed}; the model gives "x"'):
        chosen({"x": zeros(*shape)}, settings=OutputSettings(decoder=decoder))


def test_a_classifiers_scores_are_found_beside_outputs_that_nobody_needs() -> None:
    scores, best, embedding = zeros(1, 3), zeros(1, dtype=np.int64), zeros(1, 512)
    for outputs, classes in (
        ({"label": best, "probabilities": scores}, None),
        ({"probabilities": scores, "label": best}, 3),
        ({"logits": scores, "embedding": embedding}, 3),
        ({"embedding": embedding, "logits": scores}, 3),
    ):
        choice = chosen(outputs, classes)
        assert choice.decoder == "classifier"
        assert choice.reason in ('classifier: class scores in "logits"', 'classifier: class scores in "probabilities"')
    with pytest.raises(ModelError):
        chosen({"logits": scores, "embedding": embedding})
    with pytest.raises(ModelError):
        chosen({"num": zeros(1, 1), "scores": zeros(1, 9), "ids": zeros(1, 9), "boxes": zeros(1, 9, 7)}, classes=9)


def test_the_number_of_the_best_class_is_no_score() -> None:
    for classes in (None, 1, 3):
        with pytest.raises(ModelError, match='"out" is the number of the best class alone: export the scores'):
            chosen({"out": zeros(1, dtype=np.int64)}, classes)


def test_an_unknown_decoder_is_refused_with_the_choices() -> None:
    with pytest.raises(ModelError, match='"yolov8" is not known; the choices are auto, classifier'):
        chosen({"x": zeros(1, 7)}, settings=OutputSettings(decoder="yolov8"))


def test_renaming_an_output_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ModelError, match='"boxes" is to be "location", but the model gives "x"'):
        chosen({"x": zeros(1, 7)}, settings=OutputSettings(remap_output_names={"boxes": "location"}))


def test_the_guess_does_not_depend_on_the_order_in_which_a_remote_model_answers() -> None:
    outputs = {
        "out_3": np.full((1, 5), 0.3, np.float32),
        "out_1": np.full((1, 5), 2.0, np.float32),
        "out_2": zeros(1, 5, 4),
    }
    first = chosen(outputs).detector
    assert first == chosen(dict(reversed(outputs.items()))).detector == ViamTensors("out_2", "out_3", "out_1")


def test_box_order_of_the_metadata_and_of_the_attribute() -> None:
    outputs = {"location": zeros(1, 5, 4), "score": zeros(1, 5), "category": zeros(1, 5)}
    detector = chosen(outputs, boxOrder="[0, 1, 2, 3]").detector
    assert isinstance(detector, ViamTensors)
    assert detector.box_order == (0, 1, 2, 3)
    told = chosen(outputs, settings=OutputSettings(xmin_ymin_xmax_ymax_order=(3, 2, 1, 0)), boxOrder="[0, 1, 2, 3]")
    assert isinstance(told.detector, ViamTensors)
    assert told.detector.box_order == (3, 2, 1, 0)


@pytest.mark.parametrize(("first", "wanted"), [("boxes", ("b", "c", "s")), ("scores", ("b", "c", "s"))])
def test_tensorflow_lite_outputs_that_only_their_order_tells_apart(first: str, wanted: tuple[str, ...]) -> None:
    boxes, classes, scores, count = zeros(1, 9, 4), zeros(1, 9), zeros(1, 9), zeros(1)
    outputs = {"b": boxes, "c": classes, "s": scores, "n": count}
    if first == "scores":
        outputs = {"s": scores, "b": boxes, "n": count, "c": classes}
    specs = tuple(TensorSpec(name, "float32", array.shape) for name, array in outputs.items())
    choice = choose(ModelInfo("m", "k", (), specs), OutputSettings(), outputs, CANVAS)
    assert choice.decoder == "tflite_postprocess"
    detector = choice.detector
    assert tuple(getattr(detector, part) for part in ("boxes", "classes", "scores")) == wanted


def test_quantised_outputs_are_real_numbers_to_the_head_unless_told() -> None:
    spec = TensorSpec("p", "uint8", (1, 2), Quantization(1 / 256, 0))
    info = ModelInfo("m", "k", (), (spec,))
    probe = {"p": np.array([[64, 192]], dtype=np.uint8)}
    assert choose(info, OutputSettings(), probe, CANVAS).scales == {"p": spec.quantization}
    assert choose(info, OutputSettings(dequantize_outputs=False), probe, CANVAS).scales == {}


def test_what_fits_several_conventions_is_refused_with_both() -> None:
    with pytest.raises(ModelError, match=r"they fit yolo \(.*\) and yolo_objectness \(.*\); set the attribute decoder"):
        chosen({"o": zeros(1, 3 * N, N)})
