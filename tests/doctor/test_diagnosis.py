"""Every row of the table in docs/models.md, as an owner meets it: the model file alone, through the whole way."""

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from driftwatch.doctor.diagnosis import ENOUGH_SECONDS, MOST_RUNS, Diagnosis, examine, grey_picture
from driftwatch.doctor.examined_model import ExaminedModel, ModelSettings, NamedImage
from driftwatch.errors import TensorError
from driftwatch.inference.answer import Size
from driftwatch.inference.filters import FilterSettings
from driftwatch.inference.geometry import Fit, place
from driftwatch.inference.heads.registry import CONVENTIONS
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import Array, Tensors
from tests.docs.pages import ROOT, table_rows
from tests.inference.convention_models import convention_model, saying, saying_of
from tests.inference.frames import jpeg, picture
from tests.inference.heads.scenes import Scene
from tests.inference.heads.writers import WRITERS

SCENE = Scene(np.array([[0.3, 0.3, 0.4, 0.45]]), np.array([2]), np.array([0.8]), Size(128, 96), 3)
DECODERS = [convention.name for convention in CONVENTIONS]


def diagnose(path: Path, settings: ModelSettings | None = None, image: NamedImage | None = None) -> Diagnosis:
    runtime = open_model(path, "", 1)
    ticks = itertools.count(step=0.004)
    model = ExaminedModel(runtime.info, runtime.run)
    return examine(model, settings or ModelSettings(), image or grey_picture(), lambda: next(ticks))


@pytest.mark.parametrize("name", DECODERS)
def test_naming_the_file_is_enough(name: str, tmp_path: Path) -> None:
    diagnosis = diagnose(
        convention_model(tmp_path / "model.onnx", name), image=NamedImage(jpeg(picture(333, 217)), "image/jpeg", "x")
    )
    assert diagnosis.problems == ()
    assert diagnosis.choice is not None
    assert diagnosis.choice.decoder == name
    assert diagnosis.answer is not None
    assert diagnosis.answer.detections
    best = max(diagnosis.answer.detections, key=lambda one: one.confidence)
    assert best.confidence == pytest.approx(0.8, abs=1e-4)
    assert best.label == str(WRITERS[name].classes - 1)
    fit = next(fit for fit in get_args(Fit) if diagnosis.preparation["resize"].startswith(f"{fit} "))
    cell = place(Size(333, 217), WRITERS[name].canvas, fit).to_image(np.array([[0.3, 0.3, 0.4, 0.45]]))[0]
    assert cell[0] - 0.01 < (best.box.xmin + best.box.xmax) / 2 < cell[2] + 0.01


def test_the_table_of_models_has_these_rows_and_asks_for_no_configuration() -> None:
    rows = {
        cells[0].strip("`"): cells[3]
        for _, cells in table_rows(ROOT / "docs" / "models.md", "`decoder`")
        if len(cells) == 5
    }
    assert set(rows) == {*DECODERS, "classifier"}
    assert [name for name, configuration in rows.items() if not configuration.startswith("none")] == []


def test_the_table_of_images_says_what_is_done(tmp_path: Path) -> None:
    words = {"0 to 1": "0) / 1 ", "0 to 255": "/ 0.003922", "-1 to 1": "0.5) / 0.5", "ImageNet": "0.485"}
    rows = [cells for _, cells in table_rows(ROOT / "docs" / "models.md", "`decoder`") if len(cells) == 2]
    listed = {name.strip("` "): cells[1] for cells in rows for name in cells[0].split(",")}
    for name in DECODERS:
        told = listed.get(name, listed["all others"])
        done = diagnose(convention_model(tmp_path / f"{name}.onnx", name)).preparation
        assert next(sign for word, sign in words.items() if told.startswith(word)) in done["values"], name
        fits = {"on one side": "top_left", "bars": "letterbox", "the middle of": "crop"}
        fit = next((fit for word, fit in fits.items() if word in told), "stretch")
        assert done["resize"].startswith(f"{fit} "), name
        assert done.get("colours", "").startswith("blue first") == ("blue first" in told), name


def test_a_classifier_is_one_by_naming_the_file(tmp_path: Path) -> None:
    path = saying(tmp_path / "m.onnx", {"y": np.array([[3.0, 1.0, -2.0]], np.float32)}, (32, 32), {})
    diagnosis = diagnose(path)
    assert diagnosis.choice is not None
    assert diagnosis.choice.decoder == "classifier"
    assert diagnosis.answer is not None
    assert diagnosis.answer.classifications is not None
    assert sum(one.confidence for one in diagnosis.answer.classifications) == pytest.approx(1)


def test_the_time_of_an_inference_is_the_median_of_a_few(tmp_path: Path) -> None:
    diagnosis = diagnose(convention_model(tmp_path / "m.onnx", "yolo"))
    assert (diagnosis.runs, diagnosis.milliseconds) == (MOST_RUNS, pytest.approx(4))


def test_a_slow_model_is_not_waited_for(tmp_path: Path) -> None:
    runtime = open_model(convention_model(tmp_path / "m.onnx", "yolo"), "", 1)
    ticks = itertools.count(step=ENOUGH_SECONDS)
    diagnosis = examine(ExaminedModel(runtime.info, runtime.run), ModelSettings(), grey_picture(), lambda: next(ticks))
    assert diagnosis.runs == 1


def test_a_missing_label_file_does_not_hide_how_the_model_is_read(tmp_path: Path) -> None:
    diagnosis = diagnose(convention_model(tmp_path / "m.onnx", "yolo"), ModelSettings(label_path="/nowhere.txt"))
    assert diagnosis.problems == ("/nowhere.txt: no such file, expected a label file",)
    assert diagnosis.choice is not None
    assert diagnosis.warnings == ()


