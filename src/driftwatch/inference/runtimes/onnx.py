"""Runs .onnx files with ONNX Runtime."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.labels import labels_in_names
from driftwatch.inference.runtimes.model_file import check_model_file, one_line
from driftwatch.inference.tensors import ANY, Array, ModelInfo, Tensors, TensorSpec

_FORMAT = "an ONNX model"
_DTYPES = {
    "float": "float32",
    "double": "float64",
    **{name: name for name in ("float16", "bool", "int8", "int16", "int32", "int64")},
    **{name: name for name in ("uint8", "uint16", "uint32", "uint64")},
}
# What ONNX Runtime says -> what it means for the owner.
_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        r"Unsupported model IR version: (\d+)",
        r"it was written by a newer exporter (IR version \1): export it again with ",
    ),
    (r"[Oo]pset (\d+) is under development", r"it uses opset \1: export it again with "),
    (r"(\S+)\(-?\d+\) is not a registered function/op", r"it needs the custom operator \1: export it again with "),
    (
        r"implementation for (\S+?)\(",
        r"it uses the operator \1 in a way that this runtime does not have: export it with ",
    ),
)
_REMEDY = "standard operators of opset 17"


class OnnxRuntime:
    """One ONNX Runtime session. Gives the metadata that the stock onnx-cpu module gives, name "onnx_model"."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session: ort.InferenceSession | None = session
        self._info = _describe(session)
        self._output_names = [spec.name for spec in self._info.outputs]

    @property
    def info(self) -> ModelInfo:
        return self._info

    def run(self, tensors: Tensors) -> dict[str, Array]:
        session = self._session
        if session is None:
            raise ModelError("this model was closed")
        self._info.check_inputs(tensors)
        feeds = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        try:
            outputs: Sequence[Any] = session.run(self._output_names, feeds)
        except Exception as error:  # the binding raises a class of its own for each status
            raise TensorError(f"the model cannot run on these inputs: {one_line(error)}") from error
        return {name: np.asarray(output) for name, output in zip(self._output_names, outputs, strict=True)}

    def close(self) -> None:
        self._session = None


def open_runtime(path: Path, threads: int) -> OnnxRuntime:
    """Opens an ONNX model, with the weights in files beside it where it has such; see OpenRuntime."""
    check_model_file(path, _FORMAT)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads burn no battery
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the binding raises a class of its own for each status
        raise ModelError(f"{path}: {_meaning(error)}") from error
    try:
        return OnnxRuntime(session)
    except UnicodeDecodeError as error:
        raise ModelError(f"{path}: this ONNX model is damaged: a name in it is not text") from error


def _meaning(error: Exception) -> str:
    text = one_line(error, limit=5000)
    for pattern, meaning in _MEANINGS:
        if match := re.search(pattern, text):
            return match.expand(meaning) + _REMEDY
    if "InvalidProtobuf" in type(error).__name__ or "Protobuf parsing failed" in text:
        return f"expected {_FORMAT}, the file is damaged, cut off or of another format"
    return f"this ONNX model cannot be loaded: {text[-300:]}"  # source files and signatures come first


def _describe(session: ort.InferenceSession) -> ModelInfo:
    meta = session.get_modelmeta()
    properties = {str(key): str(value) for key, value in meta.custom_metadata_map.items()}
    return ModelInfo(
        name="onnx_model",
        kind="onnx",
        inputs=tuple(_spec(node, "input") for node in session.get_inputs()),
        outputs=_outputs(session),
        description=meta.description or "",
        properties=properties,
        labels=labels_in_names(properties.get("names", "")),
    )


def _outputs(session: ort.InferenceSession) -> tuple[TensorSpec, ...]:
    """Those that are tensors of numbers, where there are any; maps and texts, as scikit-learn gives, are left alone."""
    nodes: list[Any] = list(session.get_outputs())
    numbers = [node for node in nodes if _dtype(node) is not None]
    return tuple(_spec(node, "output") for node in numbers or nodes)


def _dtype(node: Any) -> str | None:
    match = re.fullmatch(r"tensor\((\w+)\)", node.type)
    return _DTYPES.get(match.group(1)) if match else None


def _spec(node: Any, role: str) -> TensorSpec:
    dtype = _dtype(node)
    if dtype is None:
        raise ModelError(f'the model\'s {role} "{node.name}" is a {node.type}: only tensors of numbers are supported')
    shape = tuple(n if isinstance(n, int) and n >= 0 else ANY for n in node.shape)
    return TensorSpec(node.name, dtype, shape)
