"""Adds nodes to an ONNX graph so that a formula reads like one: every call gives its output's name."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper


class GraphWriter:
    """Collects nodes and constants; names are numbered in the order of the calls, so a graph is always the same."""

    def __init__(self, prefix: str) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._prefix = prefix

    def constant(self, value: Any, dtype: type[np.generic]) -> str:
        array: NDArray[Any] = np.asarray(value, dtype=dtype)
        name = f"{self._prefix}_constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """One node with one output."""
        return self.add_named(f"{self._prefix}_{kind}_{len(self.nodes)}", kind, *inputs, **attributes)

    def add_named(self, output: str, kind: str, *inputs: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def add_pair(self, kind: str, *inputs: str, **attributes: Any) -> tuple[str, str]:
        """One node with two outputs."""
        names = [f"{self._prefix}_{kind}_{len(self.nodes)}_{which}" for which in "ab"]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0], names[1]