def test_a_damaged_image_is_a_problem_and_the_rest_is_told(tmp_path: Path) -> None:
    path = convention_model(tmp_path / "m.onnx", "yolo")
    diagnosis = diagnose(path, image=NamedImage(b"\xff\xd8\xff", "image/jpeg", "x.jpg"))
    assert len(diagnosis.problems) == 1
    assert diagnosis.choice is not None
    assert diagnosis.answer is None


def test_a_model_of_open_size_that_fails_is_told_to_get_one(tmp_path: Path) -> None:
    outputs = WRITERS["boxes_labels_scores"].write(SCENE)
    path = saying(tmp_path / "m.onnx", outputs, ("h", "w"), {})
    assert diagnose(path).problems == ()
    runtime = open_model(path, "", 1)

    def only_vga(tensors: Tensors) -> Tensors:
        if tensors["input"].shape[2:] != (480, 640):
            raise TensorError("the model cannot run on these inputs")
        return runtime.run(tensors)

    small = NamedImage(jpeg(picture(64, 48)), "", "x")
    model = ExaminedModel(runtime.info, only_vga)
    told = examine(model, ModelSettings(), small, itertools.count().__next__)
    assert len(told.problems) == 2
    assert 'try "input_size": [640, 480]' in told.problems[1]
    sized = ModelSettings(input=InputSettings(input_size=(640, 480)))
    assert examine(model, sized, small, itertools.count().__next__).problems == ()


def test_labels_come_with_their_source(tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("\n".join("abcdef"))
    path = convention_model(tmp_path / "m.onnx", "yolo")
    runtime = open_model(path, "", 1)
    model = ExaminedModel(runtime.info, runtime.run, labels)
    diagnosis = examine(model, ModelSettings(), grey_picture(), itertools.count().__next__)
    assert (diagnosis.labels, diagnosis.label_source) == (
        tuple("abcdef"),
        f"label_path of the ML model service, {labels}",
    )
    assert diagnosis.answer is not None
    assert [one.label for one in diagnosis.answer.detections or ()] == ["f"]


def test_confidences_by_label_of_a_model_without_labels_let_nothing_pass_and_that_is_said(tmp_path: Path) -> None:
    path = saying(tmp_path / "m.onnx", {"y": np.array([[3.0, 1.0, -2.0]], np.float32)}, (32, 32), {})

    def warned(by_label: dict[str, float]) -> bool:
        warnings = diagnose(path, ModelSettings(filter=FilterSettings(label_confidences=by_label))).warnings
        return any(warning.startswith("label_confidences: the model has no labels") for warning in warnings)

    assert warned({"person": 0.5})
    assert not warned({"2": 0.5})
    assert not warned({})


def test_labels_that_may_be_meant_otherwise_are_a_warning(tmp_path: Path) -> None:
    path = saying(tmp_path / "m.onnx", {"y": np.array([[3.0, 1.0, -2.0]], np.float32)}, (32, 32), {})
    labels = tmp_path / "from1.json"
    labels.write_text('{"1": "ant", "2": "bee", "3": "cat"}')
    diagnosis = diagnose(path, ModelSettings(label_path=str(labels)))
    assert diagnosis.labels == ("ant", "bee", "cat")
    assert any(one.endswith(': 1 -> "ant", 2 -> "bee", 3 -> "cat"') for one in diagnosis.warnings)


CLASSES = {"dense_1": np.array([[0.05, 0.05, 0.9]], np.float32)}
NUMBERED = {
    "3193": np.array([[0.0, 0, 30, 30]], np.float32),
    "3194": np.array([0.9], np.float32),
    "3195": np.array([2], np.int64),
}


@pytest.mark.parametrize(
    ("outputs", "shape", "remap", "named"),
    [
        (CLASSES, [1, 3, 32, 32], {}, '"preset": "imagenet"'),
        (CLASSES, [1, 32, 32, 3], {}, '"preset": "raw"'),
        (CLASSES, [1, 32, 32, 1], {}, '"preset": "unit"'),
        (NUMBERED, [1, 3, 32, 32], {"3193": "location", "3194": "score", "3195": "category"}, '"preset": "unit"'),
    ],
)
def test_a_float_image_that_the_model_says_nothing_of_is_doubted_with_the_presets_that_fit(
    outputs: Mapping[str, Array], shape: list[int], remap: dict[str, str], named: str, tmp_path: Path
) -> None:
    path = saying_of(tmp_path / "m.onnx", outputs, shape)
    settings = OutputSettings(remap_output_names=remap)
    doubts = [line for line in diagnose(path, ModelSettings(output=settings)).warnings if line.startswith("preset: ")]
    assert len(doubts) == 1
    assert named in doubts[0]
    told = ModelSettings(input=InputSettings(preset="tf"), output=settings)
    assert [line for line in diagnose(path, told).warnings if line.startswith("preset: ")] == []


def test_a_model_made_for_viam_gets_the_builtin_image_without_a_doubt(tmp_path: Path) -> None:
    path = saying_of(tmp_path / "m.onnx", {"probability": CLASSES["dense_1"]}, [1, 32, 32, 3])
    assert [line for line in diagnose(path).warnings if line.startswith("preset: ")] == []


def test_anchors_that_were_assumed_are_a_doubt(tmp_path: Path) -> None:
    doubts = diagnose(convention_model(tmp_path / "m.onnx", "yolo_heads")).doubts
    assert [line for line in doubts if line.startswith("anchors: the model does not hold them")]
