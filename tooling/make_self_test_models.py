"""Writes the two models of the module's self-test: `python -m tooling.make_self_test_models` from the project's root.

Both are one fully connected layer, result = weights @ image + bias, so that the self-test knows the answer. They are
kept in the tree because neither onnx nor the TensorFlow Lite schema is needed at run time.
"""

from pathlib import Path
from typing import Any

import onnx
from ai_edge_litert import schema_py_generated as schema
from onnx import TensorProto, helper, numpy_helper

from driftwatch.services.self_test import BIAS, MODELS, WEIGHTS
from tests.inference.tflite_models import Operator, Tensor, build


def onnx_model() -> bytes:
    """An opset that any ONNX Runtime of the last years runs."""
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["image", "weights", "bias"], ["result"], transB=1)],
        "self_test",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, WEIGHTS.shape[1]])],
        [helper.make_tensor_value_info("result", TensorProto.FLOAT, [1, WEIGHTS.shape[0]])],
        [numpy_helper.from_array(WEIGHTS, "weights"), numpy_helper.from_array(BIAS, "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def tflite_model() -> bytes:
    """The same layer, which LiteRT hands to XNNPACK."""
    options: Any = schema.FullyConnectedOptionsT()
    tensors = [
        Tensor("image", "float32", (1, WEIGHTS.shape[1])),
        Tensor("weights", "float32", WEIGHTS.shape, data=WEIGHTS),
        Tensor("bias", "float32", BIAS.shape, data=BIAS),
        Tensor("result", "float32", (1, WEIGHTS.shape[0])),
    ]
    kind = schema.BuiltinOperator.FULLY_CONNECTED
    layer = Operator(kind, [0, 1, 2], [3], options, schema.BuiltinOptions.FullyConnectedOptions)
    return build(tensors, [layer], [0], [3])


def write(folder: Path) -> None:
    """Writes both files into `folder`."""
    for name, content in (("tiny.onnx", onnx_model()), ("tiny.tflite", tflite_model())):
        (folder / name).write_bytes(content)
        print(f"{folder / name}: {len(content)} bytes")


if __name__ == "__main__":
    write(MODELS)
