"""Random models of published conventions, half of them broken; each follows from the run's seed and its number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.fuzz.published.breakage import BREAKS, LABEL_BREAKS
from tests.fuzz.published.registry import PUBLISHED, Published
from tests.fuzz.published.world import CANVASES, Saying, World, make_world
from tests.onnx_models import write_model

_INPUTS = ("images", "input", "data", "input.1", "x")


@dataclass(frozen=True, slots=True)
class ModelCase:
    """broken: what is wrong with it, "" for a sound one. labels: lines of its label file, None where there is none."""

    published: Published
    world: World
    saying: Saying
    broken: str
    labels: tuple[str, ...] | None
    input: tuple[str, str, bool]


def make_model_case(seed: int, number: int) -> ModelCase:
    rng = Random(f"models/{seed}/{number}")
    published = rng.choice(PUBLISHED)
    count = published.classes or rng.choice((1, 2, 3, 5, 20, 80))
    if published.is_classifier:
        count = max(count, 2)
    world = make_world(rng, rng.choice(CANVASES), count)
    saying = replace(published.write(rng, world), canvas=(world.width, world.height))
    labels = [f"thing{index}" for index in range(count)] if rng.random() < 0.7 else None
    broken = ""
    if rng.random() < 0.5:
        broken, saying = _broken(rng, saying)
    if broken == "a label too many":
        labels = [f"thing{index}" for index in range(count + 1)]
    elif broken == "a label too few":
        labels = [f"thing{index}" for index in range(max(1, count - 1))]
    kind = rng.choice(("float32", "float32", "float32", "uint8", "float16"))
    described = rng.choice(_INPUTS), kind, kind != "uint8" or rng.random() < 0.3
    return ModelCase(published, world, saying, broken, None if labels is None else tuple(labels), described)


def _broken(rng: Random, saying: Saying) -> tuple[str, Saying]:
    names = [*BREAKS, *LABEL_BREAKS]
    rng.shuffle(names)
    for name in names:
        if name in LABEL_BREAKS:
            return name, saying
        changed = BREAKS[name](rng, saying)
        if changed is not None:
            return name, changed
    raise AssertionError("a label file can always be wrong")


def write_case(case: ModelCase, path: Path) -> Path:
    """A model that gives `lit` of every image but one of a single colour, and `idle` of that."""
    name, dtype, planes = case.input
    height, width = case.world.height, case.world.width
    shape = [1, 3, height, width] if planes else [1, height, width, 3]
    constants: dict[str, np.ndarray[Any, Any]] = {"hardly": np.array(1e-2, np.float32)}
    nodes = [
        helper.make_node("Cast", [name], ["shown"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["shown"], ["most"], keepdims=0),
        helper.make_node("ReduceMin", ["shown"], ["least"], keepdims=0),
        helper.make_node("Sub", ["most", "least"], ["range"]),
        helper.make_node("Greater", ["range", "hardly"], ["sees"]),
    ]
    outputs: dict[str, tuple[str, list[int | str]]] = {}
    for index, (output, lit) in enumerate(case.saying.lit.items()):
        declared: list[int | str] = list(lit.shape)
        constants[f"lit{index}"] = np.ascontiguousarray(lit)
        if output in case.saying.cut:
            axis = case.saying.cut[output]
            declared[axis] = "n"
            constants[f"all{index}"] = np.ones(lit.shape[axis], np.bool_)
            nodes.append(helper.make_node("And", ["sees", f"all{index}"], [f"kept{index}"]))
            nodes.append(helper.make_node("Compress", [f"lit{index}", f"kept{index}"], [output], axis=axis))
        else:
            constants[f"idle{index}"] = np.ascontiguousarray(case.saying.idle[output].astype(lit.dtype))
            nodes.append(helper.make_node("Where", ["sees", f"lit{index}", f"idle{index}"], [output]))
        outputs[output] = (lit.dtype.name, declared)
    write_model(path, {name: (dtype, shape)}, outputs, nodes, constants)
    return _with_properties(path, case.saying.properties)


def _with_properties(path: Path, properties: Mapping[str, str]) -> Path:
    if properties:
        model = onnx.load(str(path))
        helper.set_model_props(model, dict(properties))
        onnx.save(model, str(path))
    return path
