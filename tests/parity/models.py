"""Small ONNX models that show through a vision service's answers what it fed them and how it read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from onnx import TensorProto, helper

from tests.onnx_models import write_model

Constants = dict[str, np.ndarray[Any, Any]]

CELLS = 4
"""Detections of a `Detector`: one for each quarter of the image, row by row."""

QUARTERS = ((0.0, 0.0, 0.5, 0.5), (0.0, 0.5, 0.5, 1.0), (0.5, 0.0, 1.0, 0.5), (0.5, 0.5, 1.0, 1.0))
"""Their boxes as ymin, xmin, ymax, xmax."""

FLOOR = 0.051  # of a brightness, so that the four of a black image do not sum up to a whole number


@dataclass(frozen=True, slots=True)
class Input:
    """size: (height, width), None for an open one. A float input is expected in [-1, 1]."""

    size: tuple[int, int] | None = (48, 64)
    dtype: str = "float32"
    channels_first: bool = False
    name: str = "image"

    @property
    def shape(self) -> list[int | str]:
        sides: list[int | str] = ["height", "width"] if self.size is None else [*self.size]
        return [1, 3, *sides] if self.channels_first else [1, *sides, 3]


@dataclass(frozen=True, slots=True)
class Detector:
    """Four boxes whose scores are the brightness of their quarter: red counts 0.6, green 0.3, blue 0.1.

    boxes: (4, 4). classes: (4,), None for no such output, or 5 times the brightness.
    scores: factor and offset that are applied to a brightness between FLOOR and 1.
    classes_in_scores: score is (1, 4, 3) or (1, 3, 4) instead, with the largest at class i % 3.
    names: of location, category and score. dtypes: of category and score. extra: further outputs, constants.
    """

    input: Input = Input()
    boxes: Sequence[Sequence[float]] = QUARTERS
    classes: Sequence[float] | Literal["by brightness"] | None = (0, 1, 2, 1)
    scores: tuple[float, float] = (1.0, 0.0)
    classes_in_scores: Literal["no", "last", "first"] = "no"
    names: tuple[str, str, str] = ("location", "category", "score")
    dtypes: tuple[str, str] = ("float32", "float32")
    extra: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict[str, np.ndarray[Any, Any]])

    def write(self, path: Path) -> Path:
        location, category, score = self.names
        constants: Constants = {"boxes": np.array([self.boxes], np.float32), "row": np.array([1, CELLS], np.int64)}
        nodes = [
            *_brightness(self.input, constants),
            *_scaled("bright", self.scores, "scaled", constants),
            helper.make_node("Identity", ["boxes"], [location]),
        ]
        shape = [1, CELLS]
        if self.classes_in_scores != "no":
            shares = np.array([[[1.0 if label == cell % 3 else 0.5 for label in range(3)] for cell in range(CELLS)]])
            axis = 2
            if self.classes_in_scores == "first":
                shares, axis = shares.transpose(0, 2, 1), 1
            shape = list(shares.shape)
            constants.update(shares=shares.astype(np.float32), axis=np.array([axis], np.int64))
            nodes += [
                helper.make_node("Unsqueeze", ["scaled", "axis"], ["each"]),
                helper.make_node("Mul", ["each", "shares"], ["ready"]),
            ]
        else:
            nodes.append(helper.make_node("Identity", ["scaled"], ["ready"]))
        nodes.append(helper.make_node("Cast", ["ready"], [score], to=_onnx_type(self.dtypes[1])))
        outputs = {location: ("float32", [1, CELLS, 4]), score: (self.dtypes[1], shape)}
        if self.classes == "by brightness":
            nodes += [*_scaled("bright", (5.0, 0.0), category, constants)]
            outputs[category] = ("float32", [1, CELLS])
        elif self.classes is not None:
            constants["classes"] = np.array([self.classes], self.dtypes[0])
            nodes.append(helper.make_node("Identity", ["classes"], [category]))
            outputs[category] = (self.dtypes[0], [1, CELLS])
        for name, value in self.extra.items():
            constants[f"{name}_constant"] = value
            nodes.append(helper.make_node("Identity", [f"{name}_constant"], [name]))
            outputs[name] = (str(value.dtype), list(value.shape))
        return write_model(path, {self.input.name: (self.input.dtype, self.input.shape)}, outputs, nodes, constants)


@dataclass(frozen=True, slots=True)
class Classifier:
    """Four classes, with the brightness of a quarter each, times and plus `scores`; `only_first`: just one value."""

    input: Input = Input()
    scores: tuple[float, float] = (1.0, 0.0)
    only_first: bool = False
    output: str = "probability"

    def write(self, path: Path) -> Path:
        constants: Constants = {"row": np.array([1, CELLS], np.int64), "first": np.array([0], np.int64)}
        nodes = [*_brightness(self.input, constants), *_scaled("bright", self.scores, "scaled", constants)]
        if self.only_first:
            nodes.append(helper.make_node("Gather", ["scaled", "first"], [self.output], axis=1))
        else:
            nodes.append(helper.make_node("Identity", ["scaled"], [self.output]))
        outputs = {self.output: ("float32", [1, 1 if self.only_first else CELLS])}
        return write_model(path, {self.input.name: (self.input.dtype, self.input.shape)}, outputs, nodes, constants)


@dataclass(frozen=True, slots=True)
class Mirror:
    """A "classifier" that gives the values of its input as confidences of a class each: value * scale + offset.

    step: only every n-th value, for an input whose values are too many for an answer.
    """

    input: Input = Input((24, 32))
    scale: float = 0.5
    offset: float = 0.5
    step: int = 1

    def write(self, path: Path) -> Path:
        assert self.input.size is not None
        values = 3 * self.input.size[0] * self.input.size[1]
        constants: Constants = {
            "row": np.array([1, values], np.int64),
            "start": np.array([0], np.int64),
            "end": np.array([values], np.int64),
            "axis": np.array([1], np.int64),
            "step": np.array([self.step], np.int64),
        }
        nodes = [
            helper.make_node("Cast", [self.input.name], ["real"], to=TensorProto.FLOAT),
            helper.make_node("Reshape", ["real", "row"], ["flat"]),
            helper.make_node("Slice", ["flat", "start", "end", "axis", "step"], ["chosen"]),
            *_scaled("chosen", (self.scale, self.offset), "probability", constants),
        ]
        inputs = {self.input.name: (self.input.dtype, self.input.shape)}
        outputs = {"probability": ("float32", [1, -(-values // self.step)])}
        return write_model(path, inputs, outputs, nodes, constants)


def _brightness(image: Input, constants: Constants) -> list[Any]:
    """The tensor "bright" (1, CELLS), from FLOOR for a black quarter to 1 for a white one."""
    constants["channels"] = np.array((0.6, 0.3, 0.1), np.float32).reshape(1, 3, 1, 1)
    nodes = [helper.make_node("Cast", [image.name], ["real"], to=TensorProto.FLOAT)]
    planes = "real"
    if not image.channels_first:
        nodes.append(helper.make_node("Transpose", ["real"], ["planes"], perm=[0, 3, 1, 2]))
        planes = "planes"
    nodes.append(helper.make_node("Conv", [planes, "channels"], ["grey"]))
    if image.size is None:
        constants["halves"] = np.array([1, 1, 2, 2], np.int64)
        nodes.append(helper.make_node("Resize", ["grey", "", "", "halves"], ["cells"], mode="nearest"))
    else:
        cell = [side // 2 for side in image.size]
        nodes.append(helper.make_node("AveragePool", ["grey"], ["cells"], kernel_shape=cell, strides=cell))
    nodes.append(helper.make_node("Reshape", ["cells", "row"], ["means"]))
    span = 1 - FLOOR
    scores = (span / 255, FLOOR) if image.dtype == "uint8" else (span / 2, FLOOR + span / 2)
    return [*nodes, *_scaled("means", scores, "bright", constants)]


def _scaled(source: str, scores: tuple[float, float], target: str, constants: Constants) -> list[Any]:
    constants[f"{target}_factor"] = np.array(scores[0], np.float32)
    constants[f"{target}_offset"] = np.array(scores[1], np.float32)
    return [
        helper.make_node("Mul", [source, f"{target}_factor"], [f"{target}_times"]),
        helper.make_node("Add", [f"{target}_times", f"{target}_offset"], [target]),
    ]


def _onnx_type(dtype: str) -> int:
    return helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
