"""Which versions of which system libraries an ELF file asks for, out of its dynamic section.

Specification: the System V ABI (dynamic section, chapter 5) and the Linux Standard Base (symbol versions, 10.7).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MAGIC: Final = b"\x7fELF"
_LOAD, _DYNAMIC = 1, 2  # kinds of segments
_STRTAB, _VERNEED, _VERNEEDNUM = 5, 0x6FFFFFFE, 0x6FFFFFFF  # kinds of dynamic entries


class ElfError(ValueError):
    """A file that begins as ELF and goes on as something else."""


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    offset: int
    address: int
    size: int


def is_elf(path: Path) -> bool:
    """Whether it is a program or a library for Linux."""
    with path.open("rb") as file:
        return file.read(4) == _MAGIC


def needed_versions(content: bytes) -> frozenset[str]:
    """As `GLIBC_2.34` or `GLIBCXX_3.4.30`; empty where nothing is linked dynamically. Raises ElfError."""
    if content[:4] != _MAGIC:
        raise ElfError("no ELF file")
    if content[4:6] != b"\x02\x01":
        raise ElfError("neither 64 bits nor little-endian: not for a platform of ours")
    try:
        return frozenset(_versions(content))
    except (struct.error, ValueError, KeyError) as error:
        raise ElfError(f"a damaged ELF file: {error}") from error


def _versions(content: bytes) -> Iterator[str]:
    segments = list(_segments(content))
    entries = dict(_dynamic(content, segments))
    if _VERNEED not in entries:
        return
    names = _offset(entries[_STRTAB], segments)
    file = _offset(entries[_VERNEED], segments)
    for _ in range(entries[_VERNEEDNUM]):
        _, count, _, first, following = struct.unpack_from("<HHIII", content, file)
        version = file + first
        for _ in range(count):
            _, _, _, name, after = struct.unpack_from("<IHHII", content, version)
            yield _text(content, names + name)
            version += after
            if not after:
                break
        file += following
        if not following:
            break


def _segments(content: bytes) -> Iterator[_Segment]:
    (table,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    for index in range(count):
        kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", content, table + index * size)
        yield _Segment(kind, offset, address, length)


def _dynamic(content: bytes, segments: list[_Segment]) -> Iterator[tuple[int, int]]:
    for segment in segments:
        if segment.kind == _DYNAMIC:
            yield from struct.iter_unpack("<QQ", content[segment.offset : segment.offset + segment.size])


def _offset(address: int, segments: list[_Segment]) -> int:
    """Where in the file an address of the loaded program is."""
    for one in segments:
        if one.kind == _LOAD and one.address <= address < one.address + one.size:
            return address - one.address + one.offset
    raise ElfError(f"address {address:#x} is in no segment")


def _text(content: bytes, start: int) -> str:
    return content[start : content.index(b"\0", start)].decode("ascii")
