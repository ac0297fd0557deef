"""Damage that leaves a model file well formed, so that it gets past the reader and reaches what works with it."""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

NUMBERS = (0.0, -1.0, 1.0, 2.0, 1e-30, 1e30, -1e30, 255.0, 1e6, float("nan"), float("inf"), float("-inf"))
LENGTHS = (0, 1, 2, 3, 4, 5, 6, 7, 85, 300, 1 << 16, 1 << 31)
PROPERTIES = ("names", "imgsz", "stride", "task", "args", "end2end", "head", "description", "normalization_mean")
TEXTS = (
    "", "0", "-1", "32", "1e9", "[0, 0]", "[640, 640]", "[99999, 99999]", "{0: 'a'}", "{0: 'a', 2: 'c'}", "['a', 'b']",
    "detect", "classify", "obb", "RTDETRDecoder", "True", "(" * 300, "{'nms': True}", "nan", "\0", "{" * 50,
)  # fmt: skip


def tamper_onnx(rng: Random, content: bytes) -> bytes:
    """One to three changes of weights, shapes, types, names or metadata."""
    model = onnx.load_from_string(content)
    for _ in range(rng.choice((1, 1, 2, 3))):
        rng.choice((_weights, _weights, _reshape, _shape, _type, _rename, _drop, _property, _property))(rng, model)
    return model.SerializeToString()


def tamper_tflite(rng: Random, content: bytes) -> bytes:
    """Other small numbers in the places where a flatbuffer keeps its indices, counts, types and shapes."""
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 3))):
        size = rng.choice((1, 2, 4, 4))
        at = rng.randrange(8, len(damaged) - size) // size * size
        damaged[at : at + size] = rng.choice((0, 1, 2, 3, 4, 5, 9, 32, 127, (1 << 8 * size) - 1)).to_bytes(
            size, "little"
        )
    return bytes(damaged)


TAMPER: dict[str, Callable[[Random, bytes], bytes]] = {".onnx": tamper_onnx, ".tflite": tamper_tflite}


def _weights(rng: Random, model: Any) -> None:
    chosen = rng.choice(model.graph.initializer)
    values = np.array(numpy_helper.to_array(chosen))
    with np.errstate(invalid="ignore", over="ignore"):
        value = np.float64(rng.choice(NUMBERS)).astype(values.dtype)
    if rng.random() < 0.5 or values.ndim == 0:
        values[...] = value
    else:
        values.reshape(-1)[rng.randrange(max(1, values.size)) :: rng.choice((1, 3, 7))] = value
    chosen.CopyFrom(numpy_helper.from_array(values, chosen.name))


def _reshape(rng: Random, model: Any) -> None:
    """Of a constant: fewer or more elements, or the same in another shape."""
    chosen = rng.choice(model.graph.initializer)
    values = np.array(numpy_helper.to_array(chosen))
    shape = list(values.shape) or [1]
    if rng.random() < 0.5:
        rng.shuffle(shape)
    else:
        shape[rng.randrange(len(shape))] = rng.choice(LENGTHS[:10])
    chosen.CopyFrom(numpy_helper.from_array(np.resize(values, shape), chosen.name))


def _shape(rng: Random, model: Any) -> None:
    """Of an input or output, as it is declared."""
    dimensions = rng.choice([*model.graph.input, *model.graph.output]).type.tensor_type.shape.dim
    if not dimensions or rng.random() < 0.1:
        dimensions.add().dim_value = rng.choice(LENGTHS)
    elif rng.random() < 0.3:
        rng.choice(dimensions).dim_param = "n"
    else:
        rng.choice(dimensions).dim_value = rng.choice(LENGTHS)


def _type(rng: Random, model: Any) -> None:
    rng.choice([*model.graph.input, *model.graph.output]).type.tensor_type.elem_type = rng.randrange(24)


def _rename(rng: Random, model: Any) -> None:
    output = rng.choice(model.graph.output)
    name = rng.choice(("boxes", "scores", "location", "score", "category", "logits", "probability", "labels", "x", ""))
    for node in model.graph.node:
        node.output[:] = [name if one == output.name else one for one in node.output]
    output.name = name


def _drop(rng: Random, model: Any) -> None:
    if len(model.graph.output) > 1:
        del model.graph.output[rng.randrange(len(model.graph.output))]


def _property(rng: Random, model: Any) -> None:
    properties = {one.key: one.value for one in model.metadata_props}
    properties[rng.choice(PROPERTIES)] = rng.choice(TEXTS)
    del model.metadata_props[:]
    for key, value in properties.items():
        model.metadata_props.add(key=key, value=value)
