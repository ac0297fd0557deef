"""The few operations on files that the queue and the spool need, so that tests can let any of them fail."""

import os
from contextlib import suppress
from pathlib import Path


class Files:
    """Everything raises OSError where the disk is full, read-only or gone."""

    def make_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, path: Path, content: bytes) -> None:
        """Writes a file and waits until the disk has it."""
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

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
        return path.read_bytes()

    def remove(self, path: Path) -> None:
        """Is content where there is no such file."""
        path.unlink(missing_ok=True)

    def names(self, folder: Path) -> list[str]:
        """Names of files only, sorted."""
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))

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


class PrivateFiles(Files):
    """Files that only the owner of this process can read, in folders that only they can enter."""

    def make_folder(self, folder: Path) -> None:
        """An existing one is closed to others too; those above it are left as they are."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)

    def write(self, path: Path, content: bytes) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(content)
            file.flush()
            os.fsync(handle)


def write_whole(files: Files, path: Path, content: bytes, by_way_of: Path) -> None:
    """`path` is there in full or not at all, whenever the machine loses power. by_way_of: a name on the same disk."""
    try:
        files.write(by_way_of, content)
        files.rename(by_way_of, path)
    except OSError:
        with suppress(OSError):  # the first error is the one to raise
            files.remove(by_way_of)
        raise
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
