"""Reads flatbuffers (flatbuffers.dev, "internals") that may be damaged: every step stays inside the bytes."""

import struct
from dataclasses import dataclass


class FlatbufferError(ValueError):
    """An offset, length or type in the file leads outside of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a flatbuffer. Fields are asked for by their number in the schema; an absent field is None."""

    content: bytes
    position: int

    def integer(self, field: int, layout: str, default: int) -> int:
        """A scalar; `layout` is a struct code, as in "b", "i", "I"."""
        at = self._field(field)
        return default if at is None else _unpack(self.content, at, layout)

    def real(self, field: int, default: float) -> float:
        at = self._field(field)
        return default if at is None else _unpack_from("<f", self.content, at)

    def table(self, field: int) -> "Table | None":
        at = self._field(field)
        return None if at is None else Table(self.content, _follow(self.content, at))

    def text(self, field: int) -> str | None:
        data = self.data(field)
        return None if data is None else data.decode("utf-8", errors="replace")

    def data(self, field: int) -> bytes | None:
        """A vector of bytes."""
        span = self.span(field, 1)
        return None if span is None else self.content[span[0] : span[1]]

    def span(self, field: int, item_size: int) -> tuple[int, int] | None:
        """Where a vector of `item_size` bytes an item starts and ends in the file."""
        at = self._field(field)
        if at is None:
            return None
        start = _follow(self.content, at)
        count = _unpack(self.content, start, "I")
        end = start + 4 + count * item_size
        if end > len(self.content):
            raise FlatbufferError("a list reaches past the end of the file")
        return start + 4, end

    def numbers(self, field: int, layout: str) -> tuple[int, ...]:
        """A vector of scalars."""
        size = struct.calcsize("<" + layout)
        span = self.span(field, size)
        if span is None:
            return ()
        return struct.unpack_from(f"<{(span[1] - span[0]) // size}{layout}", self.content, span[0])

    def reals(self, field: int) -> tuple[float, ...]:
        span = self.span(field, 4)
        return () if span is None else struct.unpack_from(f"<{(span[1] - span[0]) // 4}f", self.content, span[0])

    def tables(self, field: int) -> tuple["Table", ...]:
        """A vector of tables."""
        span = self.span(field, 4)
        if span is None:
            return ()
        return tuple(Table(self.content, _follow(self.content, at)) for at in range(span[0], span[1], 4))

    def _field(self, field: int) -> int | None:
        content, position = self.content, self.position
        vtable = position - _unpack(content, position, "i")
        if vtable < 0:
            raise FlatbufferError("a table points before the start of the file")
        slot = 4 + 2 * field
        if slot + 2 > _unpack(content, vtable, "H"):
            return None
        offset = _unpack(content, vtable + slot, "H")
        return position + offset if offset else None


def root(content: bytes) -> Table:
    return Table(content, _follow(content, 0))


def _follow(content: bytes, at: int) -> int:
    target = at + _unpack(content, at, "I")
    if target + 4 > len(content):
        raise FlatbufferError("an offset points past the end of the file")
    return target


def _unpack(content: bytes, at: int, layout: str) -> int:
    return _unpack_from("<" + layout, content, at)


def _unpack_from(layout: str, content: bytes, at: int):
    try:
        return struct.unpack_from(layout, content, at)[0]
    except struct.error:
        raise FlatbufferError("a value lies outside of the file") from None
