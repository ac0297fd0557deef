"""The ML model services through the SDK's own client."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from grpclib import GRPCError, Status
from viam.utils import struct_to_dict

from driftwatch import names
from driftwatch.services.rpc.codec import WIRE_DTYPES
from tests.module.conftest import ModuleProcess
from tests.onnx_models import identity

CARRIED_AS = {**{dtype: dtype for dtype in WIRE_DTYPES}, "float16": "float32", "bool": "uint8"}


async def test_mixed_dtypes_and_open_dimensions_cross_unchanged(module: ModuleProcess, tmp_path: Path) -> None:
    path = identity(tmp_path / "m.onnx", {dtype: (dtype, ["n", 2]) for dtype in CARRIED_AS})
    await module.add("m", names.ONNX_CPU, {"model_path": str(path)})
    for rows in (1, 3):
        sent = {
            dtype: np.arange(2 * rows).reshape(rows, 2).astype(bool if dtype == "bool" else dtype)
            for dtype in CARRIED_AS
        }
        wire = {dtype: tensor.astype(CARRIED_AS[dtype]) for dtype, tensor in sent.items()}
        outputs = await module.mlmodel("m").infer(wire)
        assert outputs.keys() == {f"{dtype}_out" for dtype in CARRIED_AS}
        for dtype, tensor in wire.items():
            assert outputs[f"{dtype}_out"].dtype == tensor.dtype
            np.testing.assert_array_equal(outputs[f"{dtype}_out"], tensor)


async def test_metadata_is_that_of_the_stock_service(module: ModuleProcess, tmp_path: Path) -> None:
    path = identity(tmp_path / "m.onnx", {"x": ("float32", [1, "n"]), "half": ("float16", [2])})
    (tmp_path / "labels.txt").write_text("ant\nbee\n")
    attributes = {"model_path": str(path), "label_path": str(tmp_path / "labels.txt"), "package_reference": "org/m"}
    await module.add("m", names.ONNX_CPU, attributes)
    metadata = await module.mlmodel("m").metadata()
    assert metadata.name == "onnx_model"
    described = [(spec.name, spec.data_type, list(spec.shape)) for spec in metadata.input_info]
    assert described == [("x", "float32", [1, -1]), ("half", "float32", [2])]
    assert [spec.name for spec in metadata.output_info] == ["x_out", "half_out"]
    for spec in metadata.output_info:
        assert struct_to_dict(spec.extra) == {"labels": str(tmp_path / "labels.txt")}


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"y": np.zeros(2, np.float32)}, 'takes the inputs "x" float32[2]; got "y"'),
        ({}, 'takes the inputs "x" float32[2]; got none'),
        ({"x": np.zeros(2, np.float64)}, 'input "x" float32[2] got dtype float64'),
        ({"x": np.zeros((1, 2), np.float32)}, 'input "x" float32[2] got shape [1, 2]'),
    ],
)
async def test_a_wrong_input_is_told_what_was_expected(
    module: ModuleProcess, tmp_path: Path, tensors: Mapping[str, Any], words: str
) -> None:
    await module.add("m", names.ONNX_CPU, {"model_path": str(identity(tmp_path / "m.onnx", {"x": ("float32", [2])}))})
    with pytest.raises(GRPCError) as caught:
        await module.mlmodel("m").infer(dict(tensors))
    assert caught.value.status is Status.INVALID_ARGUMENT
    assert words in str(caught.value.message)


@pytest.mark.parametrize("model", [names.ONNX_CPU, names.TFLITE_CPU])
@pytest.mark.parametrize(
    "content", [None, b"", b"truncated", b"\x08\x08" * 400, b"\x1c\x00\x00\x00TFL3" + b"\xff" * 64]
)
async def test_a_model_file_that_cannot_be_used_is_refused_in_words(
    module: ModuleProcess, tmp_path: Path, model: str, content: bytes | None
) -> None:
    path = tmp_path / ("m.onnx" if model == names.ONNX_CPU else "m.tflite")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GRPCError) as caught:
        await module.add("m", model, {"model_path": str(path)})
    assert caught.value.status is Status.FAILED_PRECONDITION
    assert str(path) in str(caught.value.message)
    assert ".py" not in str(caught.value.message)
    assert module.process.is_running()


async def test_an_unreadable_label_file_is_refused_in_words(module: ModuleProcess, tmp_path: Path) -> None:
    model = str(identity(tmp_path / "m.onnx", {"x": ("float32", [2])}))
    (tmp_path / "labels.txt").write_bytes(b"\x80\x81\xfe\x00")
    with pytest.raises(GRPCError, match=r"labels\.txt") as caught:
        await module.add("m", names.ONNX_CPU, {"model_path": model, "label_path": str(tmp_path / "labels.txt")})
    assert caught.value.status is Status.FAILED_PRECONDITION


async def test_status_names_the_file_by_its_content(module: ModuleProcess, tmp_path: Path) -> None:
    path = identity(tmp_path / "m.onnx", {"x": ("float32", [2])})
    await module.add("m", names.ONNX_CPU, {"model_path": str(path)})
    status = await module.mlmodel("m").get_status()
    assert status["model_path"] == str(path)
    assert len(str(status["model_sha256"])) == 64
