"""One small file that is written again and again: it has three places, which are written in turn."""

import hashlib
import struct
import zlib
from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files, write_whole

_MAGIC: Final = b"slo3"
_HEAD: Final = struct.Struct("<4sQI32s")  # magic, number of the write, bytes of the packed content, their SHA-256
_BLOCK: Final = 4096  # bytes that a disk writes at once
_PLACES: Final = 3


class DamagedFileError(ValueError):
    """None of the places holds what was written to it."""


class SlotFile:
    """Holds what was written last; where the machine lost power, what was last waited for, or something newer.

    A new file that is put in the place of an old one costs a disk seven blocks more than its content; writing into one
    that is there costs one. So what is written is packed, to fit into one block where it can, and goes to the place
    that holds neither what was written last (the process may be killed in the middle) nor what the disk surely has
    (the power may fail). What is larger than a place makes a new file with larger ones.
    """

    def __init__(self, path: Path, files: Files | None = None) -> None:
        self.path = path
        self._files = files or Files()
        self._number = 0  # of the last write
        self._room = 0  # bytes of a place; 0: not known yet
        self._newest: int = 0  # place of what was written last
        self._synced: int = 0  # and of what the disk surely has

    def read(self) -> bytes:
        """What is no file of this kind is given as it is: earlier versions wrote it so.

        Raises OSError, FileNotFoundError where nothing was written yet, and DamagedFileError.
        """
        content = self._files.read(self.path)
        room = len(content) // _PLACES
        places = [content[start : start + room] for start in range(0, _PLACES * room, room or 1)]
        if not any(place.startswith(_MAGIC) for place in places):
            return content
        found = [(*one, place) for place, held in enumerate(places) if (one := _unpacked(held)) is not None]
        if not found:
            raise DamagedFileError(f"{self.path.name} is damaged")
        self._number, newest, self._newest = max(found)
        self._synced, self._room = self._newest, room
        return newest

    def write(self, content: bytes, is_synced: bool = True) -> None:
        """Makes its folder where there is none. Raises OSError, and leaves what was there.

        is_synced: waits for the disk. Otherwise it outlives the process at once, and a loss of power half a minute on.
        """
        self._files.make_folder(self.path.parent)
        number = self._number + 1
        packed = _packed(number, content)
        place = next(one for one in range(_PLACES) if one not in (self._newest, self._synced))
        if len(packed) <= self._room and self._overwritten(place, packed, is_synced):
            self._synced = place if is_synced else self._synced
        else:
            self._room = -(-len(packed) * 3 // 2 // _BLOCK) * _BLOCK
            places = [bytes(self._room)] * _PLACES
            places[place] = packed.ljust(self._room, b"\0")
            write_whole(self._files, self.path, b"".join(places), self.path.with_suffix(".part"))
            self._synced = place
        self._number, self._newest = number, place

    def _overwritten(self, place: int, packed: bytes, is_synced: bool) -> bool:
        """False where there is no such file any more."""
        try:
            if self._files.size(self.path) != _PLACES * self._room:
                return False
            self._files.overwrite(self.path, place * self._room, packed, is_synced)
        except FileNotFoundError:
            return False
        return True


def _packed(number: int, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return _HEAD.pack(_MAGIC, number, len(packed), hashlib.sha256(packed).digest()) + packed


def _unpacked(place: bytes) -> tuple[int, bytes] | None:
    """None where what is there was not written whole."""
    if len(place) < _HEAD.size:
        return None
    magic, number, size, digest = _HEAD.unpack_from(place)
    packed = place[_HEAD.size : _HEAD.size + size]
    if magic != _MAGIC or len(packed) != size or hashlib.sha256(packed).digest() != digest:
        return None
    return number, zlib.decompress(packed)
