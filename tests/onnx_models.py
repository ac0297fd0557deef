"""Small models whose answers depend on every pixel in a known way, for tests of everything around a model."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CHANNEL_WEIGHTS = (0.6, 0.3, 0.1)  # unequal, so that swapped channels change every score
GRID = 3  # the image is scored in GRID x GRID cells


def write_model(
    path: Path,
    inputs: Mapping[str, tuple[str, Sequence[int | str]]],
    outputs: Mapping[str, tuple[str, Sequence[int | str] | None]],
    nodes: Sequence[Any],
    constants: Mapping[str, np.ndarray[Any, Any]] | None = None,
) -> Path:
    """inputs, outputs: name -> (numpy's dtype name, shape with a text for an open dimension)."""
    graph = helper.make_graph(
        list(nodes),
        "test",
        [helper.make_tensor_value_info(name, _onnx_type(dtype), shape) for name, (dtype, shape) in inputs.items()],
        [helper.make_tensor_value_info(name, _onnx_type(dtype), shape) for name, (dtype, shape) in outputs.items()],
        [numpy_helper.from_array(value, name) for name, value in (constants or {}).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def identity(path: Path, tensors: Mapping[str, tuple[str, Sequence[int | str]]]) -> Path:
    """Gives each input `x` back as the output `x_out`."""
    nodes = [helper.make_node("Identity", [name], [f"{name}_out"]) for name in tensors]
    return write_model(path, tensors, {f"{name}_out": kind for name, kind in tensors.items()}, nodes)


def region_detector(
    path: Path,
    size: tuple[int, int] = (96, 96),
    dtype: str = "float32",
    channels_first: bool = False,
    names: tuple[str, str, str] = ("location", "category", "score"),
    input_name: str = "image",
) -> Path:
    """One box for each cell of a grid; its score is the weighted mean of the cell's pixels, brought to [0, 1].

    size: (height, width), both divisible by GRID. Boxes are ymin, xmin, ymax, xmax as fractions. Cell i is of class
    i % 3. A float input is expected in [-1, 1], a uint8 one in [0, 255].
    """
    location, category, score = names
    cells = [(y, x) for y in range(GRID) for x in range(GRID)]
    boxes = np.array([[(y, x, y + 1, x + 1) for y, x in cells]], np.float32) / GRID
    constants: dict[str, np.ndarray[Any, Any]] = {
        "boxes": boxes,
        "classes": np.array([[i % 3 for i in range(len(cells))]], np.float32),
    }
    nodes = [
        *_cell_means(size, dtype, channels_first, input_name, constants),
        helper.make_node("Reshape", ["means", "flat"], [score]),
        helper.make_node("Identity", ["boxes"], [location]),
        helper.make_node("Identity", ["classes"], [category]),
    ]
    constants["flat"] = np.array([1, len(cells)], np.int64)
    outputs = {
        location: ("float32", [1, len(cells), 4]),
        category: ("float32", [1, len(cells)]),
        score: ("float32", [1, len(cells)]),
    }
    return write_model(path, {input_name: (dtype, _shape(size, channels_first))}, outputs, nodes, constants)


def region_classifier(
    path: Path,
    size: tuple[int, int] = (96, 96),
    dtype: str = "float32",
    logits: bool = False,
    output: str = "probability",
) -> Path:
    """A class for each cell of the grid: its mean as region_detector has it, or 8 times that as a logit."""
    constants: dict[str, np.ndarray[Any, Any]] = {"flat": np.array([1, GRID * GRID], np.int64)}
    nodes = [
        *_cell_means(size, dtype, False, "image", constants),
        helper.make_node("Reshape", ["means", "flat"], ["flat_means"]),
        helper.make_node("Mul", ["flat_means", "factor"], [output]),
    ]
    constants["factor"] = np.array(8.0 if logits else 1.0, np.float32)
    return write_model(
        path, {"image": (dtype, _shape(size, False))}, {output: ("float32", [1, GRID * GRID])}, nodes, constants
    )


def slow(path: Path, side: int = 640, layers: int = 12) -> Path:
    """A model that takes long for what it does: convolutions over a (1, 3, side, side) image."""
    weights = np.full((16, 16, 3, 3), 0.01, np.float32)
    constants = {"first": np.full((16, 3, 3, 3), 0.01, np.float32), "weights": weights}
    nodes = [helper.make_node("Conv", ["x", "first"], ["c0"], pads=[1, 1, 1, 1])]
    nodes += [helper.make_node("Conv", [f"c{i}", "weights"], [f"c{i + 1}"], pads=[1] * 4) for i in range(layers)]
    nodes.append(helper.make_node("ReduceMean", [f"c{layers}"], ["y"], axes=[1, 2, 3], keepdims=0))
    return write_model(path, {"x": ("float32", [1, 3, side, side])}, {"y": ("float32", [1])}, nodes, constants)


def _cell_means(
    size: tuple[int, int], dtype: str, channels_first: bool, name: str, constants: dict[str, np.ndarray[Any, Any]]
) -> list[Any]:
    """The tensor "means" (1, 1, GRID, GRID), each in [0, 1]."""
    height, width = size
    scale, offset = (1 / 255, 0.0) if dtype == "uint8" else (0.5, 0.5)
    constants["scale"] = np.array(scale, np.float32)
    constants["offset"] = np.array(offset, np.float32)
    constants["channels"] = np.array(CHANNEL_WEIGHTS, np.float32).reshape(1, 3, 1, 1)
    nodes = [helper.make_node("Cast", [name], ["real"], to=TensorProto.FLOAT)]
    planes = "real"
    if not channels_first:
        nodes.append(helper.make_node("Transpose", ["real"], ["planes"], perm=[0, 3, 1, 2]))
        planes = "planes"
    cell = [height // GRID, width // GRID]
    return [
        *nodes,
        helper.make_node("Conv", [planes, "channels"], ["grey"]),
        helper.make_node("AveragePool", ["grey"], ["pooled"], kernel_shape=cell, strides=cell),
        helper.make_node("Mul", ["pooled", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["means"]),
    ]


def _shape(size: tuple[int, int], channels_first: bool) -> list[int]:
    return [1, 3, *size] if channels_first else [1, *size, 3]


def _onnx_type(dtype: str) -> int:
    return helper.np_dtype_to_tensor_dtype(np.dtype(dtype))


def endless(path: Path) -> Path:
    """Adds 1 to `x` for ever."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go_on"], ["goes_on"]), helper.make_node("Add", ["value", "one"], ["next"])],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("value", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, [1]),
        ],
        [numpy_helper.from_array(np.ones(1, np.float32), "one")],
    )
    loop = helper.make_node("Loop", ["", "go_on", "x"], ["y"], body=body)
    return write_model(path, {"x": ("float32", [1])}, {"y": ("float32", [1])}, [loop], {"go_on": np.array(True)})


def growing(path: Path) -> Path:
    """Gives as many zeros as `n` says."""
    nodes = [helper.make_node("ConstantOfShape", ["n"], ["y"])]
    return write_model(path, {"n": ("int64", [1])}, {"y": ("float32", ["many"])}, nodes)
