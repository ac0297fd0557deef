"""Tensors to and from the bytes of Viam's MLModel messages, without a Python object for each element.

Every repeated number in these messages has a fixed width on the wire (service/mlmodel/v1/mlmodel.proto), so a
packed field is the tensor's little-endian memory as it is. Protocol buffers' encoding document is the source
of the rules: unknown fields are skipped, the last of a oneof wins, packed and unpacked forms are both read.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from google.protobuf.message import DecodeError

from driftwatch.errors import TensorError
from driftwatch.inference.tensors import Array, Tensors

Field = tuple[int, int, Any]  # number, wire type, int or memoryview
Bytes: TypeAlias = bytes | memoryview

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_TENSORS, _KEY, _VALUE, _SHAPE, _DATA = 1, 1, 2, 1, 1

# Field number in FlatTensor -> dtype of the tensor, dtype of its elements on the wire.
_KINDS: Final[dict[int, tuple[str, str]]] = {
    2: ("int8", "i1"),
    3: ("uint8", "u1"),
    4: ("int16", "<u4"),
    5: ("uint16", "<u4"),
    6: ("int32", "<i4"),
    7: ("uint32", "<u4"),
    8: ("int64", "<i8"),
    9: ("uint64", "<u8"),
    10: ("float32", "<f4"),
    11: ("float64", "<f8"),
}
_AS_BYTES: Final = (2, 3)  # one bytes field instead of a repeated number: the last one counts
_NUMBER_OF: Final = {dtype: number for number, (dtype, _) in _KINDS.items()}
WIRE_DTYPES: Final = tuple(_NUMBER_OF)

# Dtypes that models have and the protocol has not, and the ones that carry them without loss.
_CARRIED_AS: Final = {"float16": "float32", "bool": "uint8"}


def read_fields(data: memoryview) -> Iterator[Field]:
    """Gives the fields of one message in their order. Raises DecodeError where the bytes are not a message."""
    position, end = 0, len(data)
    while position < end:
        tag, position = _read_varint(data, position)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == _VARINT:
            value, position = _read_varint(data, position)
            yield number, wire_type, value
            continue
        if wire_type == _BYTES:
            length, position = _read_varint(data, position)
        elif wire_type in (_FIXED32, _FIXED64):
            length = 4 if wire_type == _FIXED32 else 8
        else:
            raise DecodeError(f"wire type {wire_type} is not known")
        if number == 0 or position + length > end:
            raise DecodeError("the message is truncated")
        yield number, wire_type, data[position : position + length]
        position += length


def read_byte_fields(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Gives the number and content of those fields that are text, bytes or messages. Raises as `read_fields` does."""
    return ((number, value) for number, wire_type, value in read_fields(data) if wire_type == _BYTES)


def read_text(data: memoryview) -> str:
    """Raises DecodeError where `data` is not UTF-8."""
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError("a name is not UTF-8") from error


def read_tensors(data: memoryview) -> dict[str, Array]:
    """Reads a FlatTensors message. The arrays are views of `data` where its alignment allows, else copies.

    Raises DecodeError for bytes that are no such message, TensorError for a shape that does not fit its data.
    """
    tensors: dict[str, Array] = {}
    for number, wire_type, value in read_fields(data):
        if number == _TENSORS and wire_type == _BYTES:
            name, flat = "", b""
            for part, part_type, content in read_fields(value):
                if part == _KEY and part_type == _BYTES:
                    name = read_text(content)
                elif part == _VALUE and part_type == _BYTES:
                    flat += bytes(content) if flat else content
            tensor = _read_tensor(name, memoryview(flat))
            if tensor is not None:
                tensors[name] = tensor
    return tensors


def write_tensors(tensors: Tensors) -> bytes:
    """Writes a FlatTensors message. Raises TensorError for a dtype that the protocol does not have."""
    return b"".join(_tensors(tensors))


def wire_dtype(dtype: str) -> str:
    """The dtype under which a model's tensor of `dtype` crosses the wire: float16 as float32, bool as uint8."""
    return _CARRIED_AS.get(dtype, dtype)


def write_message(number: int, content: bytes) -> bytes:
    """Gives `content` as the length-prefixed field `number` of a message."""
    return b"".join(_length_prefixed(number, content))


def write_tensors_message(number: int, tensors: Tensors) -> bytes:
    """Gives what `write_tensors` writes as the field `number` of a message; each tensor is copied once."""
    parts = _tensors(tensors)
    return b"".join([_tag(number, _BYTES), _varint(sum(map(len, parts))), *parts])


def _tensors(tensors: Tensors) -> list[Bytes]:
    entries: list[Bytes] = []
    for name, tensor in tensors.items():
        parts = _length_prefixed(_KEY, name.encode())
        flat = _flat_tensor(name, tensor)
        parts += [_tag(_VALUE, _BYTES), _varint(sum(map(len, flat))), *flat]
        entries += [_tag(_TENSORS, _BYTES), _varint(sum(map(len, parts))), *parts]
    return entries


def _read_tensor(name: str, data: memoryview) -> Array | None:
    shape: list[Any] = []
    kind, chunks = 0, list[Any]()
    for number, wire_type, value in read_fields(data):
        if number == _SHAPE and wire_type in (_BYTES, _FIXED64):
            shape += _elements(value, "<u8").tolist()
        elif number in _KINDS and wire_type == _BYTES:
            if number != kind:
                kind, chunks = number, []
            found = [part for field, part_type, part in read_fields(value) if field == _DATA and part_type != _VARINT]
            chunks = (found[-1:] or chunks) if kind in _AS_BYTES else chunks + found
    if kind == 0:
        return None
    dtype, on_wire = _KINDS[kind]
    parts = [_elements(chunk, on_wire) for chunk in chunks] or [np.empty(0, on_wire)]
    flat = parts[0] if len(parts) == 1 else np.concatenate(parts)
    if not flat.flags.aligned:
        flat = flat.copy()
    try:
        return flat.astype(dtype, copy=False).reshape(shape)
    except (ValueError, OverflowError) as error:
        raise TensorError(f'tensor "{name}" has {flat.size} elements, which do not fit its shape {shape}') from error


def _elements(data: memoryview, on_wire: str) -> Array:
    if len(data) % np.dtype(on_wire).itemsize:
        raise DecodeError("a packed field ends within an element")
    return np.frombuffer(data, on_wire)


def _flat_tensor(name: str, tensor: Array) -> list[Bytes]:
    number = _NUMBER_OF.get(wire_dtype(tensor.dtype.name))
    if number is None:
        raise TensorError(f'tensor "{name}" is {tensor.dtype}; the protocol has {", ".join(WIRE_DTYPES)}')
    stored = np.ascontiguousarray(tensor.astype(_KINDS[number][1], casting="unsafe", copy=False))
    content = _length_prefixed(_DATA, stored.reshape(-1).view(np.uint8).data) if stored.size else []
    shape = np.array(tensor.shape, "<u8").tobytes()
    packed_shape = _length_prefixed(_SHAPE, shape) if shape else []
    return [*packed_shape, _tag(number, _BYTES), _varint(sum(map(len, content))), *content]


def _length_prefixed(number: int, content: Bytes) -> list[Bytes]:
    return [_tag(number, _BYTES), _varint(len(content)), content]


def _tag(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _read_varint(data: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise DecodeError("the message is truncated")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, position
        shift += 7
