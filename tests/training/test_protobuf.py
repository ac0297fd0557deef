import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import AttributeProto, TensorProto, TensorShapeProto

from model.protobuf import content, integer, integers, real, varint


@given(st.integers(-(2**63), 2**63 - 1), st.lists(st.integers(-(2**63), 2**63 - 1), max_size=4), st.text(max_size=9))
def test_fields_are_read_back(value: int, values: list[int], name: str) -> None:
    if value:
        assert content(1, name) + integer(3, value) == AttributeProto(name=name, i=value).SerializeToString()
    read = AttributeProto.FromString(content(1, name) + integer(3, value) + integers(8, values))
    assert (read.name, read.i, list(read.ints)) == (name, value, values)
    shape = TensorShapeProto.FromString(content(1, integer(1, value)))
    assert shape.dim[0].dim_value == value


@given(st.floats(width=32, allow_nan=False), st.binary(max_size=300))
def test_reals_and_bytes_are_read_back(value: float, data: bytes) -> None:
    assert AttributeProto.FromString(real(2, value)).f == value
    assert TensorProto.FromString(content(9, data)).raw_data == data
    assert struct.unpack("<f", real(2, value)[1:]) == (value,)


def test_a_long_text_has_a_long_length() -> None:
    assert content(8, "x" * 200)[1:3] == varint(200)
    with pytest.raises(UnicodeEncodeError):
        content(8, "\ud800")
