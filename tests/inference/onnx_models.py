"""Builds small ONNX models to try the runtime and the input stage with."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
from onnx import TensorProto, helper

TYPES = {
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "float16": TensorProto.FLOAT16,
    "bool": TensorProto.BOOL,
    "int8": TensorProto.INT8,
    "int16": TensorProto.INT16,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
    "uint8": TensorProto.UINT8,
    "uint16": TensorProto.UINT16,
    "uint32": TensorProto.UINT32,
    "uint64": TensorProto.UINT64,
    "string": TensorProto.STRING,
    "bfloat16": TensorProto.BFLOAT16,
}
Shape = Sequence[int | str]


def identity(
    path: Path,
    tensors: Mapping[str, tuple[str, Shape]],
    properties: Mapping[str, str] | None = None,
    domain: str = "",
    opset: int = 17,
) -> Path:
    """A model that gives each of its inputs, name -> (dtype, shape), back as "<name>_out"."""
    inputs = [helper.make_tensor_value_info(name, TYPES[kind], shape) for name, (kind, shape) in tensors.items()]
    outputs = [
        helper.make_tensor_value_info(f"{name}_out", TYPES[kind], shape) for name, (kind, shape) in tensors.items()
    ]
    nodes = [helper.make_node("Identity", [name], [f"{name}_out"], domain=domain) for name in tensors]
    graph = helper.make_graph(nodes, "test", inputs, outputs)
    opsets = [helper.make_opsetid("", opset), *([helper.make_opsetid(domain, 1)] if domain else [])]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    model.doc_string = "made in a test"
    helper.set_model_props(model, dict(properties or {}))
    onnx.save(model, str(path))
    return path
