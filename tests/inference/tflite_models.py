"""Builds small TensorFlow Lite models from the schema that LiteRT ships, to try the reader and the runtime with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

TYPES = {
    "float32": schema.TensorType.FLOAT32,
    "float16": schema.TensorType.FLOAT16,
    "float64": schema.TensorType.FLOAT64,
    "int8": schema.TensorType.INT8,
    "int16": schema.TensorType.INT16,
    "int32": schema.TensorType.INT32,
    "int64": schema.TensorType.INT64,
    "uint8": schema.TensorType.UINT8,
    "uint32": schema.TensorType.UINT32,
    "bool": schema.TensorType.BOOL,
    "string": schema.TensorType.STRING,
}


@dataclass(frozen=True)
class Tensor:
    """`shape` with -1 for an open dimension; `data` makes it a constant."""

    name: str
    dtype: str
    shape: Sequence[int]
    scale: float | None = None
    zero_point: int = 0
    data: NDArray[Any] | None = None


@dataclass(frozen=True)
class Operator:
    """`options`: an object of the schema's object API, with the number of its type."""

    code: int
    inputs: Sequence[int]
    outputs: Sequence[int]
    options: Any = None
    options_type: int = 0


def build(
    tensors: Sequence[Tensor],
    operators: Sequence[Operator],
    inputs: Sequence[int],
    outputs: Sequence[int],
    metadata: dict[str, bytes] | None = None,
) -> bytes:
    """Packs one subgraph into the bytes of a .tflite file."""
    model: Any = schema.ModelT()
    model.version = 3
    model.description = "made in a test"
    model.buffers = [schema.BufferT()]
    codes = sorted({operator.code for operator in operators})
    model.operatorCodes = [_code(code) for code in codes]
    graph: Any = schema.SubGraphT()
    graph.name = "main"
    graph.tensors = [_tensor(tensor, model.buffers) for tensor in tensors]
    graph.operators = [_operator(operator, codes) for operator in operators]
    graph.inputs, graph.outputs = list(inputs), list(outputs)
    model.subgraphs = [graph]
    model.metadata = [_metadata(name, content, model.buffers) for name, content in (metadata or {}).items()]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def relu(
    shape: Sequence[int] = (1, 4, 4, 3), dtype: str = "float32", metadata: dict[str, bytes] | None = None
) -> bytes:
    """max(x, 0) from "image" to "location"."""
    tensors = [Tensor("image", dtype, shape), Tensor("location", dtype, shape)]
    return build(tensors, [Operator(schema.BuiltinOperator.RELU, [0], [1])], [0], [1], metadata)


def convolution() -> bytes:
    """3 x 3 convolution, reshape, softmax over 4 classes from an 8 x 8 image: weights, options, several operators."""
    weights = np.random.default_rng(7).normal(size=(4, 3, 3, 3)).astype(np.float32)
    conv: Any = schema.Conv2DOptionsT()
    conv.strideH = conv.strideW = 8
    conv.padding = schema.Padding.SAME
    reshape: Any = schema.ReshapeOptionsT()
    reshape.newShape = [1, 4]
    softmax: Any = schema.SoftmaxOptionsT()
    softmax.beta = 1.0
    tensors = [
        Tensor("image", "float32", (1, 8, 8, 3)),
        Tensor("weights", "float32", (4, 3, 3, 3), data=weights),
        Tensor("bias", "float32", (4,), data=np.zeros(4, np.float32)),
        Tensor("map", "float32", (1, 1, 1, 4)),
        Tensor("shape", "int32", (2,), data=np.array([1, 4], np.int32)),
        Tensor("flat", "float32", (1, 4)),
        Tensor("probability", "float32", (1, 4)),
    ]
    kinds, options = schema.BuiltinOperator, schema.BuiltinOptions
    operators = [
        Operator(kinds.CONV_2D, [0, 1, 2], [3], conv, options.Conv2DOptions),
        Operator(kinds.RESHAPE, [3, 4], [5], reshape, options.ReshapeOptions),
        Operator(kinds.SOFTMAX, [5], [6], softmax, options.SoftmaxOptions),
    ]
    return build(tensors, operators, [0], [6])


def slow(steps: int, side: int = 1024) -> bytes:
    """A square matrix of that many rows multiplied with itself so often: a step takes some hundredths of a second."""
    options: Any = schema.BatchMatMulOptionsT()
    tensors = [Tensor(f"power {number}", "float32", (1, side, side)) for number in range(steps + 1)]
    kind = schema.BuiltinOptions.BatchMatMulOptions
    operators = [
        Operator(schema.BuiltinOperator.BATCH_MATMUL, [number, 0], [number + 1], options, kind)
        for number in range(steps)
    ]
    return build(tensors, operators, [0], [steps])


def cast(source: str, target: str, shape: Sequence[int] = (1, 4)) -> bytes:
    """From "in" of one dtype to "out" of another."""
    options: Any = schema.CastOptionsT()
    options.inDataType, options.outDataType = TYPES[source], TYPES[target]
    operator = Operator(schema.BuiltinOperator.CAST, [0], [1], options, schema.BuiltinOptions.CastOptions)
    return build([Tensor("in", source, shape), Tensor("out", target, shape)], [operator], [0], [1])


def _code(code: int) -> Any:
    entry: Any = schema.OperatorCodeT()
    entry.builtinCode = code
    entry.deprecatedBuiltinCode = min(code, 127)
    entry.version = 1
    return entry


def _tensor(tensor: Tensor, buffers: list[Any]) -> Any:
    entry: Any = schema.TensorT()
    entry.name, entry.type = tensor.name, TYPES[tensor.dtype]
    entry.shape = [abs(n) for n in tensor.shape]
    entry.shapeSignature = list(tensor.shape) if -1 in tensor.shape else None
    if tensor.scale is not None:
        quantization: Any = schema.QuantizationParametersT()
        quantization.scale, quantization.zeroPoint = [tensor.scale], [tensor.zero_point]
        entry.quantization = quantization
    if tensor.data is not None:
        buffer: Any = schema.BufferT()
        buffer.data = np.frombuffer(tensor.data.tobytes(), np.uint8)
        entry.buffer = len(buffers)
        buffers.append(buffer)
    else:
        entry.buffer = 0
    return entry


def _operator(operator: Operator, codes: list[int]) -> Any:
    entry: Any = schema.OperatorT()
    entry.opcodeIndex = codes.index(operator.code)
    entry.inputs, entry.outputs = list(operator.inputs), list(operator.outputs)
    if operator.options is not None:
        entry.builtinOptions, entry.builtinOptionsType = operator.options, operator.options_type
    return entry


def _metadata(name: str, content: bytes, buffers: list[Any]) -> Any:
    buffer: Any = schema.BufferT()
    buffer.data = np.frombuffer(content, np.uint8)
    entry: Any = schema.MetadataT()
    entry.name, entry.buffer = name, len(buffers)
    buffers.append(buffer)
    return entry
