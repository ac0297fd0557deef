"""Writes messages in protobuf's wire format (https://protobuf.dev/programming-guides/encoding/)."""

import struct
from collections.abc import Iterable


def varint(number: int) -> bytes:
    """number: of any sign, as int64 is written."""
    left = number & 0xFFFFFFFFFFFFFFFF
    written = bytearray()
    while left > 0x7F:
        written.append(left & 0x7F | 0x80)
        left >>= 7
    written.append(left)
    return bytes(written)


def integer(field: int, value: int) -> bytes:
    """An int32, int64 or enum."""
    return varint(field << 3) + varint(value)


def real(field: int, value: float) -> bytes:
    """A float."""
    return varint(field << 3 | 5) + struct.pack("<f", value)


def content(field: int, value: bytes | str) -> bytes:
    """Bytes, a text, or a message that was written before."""
    data = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(data)) + data


def integers(field: int, values: Iterable[int]) -> bytes:
    """A repeated int64, one entry a value."""
    return b"".join(integer(field, value) for value in values)
