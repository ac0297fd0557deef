"""A data set that grows: images, their records, and what a format says about them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from driftwatch.capture.exports.example import IMAGES, Example, Export, labels_of
from driftwatch.capture.exports.registry import OWNED
from driftwatch.capture.files import Files, write_whole
from driftwatch.capture.kept import Kept
from driftwatch.capture.record_json import record_from_json, record_to_json
from driftwatch.capture.spool.files import file_name, image_file, is_ours, worst_first
from driftwatch.capture.spool.folders import MEGABYTE, part_folder
from driftwatch.capture.spool.settings import SpoolSettings

_RECORDS: Final = "records"
_LABELS: Final = "labels.json"  # every label there ever was, so that a class keeps its number


class DatasetSpool:
    """images/, records/ (a JSON sidecar each), the format's own files, and labels.json.

    The format's files are written by `refresh`, and only then; a frame is safe once `put` returns. A record is written
    before its image: an image without one does not exist, a record without image is removed.
    """

    def __init__(self, export: Export, settings: SpoolSettings, labels: Sequence[str] | None, files: Files) -> None:
        """labels: of the model's classes in its own order, None where they are known by number only."""
        self._directory = Path(settings.directory)
        self._labels = labels
        self._export = export
        self._limit = settings.max_megabytes * MEGABYTE
        self._keep_metadata = settings.keep_metadata
        self._files = files
        self._changed = True

    def put(self, kept: Kept) -> None:
        """Raises OSError, and ImageError for an image that is none."""
        data, suffix = image_file(kept, self._keep_metadata)
        name = file_name(kept.record, suffix)
        record = record_to_json(kept.record).encode()
        for folder in (self._directory / IMAGES, self._directory / _RECORDS):
            self._files.make_folder(folder)
        if self._make_room(len(data) + len(record), name):
            self._changed = True
            self._write(self._record_of(name), record)
            self._write(f"{IMAGES}/{name}", data)

    def refresh(self) -> None:
        """Raises OSError; what is there then stays as it was, in part perhaps as it shall be."""
        if not self._changed or not (self._directory / IMAGES).is_dir():
            return
        examples = self._examples()
        labels = labels_of(examples, self._known_labels(), self._labels)
        self._write(_LABELS, json.dumps(labels, indent=1).encode())
        wanted: dict[str, bytes] = {}
        for example in examples:
            wanted.update(self._export.sidecars(example, labels))
        wanted.update(self._export.index(examples, labels))
        for path, content in wanted.items():
            self._write_if_new(path, content)
        self._remove_strangers(set(wanted), examples)
        self._changed = False

    def _examples(self) -> list[Example]:
        names = set(self._files.names(self._directory / IMAGES))
        examples: list[Example] = []
        for name in sorted(names):
            try:
                text = self._files.read(self._directory / self._record_of(name)).decode()
                examples.append(Example(record_from_json(text), name))
            except (FileNotFoundError, ValueError):
                continue  # not ours, or damaged: never part of the data set
        return examples

    def _remove_strangers(self, wanted: set[str], examples: list[Example]) -> None:
        """Records whose image is gone, and what a format wrote that is not wanted any more.

        Where images of somebody else lie among ours, so may other files, and only names like ours are removed.
        """
        shared = len(examples) < len(self._files.names(self._directory / IMAGES))
        records = {self._record_of(example.file) for example in examples}
        for owned, kept in ((_RECORDS, records), *((name, wanted) for name in OWNED)):
            place = self._directory / owned
            paths = [f"{owned}/{name}" for name in self._files.names(place)] if place.is_dir() else [owned]
            for path in paths:
                if path not in kept and (is_ours(path) or not shared):
                    self._files.remove(self._directory / path)

    def _known_labels(self) -> tuple[str, ...]:
        try:
            labels = json.loads(self._files.read(self._directory / _LABELS))
        except (FileNotFoundError, ValueError):
            return ()
        return tuple(str(label) for label in labels)

    def _make_room(self, size: int, name: str) -> bool:
        """False where the new frame itself is the least valuable one."""
        sizes = dict(self._files.walk(self._directory))
        excess = sum(sizes.values()) + size - self._limit
        new = self._directory / IMAGES / name
        images = [path for path in sizes if path.parent.name == IMAGES]
        for path in worst_first([*images, new]):
            if excess <= 0:
                return True
            if path == new:
                return False
            record = self._directory / self._record_of(path.name)
            self._files.remove(path)
            self._files.remove(record)
            self._changed = True
            excess -= sizes[path] + sizes.get(record, 0)
        return excess <= 0

    def _record_of(self, name: str) -> str:
        return f"{_RECORDS}/{Path(name).stem}.json"

    def _write_if_new(self, path: str, content: bytes) -> None:
        try:
            if self._files.read(self._directory / path) == content:
                return
        except FileNotFoundError:
            pass
        self._write(path, content)

    def _write(self, path: str, content: bytes) -> None:
        part, target = part_folder(self._directory), self._directory / path
        for folder in (part, target.parent):
            self._files.make_folder(folder)
        write_whole(self._files, target, content, part / target.name)
