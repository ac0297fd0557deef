"""Models of random weights whose inference costs what real ones cost, and whose answers are known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from onnx import helper

from tests.onnx_models import write_model

Arrays = dict[str, np.ndarray[Any, Any]]

ROWS = 100  # of a detector's answer, as SSD models have
SEEN = 10  # rows with a high score
YOLO_CELLS = 8400  # predictions of a YOLO export at 640 pixels
YOLO_CLASSES = 80
CLASSES = 1000
_WIDTHS = (24, 48, 96)  # channels after each halving of the image


@dataclass(slots=True)
class _Net:
    """A graph under construction."""

    nodes: list[Any] = field(default_factory=list[Any])
    constants: Arrays = field(default_factory=lambda: Arrays())
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def convolve(self, source: str, given: int, made: int, stride: int) -> str:
        name = f"c{len(self.nodes)}"
        self.constants[f"{name}_w"] = self.random.normal(0, 1 / np.sqrt(given * 9), (made, given, 3, 3)).astype("f4")
        options: dict[str, Any] = {"pads": [1, 1, 1, 1], "strides": [stride, stride]}
        self.nodes.append(helper.make_node("Conv", [source, f"{name}_w"], [f"{name}_raw"], **options))
        self.nodes.append(helper.make_node("Relu", [f"{name}_raw"], [name]))
        return name

    def backbone(self, layers: int) -> str:
        """Three halvings of the image and `layers` convolutions; gives the name of one number (1, 1), almost 0."""
        name, given = "image", 3
        for made in _WIDTHS:
            name, given = self.convolve(name, given, made, 2), made
        for _ in range(layers):
            name = self.convolve(name, given, given, 1)
        self.nodes.append(helper.make_node("ReduceMean", [name], ["mean"], axes=[1, 2, 3], keepdims=0))
        self.constants["little"] = np.array(1e-12, np.float32)
        self.nodes.append(helper.make_node("Mul", ["mean", "little"], ["spark"]))
        return "spark"

    def glimpse(self, source: str, rank: int) -> str:
        """The name of one number (1,), almost 0, from the first element of `source`."""
        self.constants |= {"from": np.zeros(rank, np.int64), "to": np.ones(rank, np.int64)}
        self.constants |= {"flat": np.array([1], np.int64), "little": np.array(1e-12, np.float32)}
        self.nodes.append(helper.make_node("Slice", [source, "from", "to"], ["corner"]))
        self.nodes.append(helper.make_node("Reshape", ["corner", "flat"], ["one"]))
        self.nodes.append(helper.make_node("Mul", ["one", "little"], ["spark"]))
        return "spark"

    def answer(self, name: str, values: np.ndarray[Any, Any], spark: str) -> None:
        """An output of these values, to which the network adds next to nothing."""
        self.constants[f"{name}_values"] = values.astype(np.float32)
        self.nodes.append(helper.make_node("Add", [f"{name}_values", spark], [name]))


def detector(path: Path, side: int, layers: int | None = 11, seen: int = SEEN, rows: int = ROWS) -> Path:
    """Takes image (1, 3, side, side) -> location, category, score of `rows`, of which the first `seen` score 0.9.

    layers: None for a model that costs next to nothing.
    """
    net = _Net()
    spark = net.glimpse("image", 4) if layers is None else net.backbone(layers)
    corner = net.random.uniform(0, 0.8, (1, rows, 2))
    net.answer("location", np.concatenate([corner, corner + 0.15], axis=2), spark)
    net.answer("category", np.tile(np.arange(rows) % 4, (1, 1)), spark)
    net.answer("score", np.where(np.arange(rows) < seen, 0.9, 0.1)[None], spark)
    return _write(path, net, [1, 3, side, side], ("location", "category", "score"))


def yolo(path: Path, layers: int = 11, seen: int = SEEN) -> Path:
    """Takes image (1, 3, 640, 640) -> output0 (1, 84, 8400) with `seen` cells that see something."""
    net = _Net()
    table = net.random.uniform(0, 0.05, (4 + YOLO_CLASSES, YOLO_CELLS))
    table[:2] = net.random.uniform(50, 590, (2, YOLO_CELLS))
    table[2:4] = net.random.uniform(10, 60, (2, YOLO_CELLS))
    cells = net.random.choice(YOLO_CELLS, seen, replace=False)
    table[4 + np.arange(seen) % YOLO_CLASSES, cells] = 0.9
    net.answer("output0", table[None], net.backbone(layers))
    return _write(path, net, [1, 3, 640, 640], ("output0",))


def classifier(path: Path, layers: int = 11) -> Path:
    """Takes image (1, 3, 224, 224) -> probability (1, 1000)."""
    net = _Net()
    chances = net.random.dirichlet(np.full(CLASSES, 0.05))
    net.answer("probability", chances[None], net.backbone(layers))
    return _write(path, net, [1, 3, 224, 224], ("probability",))


def carrier(path: Path, given: Sequence[int], made: Sequence[int]) -> Path:
    """A model that costs next to nothing, for what its tensors cost on their way: x -> y of the two shapes."""
    net = _Net()
    net.answer("y", net.random.uniform(0, 1, tuple(made)), net.glimpse("x", len(given)))
    return write_model(path, {"x": ("float32", given)}, {"y": ("float32", made)}, net.nodes, net.constants)


def _write(path: Path, net: _Net, shape: Sequence[int], outputs: Sequence[str]) -> Path:
    made = {name: ("float32", net.constants[f"{name}_values"].shape) for name in outputs}
    return write_model(path, {"image": ("float32", shape)}, made, net.nodes, net.constants)
