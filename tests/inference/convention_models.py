"""A small model file of every output convention: whatever it is shown, it says what a scene of its convention holds.

One that `seeing` makes says it of every image but a plain one.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import helper

from driftwatch.inference.tensors import Array
from tests.inference.heads.scenes import Scene
from tests.inference.heads.writers import WRITERS
from tests.onnx_models import write_model


def convention_model(path: Path, name: str, properties: Mapping[str, str] | None = None) -> Path:
    """Of the convention `name`: one object in the middle of the image, sure to 0.8, of the last class."""
    writer = WRITERS[name]
    scene = Scene(np.array([[0.3, 0.3, 0.4, 0.45]]), np.array([writer.classes - 1]), np.array([0.8]), writer.canvas, 3)
    canvas = writer.canvas
    return saying(path, writer.write(scene), (canvas.height, canvas.width), {**writer.properties, **(properties or {})})


def seeing(path: Path, idle: Mapping[str, Array], seen: Mapping[str, Array], size: tuple[int | str, int | str]) -> Path:
    """Likewise, but gives `idle` for an image of one colour."""
    kinds = {name: (array.dtype.name, list(array.shape)) for name, array in seen.items()}
    nodes = [
        helper.make_node("ReduceMax", ["input"], ["most"], keepdims=0),
        helper.make_node("ReduceMin", ["input"], ["least"], keepdims=0),
        helper.make_node("Sub", ["most", "least"], ["range"]),
        helper.make_node("Greater", ["range", "hardly"], ["sees"]),
        *(helper.make_node("Where", ["sees", f"seen {name}", f"idle {name}"], [name]) for name in seen),
    ]
    constants = {"hardly": np.array(1e-3, np.float32)}
    for name, array in seen.items():
        constants |= {f"seen {name}": array, f"idle {name}": np.asarray(idle[name], array.dtype)}
    return write_model(path, {"input": ("float32", [1, 3, *size])}, kinds, nodes, constants)


def saying(
    path: Path, outputs: Mapping[str, Array], size: tuple[int | str, int | str], properties: Mapping[str, str]
) -> Path:
    """A model of the float input "input" (1, 3, height, width) that always gives `outputs`."""
    saying_of(path, outputs, [1, 3, *size])
    model = onnx.load(str(path))
    helper.set_model_props(model, dict(properties))
    onnx.save(model, str(path))
    return path


def saying_of(path: Path, outputs: Mapping[str, Array], shape: Sequence[int | str]) -> Path:
    """Likewise without metadata, of an input of this shape."""
    nodes = [helper.make_node("Identity", [f"constant {name}"], [name]) for name in outputs]
    kinds = {name: (array.dtype.name, list(array.shape)) for name, array in outputs.items()}
    constants = {f"constant {name}": array for name, array in outputs.items()}
    return write_model(path, {"input": ("float32", shape)}, kinds, nodes, constants)
