"""A TensorFlow Lite classifier in which every number is an int8, as accelerators and small boards want them."""

from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

SIDE, CLASSES = 224, 1000
_WIDTHS = (32, 64, 128)  # channels after each halving of the image
_LAYERS = 12  # further convolutions
_MEANS = (1, 2)  # axes of height and width


class _Graph:
    """A graph under construction; every method gives the index of the tensor that it adds."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(0)
        self.graph: Any = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.buffers: list[Any] = [schema.BufferT()]
        self.codes: list[int] = []

    def tensor(
        self, shape: tuple[int, ...], scale: float, zero: int = 0, values: np.ndarray[Any, Any] | None = None
    ) -> int:
        tensor: Any = schema.TensorT()
        tensor.name, tensor.shape = f"t{len(self.graph.tensors)}".encode(), np.array(shape, np.int32)
        whole = values is not None and values.dtype == np.int32
        tensor.type = schema.TensorType.INT32 if whole else schema.TensorType.INT8
        if scale:
            steps: Any = schema.QuantizationParametersT()
            steps.scale, steps.zeroPoint = np.array([scale], np.float32), np.array([zero], np.int64)
            tensor.quantization = steps
        tensor.buffer = 0
        if values is not None:
            buffer: Any = schema.BufferT()
            buffer.data = np.frombuffer(values.tobytes(), np.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def weights(self, *shape: int) -> list[int]:
        """Random weights and a bias of zeros, for inputs of the scale 0.05."""
        drawn = self.random.integers(-127, 128, shape).astype(np.int8)
        scale = 1 / (73 * np.sqrt(np.prod(shape[1:])))
        return [
            self.tensor(shape, scale, 0, drawn),
            self.tensor(shape[:1], scale * 0.05, 0, np.zeros(shape[0], np.int32)),
        ]

    def convolve(self, source: int, given: int, made: int, side: int, stride: int) -> int:
        options: Any = schema.Conv2DOptionsT()
        options.strideW = options.strideH = stride
        options.padding = schema.Padding.SAME
        options.fusedActivationFunction = schema.ActivationFunctionType.RELU
        target = self.tensor((1, side, side, made), 0.05, -128)
        return self.operator("CONV_2D", [source, *self.weights(made, 3, 3, given)], target, options)

    def operator(self, kind: str, inputs: list[int], output: int, options: Any) -> int:
        operator: Any = schema.OperatorT()
        code = getattr(schema.BuiltinOperator, kind)
        if code not in self.codes:
            self.codes.append(code)
        operator.opcodeIndex = self.codes.index(code)
        operator.inputs, operator.outputs = np.array(inputs, np.int32), np.array([output], np.int32)
        operator.builtinOptions = options
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
        self.graph.operators.append(operator)
        return output

    def write(self, path: Path, source: int, output: int) -> Path:
        self.graph.inputs, self.graph.outputs = np.array([source], np.int32), np.array([output], np.int32)
        model: Any = schema.ModelT()
        model.version, model.subgraphs, model.buffers = 3, [self.graph], self.buffers
        model.operatorCodes = [_code(number) for number in self.codes]
        builder = flatbuffers.Builder(0)
        builder.Finish(model.Pack(builder), b"TFL3")
        path.write_bytes(bytes(builder.Output()))
        return path


def int8_classifier(path: Path) -> Path:
    """Takes t0 (1, 224, 224, 3) int8 and gives 1000 class probabilities as int8, (1, 1000)."""
    net = _Graph()
    name = source = net.tensor((1, SIDE, SIDE, 3), 0.05)
    given, side = 3, SIDE
    for made in _WIDTHS:
        side //= 2
        name, given = net.convolve(name, given, made, side, 2), made
    for _ in range(_LAYERS):
        name = net.convolve(name, given, given, side, 1)
    axes = net.tensor((2,), 0, 0, np.array(_MEANS, np.int32))
    mean = net.operator("MEAN", [name, axes], net.tensor((1, given), 0.05, -128), schema.ReducerOptionsT())
    logits = net.tensor((1, CLASSES), 0.05)
    net.operator("FULLY_CONNECTED", [mean, *net.weights(CLASSES, given)], logits, schema.FullyConnectedOptionsT())
    options: Any = schema.SoftmaxOptionsT()
    options.beta = 1.0
    return net.write(path, source, net.operator("SOFTMAX", [logits], net.tensor((1, CLASSES), 1 / 256, -128), options))


def _code(number: int) -> Any:
    code: Any = schema.OperatorCodeT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = number, min(number, 127), 3
    return code
