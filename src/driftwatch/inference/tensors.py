"""What a model takes and gives: names, dtypes and shapes of its tensors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import TensorError

Array: TypeAlias = NDArray[Any]
Tensors: TypeAlias = Mapping[str, Array]

ANY = -1  # a dimension that the model leaves open


@dataclass(frozen=True, slots=True)
class Quantization:
    """real = scale * (stored - zero_point), as in TensorFlow Lite's quantization specification."""

    scale: float
    zero_point: int


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One input or output of a model."""

    name: str
    dtype: str
    """Numpy's name of it ("float32", "uint8", "int64", "float16", "bool", ...)."""
    shape: tuple[int, ...]
    """One entry per dimension; ANY (-1) where the model leaves it open."""
    quantization: Quantization | None = None

    def __str__(self) -> str:
        return f'"{self.name}" {self.dtype}[{", ".join("?" if n == ANY else str(n) for n in self.shape)}]'

    def check(self, tensor: Array) -> None:
        """Raises TensorError, naming what was expected, when `tensor` is not one that this spec describes."""
        if tensor.dtype != np.dtype(self.dtype):
            raise TensorError(f"input {self} got dtype {tensor.dtype}")
        fits = len(tensor.shape) == len(self.shape) and all(
            want in (ANY, got) for want, got in zip(self.shape, tensor.shape, strict=True)
        )
        if not fits:
            raise TensorError(f"input {self} got shape [{', '.join(map(str, tensor.shape))}]")


@dataclass(frozen=True, slots=True)
class RawDetector:
    """What MediaPipe's metadata says of a detector that leaves boxes as they come from the network."""

    anchors: bytes
    """(N, 4) little-endian float32: centre x, centre y, width, height as fractions of the image."""
    divisors: tuple[float, float, float, float]
    """Of the coded x, y, width and height."""
    exponential: bool
    """Whether coded sizes are logarithms."""
    logits: bool
    """Whether scores are still to go through the logistic function."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What can be said of a model without running it."""

    name: str
    """As the stock services report them (for example "onnx_model", "onnx")."""
    kind: str
    """As the stock services report them (for example "onnx_model", "onnx")."""
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    description: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Metadata that the exporter wrote into the file, keys and values as text."""
    labels: tuple[str, ...] | None = None
    """Class names stored inside the file; None where it holds none."""
    raw_detector: RawDetector | None = None
    """How the file says that its boxes are coded; None where it says nothing."""

    def check_inputs(self, tensors: Tensors) -> None:
        """Raises TensorError unless `tensors` are exactly this model's inputs."""
        expected = {spec.name: spec for spec in self.inputs}
        if tensors.keys() != expected.keys():
            takes = ", ".join(str(spec) for spec in self.inputs)
            got = ", ".join(f'"{name}"' for name in tensors) or "none"
            raise TensorError(f"this model takes the inputs {takes}; got {got}")
        for name, tensor in tensors.items():
            expected[name].check(tensor)
