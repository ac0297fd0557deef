import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from driftwatch import names
from driftwatch.attributes import ModelFileAttributes, VisionAttributes
from driftwatch.cli.main import app
from driftwatch.config.reader import attribute_names
from driftwatch.quality.evaluation.reference_file import write_evaluation_reference
from driftwatch.services.resource_config import read_attributes
from tests.inference.convention_models import convention_model, saying, seeing
from tests.watch.reviews.test_validation import REFERENCE


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def doctor(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["doctor", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def pasted(text: str) -> dict[str, dict[str, object]]:
    """Attributes of the two services by the triplet of their model."""
    config = json.loads(text[text.index("\n{\n") : text.index("\n}\n") + 2])
    return {one["model"]: one["attributes"] for one in config["services"]}


def test_a_model_that_works_is_told_from_end_to_end_and_drawn(model: Path, tmp_path: Path) -> None:
    image, labels = tmp_path / "street.png", tmp_path / "labels.txt"
    cv2.imwrite(str(image), np.full((240, 320, 3), 200, np.uint8))
    labels.write_text("cat\ndog\nbird\n")
    status, text = doctor(model, image, "--labels", labels, "--attributes", '{"resize": "auto", "max_detections": 5}')
    assert status == 0
    for told in (
        '"image" float32[1, 96, 96, 3]',
        '"location" float32[1, 9, 4]',
        f"3, from label_path of the vision service, {labels}",
        "cat, dog, bird",
        'location "location", score "score" and category "category" by name',
        "resize: stretch (preset)",
        "(median of ",
        "street.png, 320 x 240: 5 detections",
        "It works.",
    ):
        assert told in text
    attributes = pasted(text)
    assert attributes[names.ONNX_CPU] == {"model_path": str(model), "label_path": str(labels)}
    assert attributes[names.VISION] == {"mlmodel_name": "regions-model", "max_detections": 5}
    drawn = cv2.imread(str(tmp_path / "regions-doctor.png"))
    assert drawn is not None
    assert drawn.shape == (360, 480, 3)
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 3


def test_what_is_pasted_is_accepted_by_the_services(model: Path) -> None:
    from viam.proto.app.robot import ComponentConfig
    from viam.utils import dict_to_struct

    _, text = doctor(model, "--attributes", '{"label_confidences": {"1": 0.5}, "statistics": {"floor": 0.2}}')
    attributes = pasted(text)
    for kind, triplet in ((ModelFileAttributes, names.ONNX_CPU), (VisionAttributes, names.VISION)):
        given = ComponentConfig(attributes=dict_to_struct(attributes[triplet]))  # pyright: ignore[reportArgumentType]
        assert read_attributes(kind, given).warnings == ()
    assert attributes[names.VISION]["statistics"] == {"floor": 0.2}


@pytest.mark.parametrize("attribute", attribute_names(VisionAttributes))
def test_every_attribute_of_the_vision_service_is_known(model: Path, attribute: str) -> None:
    assert f"{attribute}: unknown attribute" not in doctor(model, "--attributes", json.dumps({attribute: None}))[1]


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"mlmodel_name": "m", "watch_hz": 1}, "watch_hz: needs camera_name, the camera to watch"),
        ({"spool": {"directory": "/data"}}, "spool: needs capture, which chooses the frames"),
        ({"mlmodel_name": "m", "shadow": {"mlmodel_name": "m"}}, 'shadow.mlmodel_name: "m" is the live model'),
        ({"shadow": {"mlmodel_name": "n"}, "statistics": {"enabled": False}}, "shadow: needs statistics"),
    ],
)
def test_what_the_service_refuses_is_refused(model: Path, attributes: dict[str, object], told: str) -> None:
    status, text = doctor(model, "--attributes", json.dumps(attributes))
    assert status == 1
    assert told in " ".join(text.split())


def test_without_a_head_it_tells_what_was_tried_and_the_choices(tmp_path: Path) -> None:
    path = saying(tmp_path / "odd.onnx", {"x": np.zeros((1, 7, 7), np.float32)}, (32, 32), {})
    status, text = doctor(path)
    assert status == 1
    assert "cannot tell how to read the outputs" in text
    assert "set the attribute decoder to one whose shapes fit: yolo, yolo_objectness, yolo_end_to_end" in text
    assert "yolo_end_to_end" in text
    assert "(1, N, 6)" in text
    assert not (tmp_path / "odd-doctor.png").exists()


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    damaged = tmp_path / "cut.onnx"
    damaged.write_bytes(convention_model(tmp_path / "yolo.onnx", "yolo").read_bytes()[:200])
    status, text = doctor(
        damaged, tmp_path / "none.png", "--labels", tmp_path / "none.txt", "--attributes", '{"resise": "crop"}'
    )
    assert status == 1
    problems = [line for line in text.splitlines() if line.startswith("problem")]
    assert len(problems) == 4
    assert 'resise: unknown attribute, did you mean "resize"?' in problems[0]
    assert "none.png: no such file, expected an image" in problems[1]
    assert "cut.onnx: expected an ONNX model, the file is damaged" in problems[2]
    assert "none.txt: no such file, expected a label file" in problems[3]


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ("{", "--attributes: is not JSON"),
        ("[]", "must be one JSON object"),
        ("@nowhere.json", "nowhere.json: cannot be read"),
        ('{"padding": 999}', "padding: must be at least 0 and at most 255, got 999"),
        ('{"decoder": "yolov8"}', 'decoder: "yolov8" is not known; the choices are auto, classifier'),
        ('{"decoder": "ssd"}', "; the model gives"),
        ('{"decoder": "yolo"}', "decoder yolo, which reads (1, 4 + C, N) or (1, N, 4 + C): the outputs"),
        ('{"extra_inputs": 3}', "extra_inputs: must be an object"),
    ],
)
def test_wrong_attributes_are_told_without_a_stack_trace(model: Path, attributes: str, told: str) -> None:
    status, text = doctor(model, "--attributes", attributes)
    assert status == 1
    assert told in text
    assert '"image" float32[1, 96, 96, 3]' in text  # the model is told all the same


