"""Real numbers out of the small integers that a quantised model gives."""

from collections.abc import Mapping

import numpy as np

from driftwatch.inference.tensors import Quantization, Tensors, TensorSpec


def quantizations(outputs: tuple[TensorSpec, ...]) -> dict[str, Quantization]:
    """Gives scale and zero point of those outputs that are stored as integers."""
    return {
        spec.name: spec.quantization
        for spec in outputs
        if spec.quantization is not None and np.issubdtype(np.dtype(spec.dtype), np.integer)
    }


def dequantized(outputs: Tensors, scales: Mapping[str, Quantization]) -> Tensors:
    """Gives `outputs` with those that `scales` names as float32 real numbers, the others untouched."""
    if not scales:
        return outputs
    return {
        name: (array.astype(np.float32) - scales[name].zero_point) * np.float32(scales[name].scale)
        if name in scales
        else array
        for name, array in outputs.items()
    }
