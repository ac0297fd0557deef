"""The SDK's own codec is the oracle: same bytes in, same tensors out, in both directions."""

import numpy as np
import pytest
from google.protobuf.message import DecodeError
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from viam.proto.service.mlmodel import FlatTensor, FlatTensorDataFloat, FlatTensorDataInt8, FlatTensors, InferRequest
from viam.services.mlmodel.utils import flat_tensors_to_ndarrays, ndarrays_to_flat_tensors
from viam.utils import dict_to_struct

from driftwatch.errors import TensorError
from driftwatch.inference.tensors import Array
from driftwatch.services.rpc.codec import WIRE_DTYPES, read_tensors, wire_dtype, write_tensors
from driftwatch.services.rpc.mlmodel_rpc import InferAnswer, InferCall

TENSORS = st.dictionaries(
    st.text(max_size=8),
    st.sampled_from(WIRE_DTYPES).flatmap(
        lambda dtype: hnp.arrays(np.dtype(dtype), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
    ),
    max_size=3,
)


def assert_same(got: dict[str, Array], expected: dict[str, Array]) -> None:
    assert got.keys() == expected.keys()
    for name, tensor in expected.items():
        assert got[name].dtype == tensor.dtype
        assert got[name].shape == tensor.shape
        np.testing.assert_array_equal(got[name], tensor)


def as_sdk_reads(data: bytes) -> dict[str, Array]:
    return flat_tensors_to_ndarrays(FlatTensors.FromString(data))


@given(TENSORS)
def test_reads_what_the_sdk_writes(tensors: dict[str, Array]) -> None:
    data = ndarrays_to_flat_tensors(tensors).SerializeToString()
    assert_same(read_tensors(memoryview(data)), tensors)


@given(TENSORS)
def test_the_sdk_reads_what_we_write(tensors: dict[str, Array]) -> None:
    assert_same(as_sdk_reads(write_tensors(tensors)), tensors)


@given(TENSORS, st.data())
def test_damaged_messages_are_refused_or_read_as_the_sdk_reads_them(
    tensors: dict[str, Array], data: st.DataObject
) -> None:
    message = bytearray(write_tensors(tensors))
    for _ in range(data.draw(st.integers(1, 4))):
        if not message:
            break
        position = data.draw(st.integers(0, len(message) - 1))
        if data.draw(st.booleans()):
            message[position] = data.draw(st.integers(0, 255))
        else:
            del message[position:]
    try:
        ours = read_tensors(memoryview(bytes(message)))
    except (DecodeError, TensorError):
        return
    try:
        theirs = as_sdk_reads(bytes(message))
    except (DecodeError, ValueError, OverflowError):
        return
    assert_same(ours, theirs)


@given(st.binary(max_size=64))
@example(b"\x0a\x05\x12\x03\x1a\x01")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        tensors = read_tensors(memoryview(data))
    except (DecodeError, TensorError):
        tensors = {}
    assert all(tensor.dtype.name in WIRE_DTYPES for tensor in tensors.values())


def test_unpacked_numbers_and_several_chunks_are_read() -> None:
    unpacked = b"\x52\x0a\x0d\x00\x00\x80\x3f\x0d\x00\x00\x00\x40"  # float_tensor {data: 1.0, data: 2.0}, one by one
    shape = b"\x09\x02\x00\x00\x00\x00\x00\x00\x00"
    entry = b"\x0a\x01x\x12" + bytes([len(shape + unpacked)]) + shape + unpacked
    message = b"\x0a" + bytes([len(entry)]) + entry
    assert_same(read_tensors(memoryview(message)), {"x": np.array([1, 2], np.float32)})
    assert_same(as_sdk_reads(message), {"x": np.array([1, 2], np.float32)})


def test_the_last_kind_of_a_tensor_wins_as_in_the_sdk() -> None:
    first = FlatTensor(shape=[1], int8_tensor=FlatTensorDataInt8(data=b"\x07")).SerializeToString()
    second = FlatTensor(float_tensor=FlatTensorDataFloat(data=[2.0])).SerializeToString()
    entry = b"\x0a\x01x\x12" + bytes([len(first + second)]) + first + second
    message = b"\x0a" + bytes([len(entry)]) + entry
    assert_same(read_tensors(memoryview(message)), {"x": np.array([2.0], np.float32)})


@pytest.mark.parametrize(("dtype", "carried"), [("float16", "float32"), ("bool", "uint8")])
def test_dtypes_that_the_protocol_lacks_are_carried_without_loss(dtype: str, carried: str) -> None:
    tensor = np.array([0, 1, 1], dtype)
    assert wire_dtype(dtype) == carried
    assert_same(as_sdk_reads(write_tensors({"x": tensor})), {"x": tensor.astype(carried)})


def test_a_dtype_that_cannot_be_carried_is_named() -> None:
    with pytest.raises(TensorError, match='"x" is complex64; the protocol has int8, uint8'):
        write_tensors({"x": np.zeros(1, np.complex64)})


def test_a_shape_that_does_not_fit_names_the_tensor() -> None:
    message = FlatTensors(tensors={"x": FlatTensor(shape=[3], float_tensor=FlatTensorDataFloat(data=[1.0]))})
    with pytest.raises(TensorError, match=r'"x" has 1 elements, which do not fit its shape \[3\]'):
        read_tensors(memoryview(message.SerializeToString()))


@given(st.binary(max_size=40))
@example(b"\x08\x01")
@example(b"\x0a\x01\xff")
def test_any_bytes_are_a_call_or_refused(data: bytes) -> None:
    for message in (InferCall, InferAnswer):
        try:
            read = message.FromString(data)
        except (DecodeError, TensorError):
            continue
        assert all(tensor.dtype.name in WIRE_DTYPES for tensor in read.tensors.values())


def test_a_call_is_what_the_sdk_reads_and_writes() -> None:
    extra = dict_to_struct({"key": "value"})
    tensors = {"x": np.array([[1.5]], np.float32)}
    theirs = InferRequest(name="m", input_tensors=ndarrays_to_flat_tensors(tensors), extra=extra)
    ours = InferCall.FromString(theirs.SerializeToString())
    assert (ours.name, ours.extra) == ("m", extra)
    assert_same(dict(ours.tensors), tensors)
    assert InferRequest.FromString(InferCall("m", tensors, extra).SerializeToString()) == theirs