def test_a_wrong_number_of_labels_is_told_with_both_numbers(tmp_path: Path) -> None:
    path = saying(tmp_path / "classes.onnx", {"y": np.zeros((1, 5), np.float32)}, (32, 32), {})
    (tmp_path / "labels.txt").write_text("a\nb\n")
    status, text = doctor(path, "--labels", tmp_path / "labels.txt")
    assert status == 1
    assert '"y" has 5 classes, but there are 2 labels' in text


def test_likely_mistakes_are_warnings(model: Path, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("cat\nperson\nbird\n")
    attributes = {
        "remap_output_names": {"score": "scores"},
        "label_confidences": {"persn": 0.5},
        "input_image_mean_value": [127.5, 127.5, 127.5],
        "colour": 1,
    }
    (tmp_path / "vision.json").write_text(json.dumps(attributes))
    status, text = doctor(model, "--labels", tmp_path / "labels.txt", "--attributes", "@vision.json")
    assert status == 3
    assert "its class scores run from" in text  # what a mean of 127.5 makes of the image
    assert '"persn" is not a label of this model (did you mean "person"?); its labels are: cat, person, bird' in text
    assert "input_image_mean_value: 127.5 is unlikely" in text
    assert 'remap_output_names: "score" is to be "scores", which nothing asks for' in text
    assert "colour: unknown attribute, ignored" in text


def test_a_classifier_of_unknown_preparation_is_doubted(tmp_path: Path) -> None:
    idle, seen = np.full((1, 5), -0.5, np.float32), np.eye(1, 5, dtype=np.float32) * 4 - 1
    path = seeing(tmp_path / "timm.onnx", {"logits": idle}, {"logits": seen}, (32, 32))
    status, text = doctor(path)
    assert status == 0
    assert 'those of torchvision and timm need "preset": "imagenet"' in text
    assert "torchvision" not in doctor(path, "--attributes", '{"preset": "imagenet"}')[1]


def test_a_drawing_that_cannot_be_written_is_told(model: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", str(model), "--out", str(tmp_path / "no" / "such" / "folder.png")])
    assert "cannot be written" in str(result.exception)


def test_it_works_is_not_said_of_a_model_in_doubt(tmp_path: Path) -> None:
    table = np.zeros((1, 300, 6), np.float32)
    table[0, :5] = [0, 0, 320, 320, 0.9, 1]
    path = seeing(tmp_path / "m.onnx", {"output0": table * 0}, {"output0": table}, (320, 320))
    status, text = doctor(path)
    assert status == 3
    assert "It works" not in text
    assert "in doubt  the model is probably read wrong: 20 of 20 boxes cover the whole image" in text
    assert "It runs, but is in doubt. To paste into the machine's config:" in text
    assert pasted(text)[names.ONNX_CPU] == {"model_path": str(path)}


def test_what_cannot_be_right_is_a_problem(tmp_path: Path) -> None:
    table = np.zeros((1, 300, 6), np.float32)
    table[0, 0] = [10, 10, 80, 90, 7.5, 1]
    status, text = doctor(
        seeing(tmp_path / "m.onnx", {"output0": table * 0}, {"output0": table}, (320, 320)),
        "--attributes",
        '{"decoder": "yolo_end_to_end"}',
    )
    assert status == 1
    assert "its class scores run from 0 to 7.5" in text


def test_a_reference_of_labelled_images_is_read_as_the_service_reads_it(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    attributes = json.dumps({"review": {}, "reference": {"path": str(path)}})
    status, text = doctor(model, "--attributes", attributes)
    assert status == 1
    assert "reference.path: " in text
    assert "cannot be read" in text
    write_evaluation_reference(path, REFERENCE)
    status, text = doctor(model, "--attributes", attributes)
    assert status == 3  # a doubt: it was measured of another model
    assert "it is not used" in " ".join(text.split())
