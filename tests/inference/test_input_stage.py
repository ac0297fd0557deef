from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import ImageError, ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.input_stage import InputSettings, InputStage
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import ModelInfo, TensorSpec
from tests.inference.frames import jpeg, picture, png, raw_rgba, with_orientation
from tests.inference.onnx_models import identity


def stage(*inputs: TensorSpec, properties: dict[str, str] | None = None, **settings: Any) -> InputStage:
    return InputStage(ModelInfo("", "", inputs, (), properties=properties or {}), InputSettings(**settings))


def bytes_of(side: int) -> TensorSpec:
    return TensorSpec("image", "uint8", (1, side, side, 3))


def test_an_image_of_the_models_size_arrives_unchanged() -> None:
    image = picture(32, 32)
    for data in (png(image), raw_rgba(image)):
        prepared = stage(bytes_of(32)).prepare(data, "image/png")
        assert (prepared.tensors["image"][0] == image).all()
        assert prepared.size == prepared.canvas == Size(32, 32)


def test_feeds_what_the_builtin_service_feeds() -> None:
    image = (np.arange(45, dtype=np.uint8).reshape(3, 5, 3) * 5).astype(np.uint8)
    prepared = stage(bytes_of(2)).prepare(png(image), "image/png")
    # nfnt/resize's answer, at the version that rdk v1.4.0 uses
    assert prepared.tensors["image"][0].tolist() == [[[38, 43, 48], [71, 76, 81]], [[137, 142, 147], [170, 175, 180]]]


@pytest.mark.parametrize("filter_", ["fast", "builtin"])
@pytest.mark.parametrize("scaled", [False, True])
def test_a_jpeg_and_a_png_of_one_picture_arrive_nearly_the_same(filter_: str, scaled: bool) -> None:
    image = picture(640, 480)
    ready = stage(bytes_of(64), resize_filter=filter_, scaled_decode=scaled)
    from_png = ready.prepare(png(image), "image/png").tensors["image"].astype(int)
    prepared = ready.prepare(jpeg(image), "image/jpeg")
    assert np.abs(prepared.tensors["image"].astype(int) - from_png).mean() < 2
    assert prepared.size == Size(640, 480)


def test_every_input_is_fed_by_the_models_own_name(tmp_path: Path) -> None:
    shapes = {"pixel_values": ("float32", ["n", 3, 32, 48]), "orig_target_sizes": ("int64", ["n", 2])}
    runtime = open_model(identity(tmp_path / "m.onnx", shapes), "", 1)  # pyright: ignore[reportArgumentType]
    ready = InputStage(runtime.info, InputSettings(remap_input_names={"pixel_values": "image"}))
    for prepared in (ready.prepare(jpeg(picture(100, 80)), "image/jpeg"), ready.blank()):
        answer = runtime.run(prepared.tensors)
        assert answer["pixel_values_out"].shape == (1, 3, 32, 48)
        assert answer["orig_target_sizes_out"].tolist() == [[48, 32]]


def test_the_grey_image_is_grey_and_of_the_models_size() -> None:
    prepared = stage(bytes_of(24)).blank()
    assert (prepared.tensors["image"] == 128).all()
    assert prepared.tensors["image"].shape == (1, 24, 24, 3)
    assert stage(TensorSpec("image", "uint8", (1, -1, -1, 3))).blank().canvas == Size(640, 480)


def test_boxes_come_back_to_the_image_that_was_sent() -> None:
    ready = stage(TensorSpec("image", "float32", (1, 3, 64, 64)), preset="yolo")
    prepared = ready.prepare(jpeg(picture(128, 64)), "image/jpeg")
    assert prepared.placement.to_image(np.array([[0.0, 0.25, 0.5, 0.75]])).tolist() == [[0.0, 0.0, 0.5, 1.0]]


def test_an_image_is_turned_only_when_the_owner_says_so() -> None:
    data = with_orientation(jpeg(picture(64, 32)), 6)
    assert stage(bytes_of(16)).prepare(data, "image/jpeg").size == Size(64, 32)
    assert stage(bytes_of(16), apply_orientation=True).prepare(data, "image/jpeg").size == Size(32, 64)


@given(
    width=st.integers(1, 70),
    height=st.integers(1, 70),
    fit=st.sampled_from(["stretch", "letterbox", "crop"]),
    filter_=st.sampled_from(["fast", "builtin"]),
)
def test_every_size_fills_the_models_input(width: int, height: int, fit: str, filter_: str) -> None:
    ready = stage(TensorSpec("image", "float32", (1, 3, 20, 30)), resize=fit, resize_filter=filter_)
    for data in (jpeg(picture(width, height)), png(picture(width, height))):
        prepared = ready.prepare(data, "")
        assert prepared.tensors["image"].shape == (1, 3, 20, 30)
        assert np.abs(prepared.tensors["image"]).max() <= 1
        assert (prepared.size, prepared.canvas) == (Size(width, height), Size(30, 20))


def test_says_what_it_does_and_why() -> None:
    said = stage(TensorSpec("image", "float32", (1, 3, 64, 64)), properties={"stride": "32", "imgsz": "64"}).describe()
    assert said["preset"] == "yolo (Ultralytics metadata)"
    assert said["resize"] == "letterbox (Ultralytics metadata)"
    assert all("\n" not in line for line in said.values())


def test_what_would_fail_with_each_frame_is_said_at_once() -> None:
    with pytest.raises(ModelError, match='"limit"'):
        stage(bytes_of(8), TensorSpec("limit", "float32", (1,)))
    with pytest.raises(ImageError, match="not an image"):
        stage(bytes_of(8)).prepare(b"no image", "image/jpeg")
