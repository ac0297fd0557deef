"""Opens files that an owner names: what is no file is refused before anybody waits for it, and a reading has an end.

Opening a pipe waits for whoever writes to it, reading a device never ends, and a watchdog's device restarts the machine
when it was opened once: so what a path leads to is looked at first.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class UnusableFileError(OSError):
    """What is there is no file, or one that is too large. `strerror` says it as the system says what it refuses."""


class SharedFileError(UnusableFileError):
    """Others than the file's own user may read or write it."""


def check_regular(path: Path) -> int:
    """Gives the bytes of the file at `path`, links followed. Raises OSError; UnusableFileError where it is no file."""
    found = path.stat()
    _check(found)
    return found.st_size


def open_regular(path: Path) -> BinaryIO:
    """Opens the file at `path` to be read. Raises OSError as `check_regular`, and never waits for another program."""
    check_regular(path)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _check(os.fstat(handle))
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def read_regular(path: Path, most: int) -> bytes:
    """The content of a file of at most `most` bytes, also where it grows meanwhile. Raises OSError."""
    with open_regular(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise UnusableFileError(errno.EFBIG, f"it has more than {most} bytes")
    return content


def read_secret(path: Path, most: int) -> str:
    """The text of a file that is nobody else's, without the space around it. Raises OSError; SharedFileError."""
    try:
        if path.stat().st_mode & 0o077:
            raise SharedFileError(errno.EACCES, "other users may read or write it")
        return read_regular(path, most).decode().strip()
    except ValueError as error:
        raise UnusableFileError(errno.EINVAL, "it is no text") from error


def _check(found: os.stat_result) -> None:
    if stat.S_ISREG(found.st_mode):
        return
    kind = next((name for is_kind, name in _KINDS if is_kind(found.st_mode)), "no file")
    raise UnusableFileError(errno.EINVAL, f"it is {kind}, no file")
