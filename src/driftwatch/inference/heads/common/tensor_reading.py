"""Taking tensors out of a model's answer, with one line in plain words where that cannot be done."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.notes import Floats, note_classes
from driftwatch.inference.heads.head import Candidates, DetectorHead
from driftwatch.inference.tensors import Array, Tensors

LAST_CLASS: Final = 2**31 - 1
"""What lies above cannot be a class; it is kept apart from overflow."""


def tensor(outputs: Tensors, name: str) -> Array:
    """Gives the output `name`. Raises OutputError, listing what there is, where it is missing."""
    found = outputs.get(name)
    if found is None:
        raise OutputError(f'the model gave no output "{name}"; it gave {listed(outputs)}')
    return found


def numbers(outputs: Tensors, name: str) -> NDArray[np.float64]:
    """Gives the output `name` as float64 of the same shape. Raises OutputError unless every element is finite."""
    values = tensor(outputs, name).astype(np.float64)
    finite(values, f'output "{name}"')
    return values


def finite(values: Floats, what: str) -> Floats:
    """Gives `values` back. Raises OutputError where one of them is NaN or infinite."""
    if not np.isfinite(values).all():
        raise OutputError(f"{what} holds values that are not finite numbers")
    return values


def class_numbers(classes: Floats) -> NDArray[np.int64]:
    """Cuts finite numbers to whole ones from 0 to LAST_CLASS."""
    note_classes(classes)
    return np.clip(classes, 0, LAST_CLASS).astype(np.int64)


def shape_text(array: Array) -> str:
    return "[" + ", ".join(map(str, array.shape)) + "]"


def listed(outputs: Tensors) -> str:
    """Names, dtypes and shapes, as TensorSpec writes them."""
    return ", ".join(f'"{name}" {array.dtype}{shape_text(array)}' for name, array in outputs.items()) or "none"


def read_detections(head: DetectorHead, outputs: Tensors, canvas: Size) -> Candidates:
    """As head.read, and raises OutputError as well where the head stumbles over a shape that it did not foresee."""
    try:
        return head.read(outputs, canvas)
    except (ValueError, IndexError) as error:
        raise OutputError(f"the outputs {listed(outputs)} are not of the shapes that the decoder reads") from error
