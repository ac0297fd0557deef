"""Images in tag=/dataset= folders, as the data manager uploads them from `additional_sync_paths`."""

from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files, write_whole
from driftwatch.capture.kept import Kept
from driftwatch.capture.spool.files import file_name, image_file, worst_first
from driftwatch.capture.spool.settings import SpoolSettings

MEGABYTE: Final = 1_000_000


class FolderSpool:
    """A file appears in full or not at all: it is written in a hidden folder next to `directory`, where nobody looks.

    The data manager takes the tags and the data set from the names of the folders, and deletes what it has uploaded.
    """

    def __init__(self, settings: SpoolSettings, files: Files) -> None:
        self._directory = Path(settings.directory)
        self._target = self._directory.joinpath(
            *(f"tag={tag}" for tag in settings.tags),
            *([f"dataset={settings.dataset_id}"] if settings.dataset_id else []),
        )
        self._limit = settings.max_megabytes * MEGABYTE
        self._keep_metadata = settings.keep_metadata
        self._files = files

    def put(self, kept: Kept) -> None:
        """Raises OSError, and ImageError for an image that is none."""
        data, suffix = image_file(kept, self._keep_metadata)
        part = part_folder(self._directory)
        for folder in (self._target, part):
            self._files.make_folder(folder)
        name = file_name(kept.record, suffix)
        if self._make_room(len(data), name):
            write_whole(self._files, self._target / name, data, part / name)

    def refresh(self) -> None:
        """Removes what an earlier process left half written."""
        part = part_folder(self._directory)
        if part.is_dir():
            for name in self._files.names(part):
                self._files.remove(part / name)

    def _make_room(self, size: int, name: str) -> bool:
        """False where the new frame itself is the least valuable one."""
        sizes = dict(self._files.walk(self._directory))
        excess = sum(sizes.values()) + size - self._limit
        new = self._target / name
        for path in worst_first([*sizes, new]):
            if excess <= 0:
                return True
            if path == new:
                return False
            self._files.remove(path)
            excess -= sizes[path]
        return excess <= 0


def part_folder(directory: Path) -> Path:
    """Where files of a spool are written before they get their place; on the same file system."""
    return directory.parent / f".{directory.name}.part"
