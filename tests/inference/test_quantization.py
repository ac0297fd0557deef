import numpy as np

from driftwatch.inference.quantization import dequantized, quantizations
from driftwatch.inference.tensors import Quantization, TensorSpec


def test_integers_with_a_scale_become_real_numbers_and_the_rest_stays() -> None:
    specs = (
        TensorSpec("a", "int8", (2,), Quantization(0.5, -3)),
        TensorSpec("b", "int64", (2,)),
        TensorSpec("c", "float32", (2,), Quantization(0.5, 0)),
    )
    outputs = {
        name: np.array([1, -128], dtype=kind) for name, kind in (("a", "int8"), ("b", "int64"), ("c", "float32"))
    }
    real = dequantized(outputs, quantizations(specs))
    assert real["a"].tolist() == [2.0, -62.5]
    assert real["b"] is outputs["b"]
    assert real["c"] is outputs["c"]
