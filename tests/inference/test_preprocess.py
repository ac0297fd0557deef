import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import ModelError
from driftwatch.inference.preprocess import Layout, Normalization, TensorMaker, read_layout
from driftwatch.inference.tensors import Quantization, TensorSpec
from tests.inference.frames import picture

IMAGE = picture(5, 4)
IMAGENET = Normalization((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
UNIT = Normalization((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
SIGNED = Normalization((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
fractions = st.floats(0.0078125, 300, width=32)


def maker(
    dtype: str, shape: tuple[int, ...], how: Normalization | None, bgr: bool = False, q: Quantization | None = None
) -> TensorMaker:
    spec = TensorSpec("image", dtype, shape, q)
    layout = read_layout(spec)
    assert layout is not None
    return TensorMaker(spec, layout, how, bgr)


@pytest.mark.parametrize("dtype", ["float32", "float16", "float64"])
@pytest.mark.parametrize("bgr", [False, True])
@pytest.mark.parametrize("first", [False, True])
@given(mean=st.tuples(*[st.floats(-2, 2, width=32)] * 3), std=st.tuples(fractions, fractions, fractions))
def test_floats_are_the_builtin_services_to_the_last_bit(
    dtype: str, bgr: bool, first: bool, mean: tuple[float, float, float], std: tuple[float, float, float]
) -> None:
    shape = (1, 3, 4, 5) if first else (1, 4, 5, 3)
    made = maker(dtype, shape, Normalization(mean, std), bgr).make(IMAGE)
    ordered = IMAGE[..., ::-1] if bgr else IMAGE
    values = (ordered.astype(np.float32) / np.float32(255) - np.array(mean, np.float32)) / np.array(std, np.float32)
    expected = (values.transpose(2, 0, 1) if first else values)[None].astype(dtype)
    assert made.dtype == np.dtype(dtype)
    assert made.shape == shape
    assert made.flags.c_contiguous
    assert (made == expected).all()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "int64"])
@pytest.mark.parametrize("bgr", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_integers_take_pixels_as_they_are(dtype: str, bgr: bool, first: bool) -> None:
    made = maker(dtype, (1, 3, 4, 5) if first else (1, 4, 5, 3), None, bgr).make(IMAGE)
    ordered = IMAGE[..., ::-1] if bgr else IMAGE
    assert made.dtype == np.dtype(dtype)
    assert (made[0] == (ordered.transpose(2, 0, 1) if first else ordered)).all()


@pytest.mark.parametrize("shape", [(1, 3, 4, 5), (1, 4, 5, 3)])
def test_signed_bytes_take_the_pixel_less_128(shape: tuple[int, ...]) -> None:
    made = maker("int8", shape, None).make(IMAGE)
    ordered = IMAGE.transpose(2, 0, 1) if shape[1] == 3 else IMAGE
    assert made.dtype == np.int8
    assert (made[0] == ordered.astype(int) - 128).all()


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16"])
@pytest.mark.parametrize("shape", [(1, 3, 4, 5), (1, 4, 5, 3)])
@given(scale=st.floats(1e-4, 0.1), zero_point=st.integers(-128, 127))
def test_quantised_values_stand_for_the_normalised_ones(
    dtype: str, shape: tuple[int, ...], scale: float, zero_point: int
) -> None:
    made = maker(dtype, shape, IMAGENET, q=Quantization(scale, zero_point)).make(IMAGE)
    mean, std = np.array(IMAGENET.mean, np.float32), np.array(IMAGENET.std, np.float32)
    values = (IMAGE.astype(np.float32) / np.float32(255) - mean) / std
    limits = np.iinfo(dtype)
    expected = np.clip(np.rint(values.astype(np.float64) / scale) + zero_point, limits.min, limits.max)
    assert made.dtype == np.dtype(dtype)
    assert (made[0] == (expected.transpose(2, 0, 1) if shape[1] == 3 else expected)).all()


def test_the_usual_quantisation_gives_the_pixels_back() -> None:
    for how, step in ((UNIT, Quantization(1 / 255, 0)), (SIGNED, Quantization(2 / 255, 127))):
        made = maker("uint8", (1, 4, 5, 3), how, q=step).make(IMAGE)
        assert np.abs(made[0].astype(int) - IMAGE).max() <= 1


@pytest.mark.parametrize("shape", [(1, 1, 4, 5), (1, 4, 5, 1)])
def test_grey_models_take_the_brightness(shape: tuple[int, ...]) -> None:
    made = maker("float32", shape, UNIT).make(np.full((4, 5, 3), 51, np.uint8))
    assert made.shape == shape
    assert made == pytest.approx(0.2)


def test_a_tensor_is_the_callers_to_keep() -> None:
    for dtype in ("uint8", "float32"):
        for shape in ((1, 4, 5, 3), (1, 3, 4, 5)):
            made = maker(dtype, shape, None if dtype == "uint8" else IMAGENET)
            image = IMAGE.copy()
            first = made.make(image)
            before = first.copy()
            image[:] = 0
            made.make(image)
            assert (first == before).all()


@pytest.mark.parametrize(
    ("shape", "layout"),
    [
        ((1, 3, 224, 300), Layout(True, 3, 224, 300)),
        ((1, 224, 300, 3), Layout(False, 3, 224, 300)),
        ((-1, 3, -1, -1), Layout(True, 3, -1, -1)),
        ((1, -1, -1, 3), Layout(False, 3, -1, -1)),
        ((1, -1, -1, -1), Layout(False, 3, -1, -1)),
        ((1, 3, 3, 3), Layout(True, 3, 3, 3)),
        ((1, 1, 28, 28), Layout(True, 1, 28, 28)),
        ((1, 28, 28, 1), Layout(False, 1, 28, 28)),
        ((1, 4, 5, 7), None),
        ((1, 224, 3), None),
        ((1, 10), None),
        ((), None),
    ],
)
def test_reads_where_channels_height_and_width_stand(shape: tuple[int, ...], layout: Layout | None) -> None:
    assert read_layout(TensorSpec("x", "float32", shape)) == layout


def test_a_dtype_without_pixels_is_refused() -> None:
    assert read_layout(TensorSpec("x", "bool", (1, 3, 4, 4))) is None
    with pytest.raises(ModelError, match="bool"):
        TensorMaker(TensorSpec("x", "bool", (1, 3, 4, 4)), Layout(True, 3, 4, 4), None, False)
