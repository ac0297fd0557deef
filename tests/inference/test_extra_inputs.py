import numpy as np
import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.extra_inputs import feed
from driftwatch.inference.tensors import TensorSpec

CANVAS = Size(640, 320)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (TensorSpec("orig_target_sizes", "int64", (1, 2)), [[640, 320]]),
        (TensorSpec("orig_target_sizes", "int64", (-1, 2)), [[640, 320]]),
        (TensorSpec("image_shape", "float32", (1, 2)), [[320.0, 640.0]]),
        (TensorSpec("image_shape:0", "float32", (2,)), [320.0, 640.0]),
        (TensorSpec("im_shape", "float32", (-1, 2)), [[320.0, 640.0]]),
        (TensorSpec("scale_factor", "float32", (1, 2)), [[1.0, 1.0]]),
        (TensorSpec("im_info", "float32", (1, 3)), [[320.0, 640.0, 1.0]]),
    ],
)
def test_sizes_are_told_as_those_of_the_canvas(spec: TensorSpec, expected: list[float]) -> None:
    (tensor,) = feed([spec], CANVAS, {}).values()
    assert tensor.tolist() == expected
    assert tensor.dtype == np.dtype(spec.dtype)


@pytest.mark.parametrize(
    ("shape", "values"), [((), (0.5,)), ((1,), (0.5,)), ((-1,), (1.0, 2.0)), ((2, 2), (1, 2, 3, 4))]
)
def test_constants_take_the_models_shape(shape: tuple[int, ...], values: tuple[float, ...]) -> None:
    (tensor,) = feed([TensorSpec("limit", "float32", shape)], CANVAS, {"limit": values}).values()
    assert tensor.ravel().tolist() == list(values)
    assert len(tensor.shape) == len(shape)


def test_a_constant_wins_over_what_is_known() -> None:
    spec = TensorSpec("image_shape", "float32", (1, 2))
    assert feed([spec], CANVAS, {"image_shape": (1.0, 2.0)})["image_shape"].tolist() == [[1.0, 2.0]]


def test_says_how_to_feed_an_input_that_nobody_knows() -> None:
    with pytest.raises(ModelError, match=r'"extra_inputs": \{"limit": \[0.5\]\}'):
        feed([TensorSpec("limit", "float32", (1,))], CANVAS, {})


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (TensorSpec("pixel_mask", "int64", (1, 64, 64)), (1, 64, 64)),
        (TensorSpec("pixel_mask", "int64", (-1, -1, -1)), (1, 320, 640)),
        (TensorSpec("pixel_mask", "bool", (1, -1, -1)), (1, 320, 640)),
    ],
)
def test_a_mask_says_that_the_image_is_everywhere(spec: TensorSpec, shape: tuple[int, ...]) -> None:
    (tensor,) = feed([spec], CANVAS, {}).values()
    assert tensor.shape == shape
    assert tensor.dtype == np.dtype(spec.dtype)
    assert tensor.all()


def test_one_value_fills_an_input() -> None:
    (tensor,) = feed([TensorSpec("limit", "float32", (2, 3))], CANVAS, {"limit": (0.5,)}).values()
    assert tensor.tolist() == [[0.5] * 3] * 2


@pytest.mark.parametrize("values", [(), (1.0, 2.0, 3.0)])
def test_the_wrong_number_of_values_is_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(ModelError, match=f'extra_inputs: .*"limit".* does not take {len(values)} values'):
        feed([TensorSpec("limit", "float32", (2,))], CANVAS, {"limit": values})
