"""Files written for viam-server to upload; that it deletes one is its receipt."""

from pathlib import Path

from driftwatch.capture.files import AtomicFile, Files
from driftwatch.upload.item import UploadItem


class Staging:
    """A folder of its own, next to the queue. Calls wait for the disk."""

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        self._folder = folder
        self._files = files or Files()

    def path(self, item: UploadItem) -> Path:
        return self._folder / f"{item.id}{item.suffix}"

    def put(self, item: UploadItem) -> None:
        """On return the disk has the file, so that its absence, later, means that somebody took it. Raises OSError."""
        path = self.path(item)
        if path.is_file():
            return
        AtomicFile(path, self._files).write(item.data)

    def holds(self, frame: str) -> bool:
        """Raises OSError where the folder itself is gone, as with its disk: then nothing can be concluded."""
        return any(path.suffix != ".part" for path in self._of(frame))

    def remove(self, frame: str) -> None:
        """Raises OSError."""
        for path in self._of(frame):
            self._files.remove(path)

    def remove_all_but(self, frame: str) -> None:
        """Clears away what earlier processes left behind, if anything. Raises OSError."""
        for path in self._files_there():
            if path.name.partition(".")[0] != frame:
                self._files.remove(path)

    def _of(self, frame: str) -> list[Path]:
        return [path for path in self._files_there() if path.name.partition(".")[0] == frame]

    def _files_there(self) -> list[Path]:
        return [self._folder / name for name in self._files.names(self._folder)]
