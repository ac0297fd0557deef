"""What the inputs besides the image are fed: sizes that a model wants to know, and constants."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import ANY, Array, TensorSpec

# A model that gets the size of the image answers in pixels of that size. It gets the canvas, so that its
# boxes are on the canvas as every other model's, and the placement alone maps them to the image.
_KNOWN: Mapping[str, Callable[[Size], tuple[float, ...]]] = {
    "orig_target_sizes": lambda canvas: (canvas.width, canvas.height),  # RT-DETR, D-FINE
    "target_sizes": lambda canvas: (canvas.height, canvas.width),  # DETR in Hugging Face's post-processing
    "image_shape": lambda canvas: (canvas.height, canvas.width),  # YOLOv3, Tiny YOLOv3 of the ONNX model zoo
    "im_shape": lambda canvas: (canvas.height, canvas.width),  # PaddleDetection
    "scale_factor": lambda _canvas: (1.0, 1.0),  # PaddleDetection
    "im_info": lambda canvas: (canvas.height, canvas.width, 1.0),  # Faster R-CNN of Caffe and OpenVINO
}

# Where the image is, in models that take several of different sizes at once: one image fills the canvas.
_MASKS = frozenset({"pixel_mask"})  # of Hugging Face's transformers: 1 where the image is


def feed(specs: Sequence[TensorSpec], canvas: Size, constants: Mapping[str, Sequence[float]]) -> dict[str, Array]:
    """A tensor for each of `specs`: from `constants` by name, else from what is known of the name. One value fills it.

    Raises ModelError, naming the input, where neither says what to feed or its shape takes another number of values.
    """
    return {spec.name: _tensor(spec, canvas, constants) for spec in specs}


def _tensor(spec: TensorSpec, canvas: Size, constants: Mapping[str, Sequence[float]]) -> Array:
    known = _KNOWN.get(_plain(spec))
    if spec.name in constants:
        values = tuple(constants[spec.name])
    elif _plain(spec) in _MASKS:
        values = (1.0,)
    elif known is not None:
        values = known(canvas)
    else:
        raise ModelError(
            f"the model's input {spec} is not an image and it is not known what to feed it: give its values in "
            f'extra_inputs, as in "extra_inputs": {{"{spec.name}": [0.5]}}, or export the model without it'
        )
    if len(values) == 1:
        return np.full(_filled_shape(spec, canvas), values[0]).astype(spec.dtype)
    open_dimensions = [i for i, n in enumerate(spec.shape) if n == ANY]
    shape = [1 if n == ANY else n for n in spec.shape]
    if open_dimensions and int(np.prod(shape)) != len(values):
        shape[open_dimensions[-1]] = len(values)
    if int(np.prod(shape)) != len(values):
        raise ModelError(f"extra_inputs: the model's input {spec} does not take {len(values)} values")
    return np.asarray(values).reshape(shape).astype(spec.dtype)


def _filled_shape(spec: TensorSpec, canvas: Size) -> tuple[int, ...]:
    """Open dimensions are 1, but the last two of three, which are a mask's height and width."""
    if len(spec.shape) == 3 and spec.shape[1] == spec.shape[2] == ANY:
        return (max(spec.shape[0], 1), canvas.height, canvas.width)
    return tuple(1 if n == ANY else n for n in spec.shape)


def _plain(spec: TensorSpec) -> str:
    """The name without what TensorFlow puts after it."""
    return spec.name.split(":")[0].lower()
