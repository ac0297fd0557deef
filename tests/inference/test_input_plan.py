import re
from typing import Any

import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.input_plan import InputPlan, plan_input
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.preprocess import Normalization
from driftwatch.inference.tensors import ModelInfo, Quantization, TensorSpec

ULTRALYTICS = {"imgsz": "[320, 640]", "stride": "32", "task": "detect"}
TFLITE = {"normalization_mean": "[0.0]", "normalization_std": "[255.0]"}
UNIT = Normalization((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
SIGNED = Normalization((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def model(*inputs: TensorSpec, **properties: str) -> ModelInfo:
    return ModelInfo("", "", inputs or (image(),), (), properties=properties)


def image(name: str = "x", dtype: str = "float32", shape: tuple[int, ...] = (1, 3, 64, 96), **more: Any) -> TensorSpec:
    return TensorSpec(name, dtype, shape, **more)


def plan(*inputs: TensorSpec, properties: dict[str, str] | None = None, **settings: Any) -> InputPlan:
    return plan_input(model(*inputs, **(properties or {})), InputSettings(**settings))


def test_without_a_word_it_is_the_builtin_service() -> None:
    made = plan()
    assert (made.normalization, made.fit, made.filter, made.bgr) == (SIGNED, "stretch", "builtin", False)
    assert made.canvas(Size(1280, 720)) == Size(96, 64)
    assert made.warnings == ()


def test_the_models_metadata_wins_over_the_builtin_services_ways() -> None:
    yolo = plan(properties=ULTRALYTICS)
    assert (yolo.normalization, yolo.fit, yolo.filter, yolo.padding) == (UNIT, "letterbox", "fast", 114)
    assert "Ultralytics metadata" in yolo.reasons["preset"]
    assert plan(properties=TFLITE).normalization == UNIT
    assert "TensorFlow Lite metadata" in plan(properties=TFLITE).reasons["values"]


def test_attributes_win_over_metadata() -> None:
    made = plan(properties=ULTRALYTICS, resize="stretch", padding=0, resize_filter="builtin", preset="raw")
    assert (made.fit, made.padding, made.filter) == ("stretch", 0, "builtin")
    assert made.normalization == Normalization((0.0, 0.0, 0.0), (1 / 255, 1 / 255, 1 / 255))
    means = plan(properties=TFLITE, input_image_mean_value=(0.1, 0.2, 0.3))
    assert means.normalization == Normalization((0.1, 0.2, 0.3), (1.0, 1.0, 1.0))


def test_a_mean_alone_leaves_the_builtin_services_deviation() -> None:
    assert plan(input_image_mean_value=(0.0, 0.1, 0.2)).normalization == Normalization((0.0, 0.1, 0.2), (0.5, 0.5, 0.5))
    assert plan(input_image_std_dev=(1.0, 1.0, 1.0, 9.0)).normalization == Normalization(
        (0.5, 0.5, 0.5), (1.0, 1.0, 1.0)
    )


def test_bytes_are_taken_as_they_are_unless_a_preset_says_how_they_are_quantised() -> None:
    quantised = Quantization(1 / 255, 0)
    assert plan(image(dtype="uint8")).normalization is None
    assert plan(image(dtype="uint8", quantization=quantised), input_image_mean_value=(0.0,) * 3).normalization is None
    assert plan(image(dtype="uint8", quantization=quantised), preset="unit").normalization == UNIT
    assert plan(image(dtype="int8")).normalization is None
    assert plan(image(dtype="int8", quantization=quantised), properties=TFLITE).normalization == UNIT


@pytest.mark.parametrize(
    ("inputs", "settings", "chosen"),
    [
        ((image("a"), image("image")), {}, "image"),
        ((image("a"), image("image")), {"remap_input_names": {"a": "image"}}, "a"),
        ((image("a"), TensorSpec("size", "int64", (1, 2))), {"extra_inputs": {"size": (1.0, 2.0)}}, "a"),
        ((image("only"),), {"remap_input_names": {"wrong": "image"}}, "only"),
    ],
)
def test_finds_the_input_that_takes_the_image(
    inputs: tuple[TensorSpec, ...], settings: dict[str, Any], chosen: str
) -> None:
    made = plan(*inputs, **settings)
    assert made.image.name == chosen
    assert {spec.name for spec in made.others} == {spec.name for spec in inputs} - {chosen}


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((image("a"), image("b")), 'cannot tell which of the model\'s inputs takes the image: "a" .*remap_input_names'),
        ((TensorSpec("x", "float32", (1, 10)),), r'input "x" float32\[1, 10\] does not take an image'),
        ((TensorSpec("x", "float32", (1, 10)), TensorSpec("y", "float32", (1,))), "cannot tell which"),
        ((image(shape=(4, 3, 64, 64)),), "takes 4 images at once"),
    ],
)
def test_says_why_no_input_takes_the_image(inputs: tuple[TensorSpec, ...], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        plan(*inputs)


OPEN = image(shape=(1, 3, -1, -1))


@pytest.mark.parametrize(
    ("spec", "settings", "properties", "canvas"),
    [
        (OPEN, {}, {}, Size(1280, 720)),
        (OPEN, {"input_size": (416,)}, {}, Size(416, 416)),
        (OPEN, {"input_size": (640, 384)}, ULTRALYTICS, Size(640, 384)),
        (OPEN, {}, ULTRALYTICS, Size(640, 320)),
        (OPEN, {}, {"stride": "32", "names": "{}"}, Size(1280, 736)),
        (image(shape=(1, 3, 64, -1)), {"input_size": (100, 200)}, {}, Size(100, 64)),
        (image(shape=(1, 3, 64, -1)), {}, {}, Size(1280, 64)),
        (image(), {"input_size": (100, 200)}, {}, Size(96, 64)),
    ],
)
def test_an_open_size_comes_from_attribute_metadata_or_image(
    spec: TensorSpec, settings: dict[str, Any], properties: dict[str, str], canvas: Size
) -> None:
    assert plan(spec, properties=properties, **settings).canvas(Size(1280, 720)) == canvas


def test_large_inputs_take_the_fast_filter() -> None:
    assert plan(image(shape=(1, 3, 512, 512))).filter == "builtin"
    assert plan(image(shape=(1, 3, 512, 640))).filter == "fast"
    assert plan(image(shape=(1, 3, 512, 640)), resize_filter="builtin").filter == "builtin"
    assert plan(OPEN, input_size=(640,)).filter == "fast"


@pytest.mark.parametrize(
    ("spec", "settings", "warning"),
    [
        (
            image(),
            {"input_image_mean_value": (127.5,) * 3},
            "input_image_mean_value: 127.5 is unlikely: .*divided by 255",
        ),
        (image(), {"input_image_std_dev": (2.1, 1.0, 1.0)}, "input_image_std_dev: .* is unlikely"),
        (image(dtype="uint8"), {"input_image_mean_value": (0.5,) * 3}, "input_image_mean_value: has no effect"),
        (image(), {"input_size": (640,)}, "input_size: has no effect"),
        (image(), {"extra_inputs": {"scale": (1.0,)}}, 'the model has no input "scale"; its inputs are: "x"'),
        (image(), {"remap_input_names": {"y": "image"}}, 'the model has no input "y"; its inputs are: "x"'),
    ],
)
def test_warns_of_what_is_likely_a_mistake(spec: TensorSpec, settings: dict[str, Any], warning: str) -> None:
    (only,) = plan(spec, **settings).warnings
    assert re.search(warning, only)


def test_the_limit_of_the_warning_is_two() -> None:
    assert plan(input_image_std_dev=(2.0, 2.0, 2.0)).warnings == ()


@pytest.mark.parametrize("shape", [(1, 3, 0, 64), (1, 3, 64, 0), (1, 3, 1 << 31, 96), (1, 1 << 16, 1 << 16, 3)])
def test_an_image_that_cannot_be_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match="expected at least 1 and at most 67108864"):
        plan(image(shape=shape))


def test_metadata_that_asks_for_too_much_is_refused() -> None:
    for words in ({"imgsz": "[99999, 99999]", "stride": "32"}, {"names": "{}", "stride": "99999999"}):
        with pytest.raises(ModelError, match="expected at least 1"):
            plan(image(shape=(1, 3, -1, -1)), properties=words)
