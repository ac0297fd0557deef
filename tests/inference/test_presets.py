import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Size
from driftwatch.inference.preprocess import Normalization
from driftwatch.inference.presets import PRESETS, Hints, read_hints
from driftwatch.inference.tensors import ModelInfo

ULTRALYTICS = {"imgsz": "[320, 640]", "stride": "32", "task": "detect", "names": "{0: 'a'}"}


def hints(properties: dict[str, str]) -> Hints:
    return read_hints(ModelInfo("", "", (), (), properties=properties))


def test_ultralytics_says_family_size_and_stride() -> None:
    said = hints(ULTRALYTICS)
    assert (said.preset, said.fit, said.size, said.stride) == ("yolo", "letterbox", Size(640, 320), 32)
    classifier = hints({**ULTRALYTICS, "task": "classify", "imgsz": "224"})
    assert (classifier.preset, classifier.fit, classifier.size) == ("unit", "crop", Size(224, 224))


def test_tensorflow_lite_says_mean_and_deviation_in_pixels() -> None:
    said = hints({"normalization_mean": "[127.5]", "normalization_std": "[127.5]"})
    assert said.normalization == Normalization((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    each = hints({"normalization_mean": "[0.0, 51.0, 102.0]", "normalization_std": "[255.0, 255.0, 255.0]"})
    assert each.normalization == Normalization((0.0, 0.2, 0.4), (1.0, 1.0, 1.0))


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"stride": "32"},
        {"normalization_mean": "[0.0]", "normalization_std": "[0.0]"},
        {"normalization_mean": "[]", "normalization_std": "[1.0]"},
        {"names": "{0: 'a'}"},
    ],
)
def test_other_metadata_says_nothing(properties: dict[str, str]) -> None:
    assert hints(properties) == Hints()


@given(st.dictionaries(st.sampled_from([*ULTRALYTICS, "normalization_mean", "normalization_std"]), st.text()))
def test_any_text_can_be_read(properties: dict[str, str]) -> None:
    said = hints(properties)
    assert said.size is None or min(said.size.width, said.size.height) > 0
    assert said.stride is None or said.stride > 0


def test_every_preset_divides_by_something() -> None:
    for preset in PRESETS.values():
        assert 0.0 not in preset.normalization.std
        assert 0 <= preset.padding <= 255
