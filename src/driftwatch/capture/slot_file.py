"""One small file that is written every minute: it has two places, which are written in turn."""

import hashlib
import struct
from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files, write_whole

_MAGIC: Final = b"slot"
_HEAD: Final = struct.Struct("<4sQI32s")  # magic, number of the write, bytes of the content, their SHA-256
_BLOCK: Final = 4096  # bytes that a disk writes at once


class DamagedFileError(ValueError):
    """Neither place holds what was written to it."""


class SlotFile:
    """Holds what was written last, or before that where the machine lost power meanwhile. Waits for the disk.

    A new file that is put in the place of an old one costs a disk seven blocks more than its content; writing into one
    that is there costs one. What is larger than a place makes a new file with larger ones.
    """

    def __init__(self, path: Path, files: Files | None = None) -> None:
        self.path = path
        self._files = files or Files()
        self._number = 0  # of the last write
        self._room = 0  # bytes of a place; 0: not known yet

    def read(self) -> bytes:
        """What is no file of this kind is given as it is: earlier versions wrote it so.

        Raises OSError, FileNotFoundError where nothing was written yet, and DamagedFileError.
        """
        content = self._files.read(self.path)
        room = len(content) // 2
        if _MAGIC not in (content[:4], content[room : room + 4]):
            return content
        found = [one for one in (_unpacked(content[:room]), _unpacked(content[room:])) if one is not None]
        if not found:
            raise DamagedFileError(f"{self.path.name} is damaged")
        self._number, newest = max(found)
        self._room = room
        return newest

    def write(self, content: bytes) -> None:
        """Makes its folder where there is none. Raises OSError, and leaves what was there."""
        self._files.make_folder(self.path.parent)
        number = self._number + 1
        packed = _packed(number, content)
        if len(packed) > self._room or not self._overwritten(number, packed):
            self._room = -(-len(packed) * 3 // 2 // _BLOCK) * _BLOCK
            places = [bytes(self._room), bytes(self._room)]
            places[number % 2] = packed.ljust(self._room, b"\0")
            write_whole(self._files, self.path, b"".join(places), self.path.with_suffix(".part"))
        self._number = number

    def _overwritten(self, number: int, packed: bytes) -> bool:
        """Over what was written before the last time. False where there is no such file any more."""
        try:
            if self._files.size(self.path) != 2 * self._room:
                return False
            self._files.overwrite(self.path, number % 2 * self._room, packed)
        except FileNotFoundError:
            return False
        return True


def _packed(number: int, content: bytes) -> bytes:
    return _HEAD.pack(_MAGIC, number, len(content), hashlib.sha256(content).digest()) + content


def _unpacked(place: bytes) -> tuple[int, bytes] | None:
    """None where what is there was not written whole."""
    if len(place) < _HEAD.size:
        return None
    magic, number, size, digest = _HEAD.unpack_from(place)
    content = place[_HEAD.size : _HEAD.size + size]
    if magic != _MAGIC or len(content) != size or hashlib.sha256(content).digest() != digest:
        return None
    return number, content
