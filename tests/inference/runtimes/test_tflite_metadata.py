import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import flatbuffers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.runtimes.tflite_metadata import TfliteMetadata, read_metadata
from tests.inference.tflite_models import relu

LABELS = "background\nperson\r\n\ncar\n"


def table(builder: Any, fields: dict[int, tuple[str, Any]]) -> int:
    """Field number -> ("offset" | "int8", value)."""
    builder.StartObject(max(fields) + 1)
    for number, (kind, value) in fields.items():
        if kind == "offset":
            builder.PrependUOffsetTRelativeSlot(number, value, 0)
        else:
            builder.PrependInt8Slot(number, value, 0)
    return builder.EndObject()


def vector(builder: Any, offsets: list[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return builder.EndVector()


def floats(builder: Any, values: list[float]) -> int:
    builder.StartVector(4, len(values), 4)
    for value in reversed(values):
        builder.PrependFloat32(value)
    return builder.EndVector()


def metadata_buffer(file_name: str = "labels.txt", file_type: int = 3) -> bytes:
    """A ModelMetadata with a normalization of its input and a label file of its output."""
    builder: Any = flatbuffers.Builder(256)
    options = table(builder, {0: ("offset", floats(builder, [127.5])), 1: ("offset", floats(builder, [63.75]))})
    unit = table(builder, {0: ("int8", 1), 1: ("offset", options)})
    tensor_in = table(builder, {4: ("offset", vector(builder, [unit]))})
    file = table(builder, {0: ("offset", builder.CreateString(file_name)), 2: ("int8", file_type)})
    tensor_out = table(builder, {6: ("offset", vector(builder, [file]))})
    graph = table(builder, {2: ("offset", vector(builder, [tensor_in])), 3: ("offset", vector(builder, [tensor_out]))})
    description = builder.CreateString("finds people")
    builder.Finish(
        table(builder, {1: ("offset", description), 3: ("offset", vector(builder, [graph]))}), file_identifier=b"M001"
    )
    return bytes(builder.Output())


def packed(model: bytes, files: dict[str, str]) -> bytes:
    """The model with an archive behind it, as TensorFlow Lite's and Ultralytics' exporters append it."""
    stream = io.BytesIO(model)
    with zipfile.ZipFile(stream, "a") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_reads_description_labels_and_normalization() -> None:
    content = packed(relu(metadata={"TFLITE_METADATA": metadata_buffer()}), {"labels.txt": LABELS, "readme.txt": "x"})
    assert read_metadata(content) == TfliteMetadata(
        "finds people",
        ("background", "person", "car"),
        {"normalization_mean": "[127.5]", "normalization_std": "[63.75]"},
    )


def test_a_label_file_counts_by_its_type_or_by_its_name() -> None:
    untyped = relu(metadata={"TFLITE_METADATA": metadata_buffer("words.txt", 1)})
    assert read_metadata(packed(untyped, {"words.txt": LABELS})).labels is None
    assert read_metadata(packed(untyped, {"labelmap.txt": LABELS})).labels == ("background", "person", "car")
    assert read_metadata(packed(relu(), {"labelmap.txt": LABELS})).labels == ("background", "person", "car")


@pytest.mark.parametrize("text", ["license plate", "plate, license", "license plate\r\n"])
def test_labels_inside_a_model_are_taken_line_by_line(text: str) -> None:
    typed = relu(metadata={"TFLITE_METADATA": metadata_buffer()})
    for content in (packed(typed, {"labels.txt": text}), packed(relu(), {"labelmap.txt": text})):
        assert read_metadata(content).labels == (text.strip(),)


@pytest.mark.parametrize("write", [json.dumps, str])
def test_reads_what_ultralytics_packs(write: Callable[[object], str]) -> None:
    said = {"imgsz": [320, 640], "stride": 32, "task": "detect", "names": {0: "cat", 1: "dog"}}
    name = "metadata.json" if write is json.dumps else "temp_meta.txt"
    metadata = read_metadata(packed(relu(), {name: write(said)}))
    assert metadata.labels == ("cat", "dog")
    assert metadata.properties["imgsz"] == "[320, 640]"
    assert metadata.properties["stride"] == "32"


def test_a_model_without_metadata_has_none() -> None:
    assert read_metadata(relu()) == TfliteMetadata("made in a test")


@given(position=st.floats(0, 0.999), value=st.integers(0, 255), cut=st.booleans())
def test_damaged_metadata_says_less_and_never_fails(position: float, value: int, cut: bool) -> None:
    content = bytearray(
        packed(relu(metadata={"TFLITE_METADATA": metadata_buffer()}), {"labels.txt": LABELS, "metadata.json": "{}"})
    )
    at = int(position * len(content))
    content[at] = value
    metadata = read_metadata(bytes(content[:at] if cut else content))
    assert metadata.labels is None or all(isinstance(label, str) for label in metadata.labels)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(content: bytes) -> None:
    assert read_metadata(content).properties == {}
