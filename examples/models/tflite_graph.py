"""Adds operators to the first graph of a .tflite file: every call gives the index of its output tensor."""

from collections.abc import Mapping
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from flatbuffers import flexbuffers
from numpy.typing import NDArray

_FILE_IDENTIFIER = b"TFL3"
_TYPES = {
    "float32": schema.TensorType.FLOAT32,
    "int32": schema.TensorType.INT32,
    "bool": schema.TensorType.BOOL,
}


class GraphEditor:
    """An open .tflite model; `content()` gives the edited file."""

    def __init__(self, content: bytes) -> None:
        self._model: Any = schema.ModelT.InitFromPackedBuf(content, 0)
        self._graph: Any = self._model.subgraphs[0]

    @property
    def inputs(self) -> list[int]:
        return [int(index) for index in self._graph.inputs]

    @property
    def outputs(self) -> list[int]:
        return [int(index) for index in self._graph.outputs]

    @outputs.setter
    def outputs(self, tensors: list[int]) -> None:
        self._graph.outputs = np.array(tensors, np.int32)

    def describe(self, text: str) -> None:
        self._model.description = text.encode()

    def rename(self, tensor: int, name: str) -> None:
        self._graph.tensors[tensor].name = name.encode()

    def tensor(self, name: str, shape: tuple[int, ...], dtype: str = "float32", buffer: int = 0) -> int:
        """A tensor that an operator fills; buffer 0 means that the file holds no values for it."""
        tensor: Any = schema.TensorT()
        tensor.name, tensor.shape = name.encode(), np.array(shape, np.int32)
        tensor.type, tensor.buffer = _TYPES[dtype], buffer
        self._graph.tensors.append(tensor)
        return len(self._graph.tensors) - 1

    def constant(self, name: str, values: NDArray[Any]) -> int:
        buffer: Any = schema.BufferT()
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        self._model.buffers.append(buffer)
        return self.tensor(name, values.shape, values.dtype.name, len(self._model.buffers) - 1)

    def add(self, kind: str, inputs: list[int], output: int, options: Any = None) -> int:
        """A built-in operator by its name in the schema, for example "GATHER"."""
        operator = self._operator(self._code(getattr(schema.BuiltinOperator, kind)), inputs, [output])
        if options is not None:
            operator.builtinOptions = options
            union = type(options).__name__.removesuffix("T")
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, union)
        return output

    def add_custom(self, name: str, inputs: list[int], outputs: list[int], options: Mapping[str, Any]) -> None:
        """An operator outside the schema; its options are stored as a FlexBuffer map."""
        builder: Any = flexbuffers.Builder()
        builder.MapFromElements(dict(options))
        operator = self._operator(self._code(schema.BuiltinOperator.CUSTOM, name), inputs, outputs)
        operator.customOptions = np.frombuffer(bytes(builder.Finish()), np.uint8)
        operator.customOptionsFormat = schema.CustomOptionsFormat.FLEXBUFFERS

    def content(self) -> bytes:
        builder = flatbuffers.Builder(0)
        builder.Finish(self._model.Pack(builder), _FILE_IDENTIFIER)
        return bytes(builder.Output())

    def _operator(self, code: int, inputs: list[int], outputs: list[int]) -> Any:
        operator: Any = schema.OperatorT()
        operator.opcodeIndex = code
        operator.inputs, operator.outputs = np.array(inputs, np.int32), np.array(outputs, np.int32)
        self._graph.operators.append(operator)
        return operator

    def _code(self, builtin: int, custom: str | None = None) -> int:
        code: Any = schema.OperatorCodeT()
        # Readers from before schema 3a know only the one-byte field, whose largest value sends newer ones to the other.
        code.builtinCode, code.deprecatedBuiltinCode, code.version = builtin, min(builtin, 127), 1
        code.customCode = custom.encode() if custom else None
        self._model.operatorCodes.append(code)
        return len(self._model.operatorCodes) - 1
