from typing import Any

import flatbuffers
import numpy as np
import pytest

from driftwatch.inference.runtimes.tflite_detector import NAME
from driftwatch.inference.runtimes.tflite_metadata import read_metadata
from tests.inference.runtimes.test_tflite_metadata import table, vector
from tests.inference.tflite_models import relu

ANCHORS = np.random.default_rng(0).uniform(0.01, 1, (200, 4)).astype(np.float32)


def numbers(builder: Any, fields: dict[int, float | bool]) -> int:
    builder.StartObject(max(fields) + 1)
    for number, value in fields.items():
        if isinstance(value, bool):
            builder.PrependBoolSlot(number, value, False)
        else:
            builder.PrependFloat32Slot(number, value, 0.0)
    return builder.EndObject()


def detector_options(anchors: np.ndarray, decoding: dict[int, float | bool]) -> bytes:
    """ObjectDetectorOptions of MediaPipe's object_detector_metadata_schema.fbs."""
    builder: Any = flatbuffers.Builder(256)
    rows = vector(builder, [numbers(builder, dict(enumerate(row))) for row in anchors.tolist()])
    layers = table(builder, {0: ("offset", table(builder, {0: ("offset", rows)}))})
    options = numbers(builder, decoding)
    builder.Finish(table(builder, {1: ("offset", layers), 2: ("offset", options)}), file_identifier=b"V001")
    return bytes(builder.Output())


def with_custom_metadata(name: str, data: bytes) -> bytes:
    """A model whose metadata holds `data` under `name`, as MediaPipe's writer puts it there."""
    builder: Any = flatbuffers.Builder(256)
    content = builder.CreateByteVector(data)
    entry = table(builder, {0: ("offset", builder.CreateString(name)), 1: ("offset", content)})
    graph = table(builder, {9: ("offset", vector(builder, [entry]))})
    builder.Finish(table(builder, {3: ("offset", vector(builder, [graph]))}), file_identifier=b"M001")
    return relu(metadata={"TFLITE_METADATA": bytes(builder.Output())})


def test_reads_anchors_and_how_boxes_are_coded() -> None:
    options = detector_options(ANCHORS, {6: 10.0, 7: 20.0, 8: 5.0, 9: 4.0, 10: True, 11: True})
    found = read_metadata(with_custom_metadata(NAME, options)).raw_detector
    assert found is not None
    np.testing.assert_array_equal(np.frombuffer(found.anchors, "<f4").reshape(-1, 4), ANCHORS)
    assert (found.divisors, found.exponential, found.logits) == ((10.0, 20.0, 5.0, 4.0), True, True)


def test_numbers_that_are_left_out_are_zero_and_scales_are_one() -> None:
    holes = ANCHORS.copy()
    holes[3, 1], holes[5] = 0, 0
    found = read_metadata(with_custom_metadata(NAME, detector_options(holes, {6: 0.0, 11: False}))).raw_detector
    assert found is not None
    np.testing.assert_array_equal(np.frombuffer(found.anchors, "<f4").reshape(-1, 4), holes)
    assert (found.divisors, found.exponential, found.logits) == ((1.0, 1.0, 1.0, 1.0), False, False)


def test_other_custom_metadata_says_nothing_of_a_detector() -> None:
    assert read_metadata(with_custom_metadata("SEGMENTER_METADATA", b"\0" * 64)).raw_detector is None


@pytest.mark.parametrize("at", range(0, 400, 7))
def test_damaged_options_are_read_as_none_or_as_something(at: int) -> None:
    options = bytearray(detector_options(ANCHORS[:4], {6: 10.0, 10: True}))
    if at < len(options):
        options[at] ^= 0xFF
    found = read_metadata(with_custom_metadata(NAME, bytes(options))).raw_detector
    assert found is None or len(found.anchors) % 16 == 0
