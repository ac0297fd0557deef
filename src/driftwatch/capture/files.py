"""The few operations on files that the queue and the spool need, so that tests can let any of them fail.

Kept pictures show people: whatever is made here is for the module's own user alone, whatever the umask says, as
viam-server makes its captures.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from driftwatch.regular_file import check_regular, read_regular

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700

_LARGEST: Final = 1 << 30  # bytes that are read into memory at once
_AS_WE_ARE: Final = {"effective_ids": True} if os.access in os.supports_effective_ids else {}
_THERE: Final = os.O_WRONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW


class Files:
    """Everything raises OSError where the disk is full, read-only or gone."""

    def make_folder(self, folder: Path) -> None:
        """With the folders that it lies in; those that are there stay as they are."""
        for missing in (*reversed(folder.parents), folder):
            if not missing.is_dir():
                missing.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        """Writes a file and waits until the disk has it, where `is_synced`."""
        handle = os.open(path, _NEW, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            if stat.S_IMODE(os.fstat(handle).st_mode) != PRIVATE_FILE:
                os.fchmod(handle, PRIVATE_FILE)
            file.write(content)
            file.flush()
            if is_synced:
                os.fsync(handle)

    def overwrite(self, path: Path, offset: int, content: bytes, is_synced: bool = True) -> None:
        """Writes into a file that is there, and waits until the disk has it, where `is_synced`."""
        handle = os.open(path, _THERE)
        try:
            while content:
                written = os.pwrite(handle, content, offset)
                content, offset = content[written:], offset + written
            if is_synced:
                os.fsync(handle)
        finally:
            os.close(handle)

    def size(self, path: Path) -> int:
        return check_regular(path)

    def rename(self, source: Path, target: Path) -> None:
        """Puts `source` in the place of `target` at once; both on one file system."""
        source.replace(target)

    def sync_folder(self, folder: Path) -> None:
        """Waits until the disk has the names in `folder`."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def read(self, path: Path) -> bytes:
        return read_regular(path, _LARGEST)

    def remove(self, path: Path) -> None:
        """Is content where there is no such file."""
        path.unlink(missing_ok=True)

    def names(self, folder: Path) -> list[str]:
        """Names of files only, sorted."""
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))

    def may_change(self, folder: Path) -> bool:
        """Whether names can be taken from `folder` as far as the system says: True also where there is no folder."""
        return os.access(folder, os.W_OK | os.X_OK, **_AS_WE_ARE) or not folder.exists()

    def walk(self, folder: Path) -> list[tuple[Path, int]]:
        """Every file below `folder` with its bytes."""
        found: list[tuple[Path, int]] = []
        for root, _, names in os.walk(folder):
            for name in names:
                path = Path(root) / name
                try:
                    found.append((path, path.lstat().st_size))
                except FileNotFoundError:  # the data manager deletes what it has uploaded, also in this moment
                    continue
        return sorted(found)


def make_private(folder: Path) -> None:
    """Takes the rights of others away from what an earlier version of the module left in a folder of ours."""
    for root, _, names in os.walk(folder):
        for path, mode in ((Path(root), PRIVATE_FOLDER), *((Path(root) / name, PRIVATE_FILE) for name in names)):
            with suppress(OSError):  # of somebody else, or gone
                if path.lstat().st_mode & 0o077 and not path.is_symlink():
                    path.chmod(mode)


class PrivateFiles(Files):
    """As Files; a folder that is there already is closed to others, too."""

    def make_folder(self, folder: Path) -> None:
        super().make_folder(folder)
        if stat.S_IMODE(folder.stat().st_mode) != PRIVATE_FOLDER:
            folder.chmod(PRIVATE_FOLDER)


def put_in_place(files: Files, path: Path, content: bytes, by_way_of: Path) -> None:
    """`path` is there in full or not at all. Its name is on disk once its folder was synced, or the system wants to."""
    try:
        files.write(by_way_of, content)
        files.rename(by_way_of, path)
    except OSError:
        with suppress(OSError):  # the first error is the one to raise
            files.remove(by_way_of)
        raise


def write_whole(files: Files, path: Path, content: bytes, by_way_of: Path) -> None:
    """`path` is there in full or not at all, whenever the machine loses power. by_way_of: a name on the same disk."""
    put_in_place(files, path, content, by_way_of)
    files.sync_folder(path.parent)


class AtomicFile:
    """One small file that is there in full or not at all, whenever the machine loses power. Calls wait for the disk."""

    def __init__(self, path: Path, files: Files | None = None) -> None:
        self.path = path
        self._files = files or Files()

    def read(self) -> bytes:
        """Raises OSError, FileNotFoundError where nothing was written yet."""
        return self._files.read(self.path)

    def write(self, content: bytes) -> None:
        """Makes its folder where there is none. Raises OSError, and leaves what was there."""
        self._files.make_folder(self.path.parent)
        write_whole(self._files, self.path, content, self.path.with_suffix(".part"))
