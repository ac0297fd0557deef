import contextlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from driftwatch.errors import DriftwatchError
from driftwatch.inference.runtimes.tflite import open_runtime
from driftwatch.inference.runtimes.tflite_check import find_damage
from tests.inference import tflite_models as models


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The model with `change` made to its unpacked form."""
    model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content))
    change(model)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def graph(model: Any) -> Any:
    return model.subgraphs[0]


def lose_weights(model: Any) -> None:
    graph(model).operators[0].inputs = [0, -1, 2]


def depthwise_without_bias(model: Any) -> None:
    model.operatorCodes[0].builtinCode = model.operatorCodes[0].deprecatedBuiltinCode = 4
    graph(model).operators[0].inputs = [0, 1]


# Several of these ended the process with a segmentation fault before they were looked for.
DAMAGES: dict[str, tuple[Callable[[Any], None], str]] = {
    "schema of another version": (lambda m: setattr(m, "version", 1), "schema is version 1"),
    "output that does not exist": (lambda m: setattr(graph(m), "outputs", [99]), "tensors that do not exist"),
    "no graph": (lambda m: setattr(m, "subgraphs", None), "holds no graph with an output"),
    "weights left out": (lose_weights, "operator 0 lacks an input"),
    "depthwise convolution without a bias": (depthwise_without_bias, "operator 0 lacks an input"),
    "input that nothing computes": (lambda m: setattr(graph(m).operators[1], "inputs", [6, 4]), "nothing has computed"),
    "answer into a constant": (lambda m: setattr(graph(m).operators[0], "outputs", [1]), "cannot take it"),
    "answer given twice": (lambda m: setattr(graph(m).operators[2], "outputs", [3]), "cannot take it"),
    "output that nothing computes": (lambda m: graph(m).operators.pop(), "nothing computes its output"),
    "data outside of the file": (lambda m: setattr(m.buffers[2], "offset", 255), "lies outside of the file"),
    "operator of no kind": (lambda m: setattr(graph(m).operators[0], "opcodeIndex", 7), "does not name"),
    "buffer that does not exist": (lambda m: setattr(graph(m).tensors[1], "buffer", 99), "buffer that does not exist"),
    "weights smaller than their shape": (lambda m: setattr(graph(m).tensors[1], "shape", [4, 3, 1000, 3]), "bytes of"),
    "negative shape": (lambda m: setattr(graph(m).tensors[0], "shape", [1, -8, 8, 3]), "has the shape"),
    "shape beyond memory": (lambda m: setattr(graph(m).tensors[3], "shape", [65536, 65536]), "more elements"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_finds_the_damage(name: str) -> None:
    change, message = DAMAGES[name]
    assert message in (find_damage(changed(models.convolution(), change)) or "")


def test_a_dequantized_weight_must_keep_its_size() -> None:
    half = np.ones(8, np.float16)
    tensors = [models.Tensor("half", "float16", (8,), data=half), models.Tensor("full", "float32", (8,))]
    whole = models.build(tensors, [models.Operator(6, [0], [1])], [], [1])
    assert find_damage(whole) is None
    assert "another size" in (find_damage(changed(whole, lambda m: setattr(graph(m).tensors[1], "shape", [80]))) or "")


@pytest.mark.parametrize("content", [models.convolution(), models.relu(), models.relu((1, -1, -1, 3))])
def test_finds_nothing_in_a_whole_file(content: bytes) -> None:
    assert find_damage(content) is None


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_are_refused_or_answered_and_never_end_the_process(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(15):
        content = bytearray(rng.choice([models.convolution(), models.relu((1, -1, -1, 3))]))
        for _ in range(rng.choice([1, 2, 8])):
            content[rng.randrange(8, len(content))] = rng.choice([0, 1, 127, 255, rng.randrange(256)])
        path = tmp_path / "m.tflite"
        path.write_bytes(content[: rng.choice([len(content), rng.randrange(len(content))])])
        with contextlib.suppress(DriftwatchError):
            runtime = open_runtime(path, 1)
            if sum(np.prod(np.abs(spec.shape), dtype=float) for spec in runtime.info.inputs) < 1e6:
                runtime.run({s.name: np.zeros(np.abs(s.shape), s.dtype) for s in runtime.info.inputs})
