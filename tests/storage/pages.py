"""Counts what a statistics file has its disk write."""

import struct
from pathlib import Path

_HEAD, _FRAME = 32, 24


class PagesWritten:
    """Pages that were added to the log of a file since it was last asked. The log must not begin again meanwhile."""

    def __init__(self, file: Path) -> None:
        self._log = file.with_name(f"{file.name}-wal")
        self._seen = self._frames()

    def since(self) -> int:
        before, self._seen = self._seen, self._frames()
        return self._seen - before

    def _frames(self) -> int:
        """Of the present turn of the log: what lies behind is of an earlier one."""
        if not self._log.exists() or self._log.stat().st_size < _HEAD:
            return 0
        log = self._log.read_bytes()
        size, salt = struct.unpack_from(">I", log, 8)[0] + _FRAME, log[16:24]
        count = 0
        while log[_HEAD + count * size + 8 : _HEAD + count * size + 16] == salt:
            count += 1
        return count
