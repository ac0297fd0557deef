from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from driftwatch.errors import TensorError
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.pipeline import Pipeline, PipelineBuilder
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import ModelInfo, Tensors, TensorSpec
from tests.inference.convention_models import convention_model
from tests.inference.frames import jpeg, picture
from tests.inference.heads.scenes import CLASSES

YOLO_METADATA = {
    "stride": "32",
    "task": "detect",
    "names": str({i: str(i) for i in range(CLASSES)}),
    "imgsz": "[96, 128]",
}


def assembled(path: Path, settings: InputSettings | None = None) -> Pipeline:
    runtime = open_model(path, "", 1)
    builder = PipelineBuilder(runtime.info, settings or InputSettings())
    return builder.finish(runtime.run(builder.trial), OutputSettings(), None, None)


@pytest.mark.parametrize(
    ("name", "values", "resize"),
    [
        ("yolo", "(pixel / 255 - 0) / 1", "letterbox"),
        ("yolo_objectness", "(pixel / 255 - 0) / 1", "letterbox"),
        ("yolo_end_to_end", "(pixel / 255 - 0) / 1", "letterbox"),
        ("centerface", "(pixel / 255 - 0) / 0.003922", "stretch"),
        ("boxes_labels_scores", "(pixel / 255 - 0) / 1", "stretch"),
        ("detr", "(pixel / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]", "stretch"),
        ("mediapipe", "(pixel / 255 - 0.5) / 0.5", "letterbox"),
        ("yolox", "(pixel / 255 - 0) / 0.003922", "top_left"),
        ("scrfd", "(pixel / 255 - 0.5) / 0.502", "top_left"),
        ("fomo", "(pixel / 255 - 0) / 1", "crop"),
        ("ssd", "(pixel / 255 - 0.5) / 0.5", "stretch"),
        ("viam_tensors", "(pixel / 255 - 0.5) / 0.5", "stretch"),
    ],
)
def test_a_model_without_metadata_gets_the_image_that_its_family_wants(
    tmp_path: Path, name: str, values: str, resize: str
) -> None:
    how = assembled(convention_model(tmp_path / "model.onnx", name)).describe()
    assert how["values"] == f"{values} (preset)"
    assert how["resize"] == f"{resize} (preset)"
    expected = (
        "as the builtin service" if name in ("ssd", "viam_tensors") else f"as models of the decoder {name} want it"
    )
    assert expected in how["preset"]


def test_the_owner_wins_over_the_family(tmp_path: Path) -> None:
    path = convention_model(tmp_path / "model.onnx", "yolo")
    how = assembled(path, InputSettings(preset="tf")).describe()
    assert (how["preset"], how["resize"]) == ("tf (attribute)", "stretch (preset)")
    how = assembled(path, InputSettings(resize="crop", input_image_std_dev=(0.25, 0.25, 0.25))).describe()
    assert how["resize"] == "crop (attribute)"
    assert how["values"] == "(pixel / 255 - 0) / 0.25 (attributes)"


def test_metadata_wins_over_the_family(tmp_path: Path) -> None:
    how = assembled(convention_model(tmp_path / "model.onnx", "yolo", YOLO_METADATA)).describe()
    assert how["preset"] == "yolo (Ultralytics metadata)"


def test_rt_detr_of_ultralytics_is_not_put_between_bars(tmp_path: Path) -> None:
    metadata = {**YOLO_METADATA, "head": "RTDETRDecoder"}
    how = assembled(convention_model(tmp_path / "model.onnx", "rtdetr_ultralytics", metadata)).describe()
    assert how["preset"] == "unit (Ultralytics metadata)"
    assert how["resize"] == "stretch (Ultralytics metadata)"


@pytest.mark.parametrize(
    ("kind", "first", "taken"), [("tflite", "???", False), ("tflite", "ant", True), ("onnx", "???", True)]
)
def test_a_line_for_the_background_is_left_out_where_class_0_is_the_first_real_one(
    tmp_path: Path, kind: str, first: str, taken: bool
) -> None:
    names = [f"class {number}" for number in range(CLASSES)]
    (tmp_path / "labels.txt").write_text("\n".join([first, *names]))
    runtime = open_model(convention_model(tmp_path / "model.onnx", "tflite_postprocess"), "", 1)
    builder = PipelineBuilder(replace(runtime.info, kind=kind), InputSettings())
    pipeline = builder.finish(runtime.run(builder.trial), OutputSettings(), tmp_path / "labels.txt", None)
    assert pipeline.choice.decoder == "tflite_postprocess"
    assert pipeline.labels == ((first, *names) if taken else tuple(names))


@pytest.mark.parametrize(("order", "is_doubted"), [((0, 1, 2), False), ((1, 0, 2), True), ((2, 1, 0), True)])
def test_a_label_file_in_another_order_than_the_model_file_is_doubted(
    tmp_path: Path, order: tuple[int, ...], is_doubted: bool
) -> None:
    """As where a model was trained again and its label file was not replaced."""
    runtime = open_model(convention_model(tmp_path / "model.onnx", "yolo", YOLO_METADATA), "", 1)
    names = [f"class {number}" for number in range(CLASSES)]
    info = replace(runtime.info, labels=tuple(names))
    (tmp_path / "labels.txt").write_text("\n".join([*(names[number] for number in order), *names[3:]]))
    builder = PipelineBuilder(info, InputSettings())
    pipeline = builder.finish(runtime.run(builder.trial), OutputSettings(), tmp_path / "labels.txt", None)
    doubts = [one.text for one in pipeline.doubts if one.text.startswith("label_path")]
    assert bool(doubts) == is_doubted
    assert not doubts or "class 0 is class" in doubts[0]


OPEN = ModelInfo("m", "onnx", (TensorSpec("x", "float32", (-1, -1, -1, -1)),), ())


@pytest.mark.parametrize("takes", [(1, 3, 480, 640), (1, 480, 640, 3), (1, 3, 224, 224), (1, 384, 384, 3)])
def test_what_a_model_leaves_open_is_found_by_trying(takes: tuple[int, ...]) -> None:
    def run(tensors: Tensors) -> Tensors:
        if tensors["x"].shape != takes:
            raise TensorError("the model cannot run on these inputs")
        return {"probability": np.zeros((1, 3), np.float32)}

    builder, outputs = PipelineBuilder(OPEN, InputSettings()).run(run)
    pipeline = builder.finish(outputs, OutputSettings(), None, None)
    if takes[1:] not in ((3, 480, 640), (480, 640, 3)):
        assert "found by trying" in pipeline.describe()["size"]
    prepared = pipeline.prepare(jpeg(picture(640, 480)), "image/jpeg")
    assert prepared.tensors["x"].shape == takes


def test_a_model_that_runs_in_no_layout_fails_with_the_first_error() -> None:
    tried: list[tuple[int, ...]] = []

    def run(tensors: Tensors) -> Tensors:
        tried.append(tensors["x"].shape)
        raise TensorError(f"not {tensors['x'].shape}")

    with pytest.raises(TensorError, match=r"not \(1, 480, 640, 3\)"):
        PipelineBuilder(OPEN, InputSettings()).run(run)
    assert len(tried) == len(set(tried)) > 4
