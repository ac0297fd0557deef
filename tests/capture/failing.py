"""A disk that fails when it is told to."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from driftwatch.capture.files import Files


class Killed(BaseException):
    """The process ends here; nothing may catch this."""


class FailingFiles(Files):
    """Counts every operation that changes the disk, and lets some fail.

    fails: told the operation's number, from 1, gives what is raised instead, or None. A write that fails leaves half of
    the content, as a full disk does.
    """

    def __init__(self, fails: Callable[[int], BaseException | None] = lambda _: None) -> None:
        self.fails = fails
        self.operations = 0

    def make_folder(self, folder: Path) -> None:
        self._step()
        super().make_folder(folder)

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        self._step(lambda: path.write_bytes(content[: len(content) // 2]))
        super().write(path, content, is_synced)

    def overwrite(self, path: Path, offset: int, content: bytes, is_synced: bool = True) -> None:
        self._step(lambda: super(FailingFiles, self).overwrite(path, offset, content[: len(content) // 2]))
        super().overwrite(path, offset, content, is_synced)

    def rename(self, source: Path, target: Path) -> None:
        self._step()
        super().rename(source, target)

    def sync_folder(self, folder: Path) -> None:
        self._step()
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def _step(self, half: Callable[[], object] | None = None) -> None:
        self.operations += 1
        failure = self.fails(self.operations)
        if failure is not None:
            if half is not None:
                half()
            raise failure


def no_space() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only() -> OSError:
    return OSError(errno.EROFS, os.strerror(errno.EROFS))
