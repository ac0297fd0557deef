"""A folder of frames that wait: an image file and a JSON sidecar for each."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from driftwatch.capture.files import Files, put_in_place, write_whole
from driftwatch.capture.record_json import record_from_json, record_to_json

_LOG = logging.getLogger(__name__)
_PART: Final = ".part"
_SIDECAR: Final = ".json"
_DAMAGED: Final = ".damaged"


class _OfAnImage(Protocol):
    @property
    def mime_type(self) -> str: ...


R = TypeVar("R", bound=_OfAnImage)


@dataclass(frozen=True, slots=True)
class Sidecar(Generic[R]):
    """How what is known of an image is written; `read` raises ValueError for what `write` does not give."""

    write: Callable[[R], str]
    read: Callable[[str], R]


RECORDS: Final = Sidecar(record_to_json, record_from_json)


class QueueFolder(Generic[R]):
    """A frame counts as stored once its sidecar has its name; the image, which is written before, then is complete.

    Files are called by the frame's number, so that they sort by age whatever the clocks say.
    """

    def __init__(self, folder: Path, files: Files, sidecar: Sidecar[R]) -> None:
        self._folder = folder
        self._files = files
        self._sidecar = sidecar

    def put(self, number: int, record: R, data: bytes) -> None:
        """Raises OSError and leaves nothing behind that counts."""
        self._files.make_folder(self._folder)
        image, sidecar = self._image(number, record.mime_type), self._path(number, _SIDECAR)
        put_in_place(self._files, image, data, self._path(number, _PART))
        try:
            write_whole(self._files, sidecar, self._sidecar.write(record).encode(), self._path(number, _PART))
        except OSError:
            for path in (sidecar, image):
                self._remove_quietly(path)
            raise

    def record(self, number: int) -> R:
        """Raises OSError, and ValueError where it is damaged."""
        return self._sidecar.read(self._files.read(self._path(number, _SIDECAR)).decode())

    def data(self, number: int, record: R) -> bytes:
        """Raises OSError where the image cannot be read."""
        return self._files.read(self._image(number, record.mime_type))

    def has_lost(self, number: int, record: R) -> bool:
        """Whether the folder is there, and the image is not. Where a whole disk is gone it may come back."""
        try:
            return self._image(number, record.mime_type).name not in self._files.names(self._folder)
        except OSError:
            return False

    def may_remove(self) -> bool:
        """Whether the disk lets frames be removed, as far as it says so before it is tried."""
        return self._files.may_change(self._folder)

    def remove(self, frames: Mapping[int, R]) -> None:
        """Raises OSError where one may still be there. The sidecars go first: without it a frame is gone."""
        for number in frames:
            self._files.remove(self._path(number, _SIDECAR))
        self._files.sync_folder(self._folder)
        for number, record in frames.items():
            self._remove_quietly(self._image(number, record.mime_type))

    def hand_over(self, take: Callable[[R, bytes], None]) -> int:
        """Gives each frame to `take`, the oldest first, and removes it once that has returned; gives how many.

        Raises OSError where the disk fails or `take` does: that frame stays, with those after it. One that was taken
        and could not be removed comes again the next time.
        """
        found = sorted(self.load().items())
        for number, (record, _) in found:
            take(record, self.data(number, record))
            self.remove({number: record})
        return len(found)

    def load(self) -> dict[int, tuple[R, int]]:
        """Number to record and bytes of the image; clears away what never became complete. Raises OSError."""
        self._files.make_folder(self._folder)
        sizes = {path.name: size for path, size in self._files.walk(self._folder)}
        found: dict[int, tuple[R, int]] = {}
        images: set[str] = set()
        for name in sizes:
            number = _number_of(name)
            if number is None or not name.endswith(_SIDECAR):
                continue
            record = self._record(name)
            image = self._image(number, record.mime_type).name if record else ""
            if record is not None and sizes.get(image, 0) > 0:
                found[number] = (record, sizes[image])
                images.add(image)
        for name in sizes:
            number = _number_of(name)
            is_known = name in images or (name.endswith(_SIDECAR) and number in found) or name.endswith(_DAMAGED)
            if number is not None and not is_known:
                self._remove_quietly(self._folder / name)
        return found

    def _record(self, name: str) -> R | None:
        path = self._folder / name
        try:
            return self._sidecar.read(self._files.read(path).decode())
        except ValueError as error:
            _LOG.warning("%s is damaged and set aside: %s", path, error)
            self._files.rename(path, path.with_suffix(_DAMAGED))
            return None

    def _image(self, number: int, mime_type: str) -> Path:
        return self._path(number, suffix_of(mime_type))

    def _path(self, number: int, suffix: str) -> Path:
        return self._folder / f"{number:012d}{suffix}"

    def _remove_quietly(self, path: Path) -> None:
        try:
            self._files.remove(path)
        except OSError:
            _LOG.debug("%s cannot be removed; it does not count and is tried again at the next start", path)


def suffix_of(mime_type: str) -> str:
    """Suffix of the file's name, with the dot."""
    kind = mime_type.removesuffix("+lazy")
    return {"image/jpeg": ".jpg", "image/png": ".png", "image/vnd.viam.rgba": ".rgba"}.get(kind, ".bin")


def _number_of(name: str) -> int | None:
    stem = name.partition(".")[0]
    return int(stem) if stem.isascii() and stem.isdigit() else None
