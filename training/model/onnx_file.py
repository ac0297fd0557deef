"""Writes ONNX files without the onnx package: a graph of a few nodes needs six messages of its format.

The package would be 16 MB more to install wherever the script runs, and there is none for every platform that runs the
module. Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.protobuf import content, integer, integers

_OPSET, _IR = 13, 8
FLOAT, _INT64 = 1, 7
"""Types of numbers."""
_INT, _INTS = 2, 7  # kinds of attributes


@dataclass
class Graph:
    """Nodes and constants; each call gives the name of what it made."""

    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)

    def constant(self, value: "NDArray[Any] | Sequence[int]") -> str:
        """value: float32, or whole numbers."""
        array = np.asarray(value)
        array = array.astype("<i8") if array.dtype.kind == "i" else array.astype("<f4")
        name = f"constant_{len(self.constants)}"
        kind = _INT64 if array.dtype.kind == "i" else FLOAT
        tensor = integers(1, array.shape) + integer(2, kind) + content(8, name) + content(9, array.tobytes())
        self.constants.append(tensor)
        return name

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: "int | Sequence[int]") -> str:
        """One node with one output."""
        name = output or f"{kind}_{len(self.nodes)}"
        node = b"".join(content(1, one) for one in inputs) + content(2, name) + content(3, name) + content(4, kind)
        self.nodes.append(node + b"".join(content(5, _attribute(*one)) for one in attributes.items()))
        return name


@dataclass(frozen=True)
class Tensor:
    """Name and shape of a float input or output."""

    name: str
    shape: tuple[int, ...]


def onnx_bytes(graph: Graph, given: Tensor, gives: Tensor, properties: Mapping[str, str]) -> bytes:
    """The content of a file. properties: the model's metadata."""
    body = b"".join(content(1, node) for node in graph.nodes) + content(2, "detector")
    body += b"".join(content(5, one) for one in graph.constants)
    body += content(11, _value(given)) + content(12, _value(gives))
    model = integer(1, _IR) + content(2, "driftwatch-training") + content(7, body)
    model += content(8, content(1, "") + integer(2, _OPSET))
    return model + b"".join(content(14, content(1, key) + content(2, text)) for key, text in properties.items())


def _attribute(name: str, value: "int | Sequence[int]") -> bytes:
    if isinstance(value, int):
        return content(1, name) + integer(3, value) + integer(20, _INT)
    return content(1, name) + integers(8, value) + integer(20, _INTS)


def _value(tensor: Tensor) -> bytes:
    shape = b"".join(content(1, integer(1, length)) for length in tensor.shape)
    return content(1, tensor.name) + content(2, content(1, integer(1, FLOAT) + content(2, shape)))
