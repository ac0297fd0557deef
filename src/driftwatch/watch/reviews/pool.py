"""The pool on disk: bounded, private to the module, the same after a restart."""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files, PrivateFiles
from driftwatch.capture.kept import Record
from driftwatch.capture.queue.folder import QueueFolder, Sidecar
from driftwatch.watch.reviews.entry import Entry
from driftwatch.watch.reviews.pooled import Pooled, pooled_from_json, pooled_to_json

_LOG = logging.getLogger(__name__)
_MEGABYTE: Final = 1_000_000
_KEPT_SECONDS: Final = 35 * 86_400.0
_SIDECARS: Final = Sidecar(pooled_to_json, pooled_from_json)


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """frames, bytes: on disk. problem: why frames cannot be stored, "" where they can."""

    frames: int
    bytes: int
    megabytes: float
    problem: str


class Pool:
    """Safe to use from several threads; calls wait for the disk.

    Where the pool grows beyond `megabytes`, the frame goes whose turn would come last, as the design of the estimates
    has it. Frames that were reviewed stay until they take half of the room, then the oldest go: their verdicts stay.
    Frames older than five weeks go, reviewed ones stay.
    """

    def __init__(self, folder: Path | None, megabytes: float, files: Files | None = None) -> None:
        """folder: None where there is no place for one: the pool then stays empty and `status` says why."""
        self._limit = megabytes * _MEGABYTE
        self._folder = QueueFolder(folder, files or PrivateFiles(), _SIDECARS) if folder else None
        self._entries: dict[int, Entry] = {}
        self._held: set[str] = set()
        self._bytes = 0
        self._next = 0
        self._is_loaded = folder is None
        self._problem = "" if folder else "there is no state folder to keep frames in"
        self._lock = threading.Lock()
        self._load()

    def put(self, pooled: Pooled, data: bytes) -> bool:
        """Whether the frame is on disk now; a disk that does not take it is logged once."""
        with self._lock:
            if self._folder is None or not self._load():
                return False
            number = self._next
            try:
                self._folder.put(number, pooled, data)
            except OSError as error:
                self._tell(error)
                return False
            self._problem = ""
            self._next += 1
            self._entries[number] = Entry.of(number, pooled, len(data))
            self._bytes += len(data)
            self._forget_old(pooled.record.captured)
            self._fit()
            return True

    def take_over(self, folder: Path, change: Callable[[Record], Record]) -> int:
        """Moves the frames of another pool's folder here, as `change` makes their records; gives how many.

        Raises OSError where a frame cannot be read, or not be written here: those that have not gone stay there.
        """

        def take(pooled: Pooled, data: bytes) -> None:
            changed = replace(pooled, record=change(pooled.record))
            if self.find(changed.record.id) is None and not self.put(changed, data):
                raise OSError(0, self._problem)

        return QueueFolder(folder, Files(), _SIDECARS).hand_over(take)

    def hold(self, ids: Collection[str]) -> None:
        """The frames that were reviewed or are being reviewed, by their ids: they are not dropped for others."""
        with self._lock:
            self._held = set(ids)
            self._fit()

    def entries(self) -> tuple[Entry, ...]:
        """Every frame, the oldest first."""
        with self._lock:
            return tuple(self._entries.values())

    def find(self, frame: str) -> Entry | None:
        """By its id."""
        return next((one for one in self.entries() if one.id == frame), None)

    def read(self, entry: Entry) -> Pooled | None:
        """None where its file is gone or damaged."""
        if self._folder is None:
            return None
        try:
            return self._folder.record(entry.number)
        except (OSError, ValueError):
            return None

    def image(self, entry: Entry, pooled: Pooled) -> bytes | None:
        """None where it is gone or cannot be read."""
        if self._folder is None:
            return None
        try:
            return self._folder.data(entry.number, pooled)
        except OSError:
            return None

    def status(self) -> PoolStatus:
        with self._lock:
            return PoolStatus(len(self._entries), self._bytes, self._limit / _MEGABYTE, self._problem)

    def _load(self) -> bool:
        """Finds what an earlier process left, also where its disk comes back only now; whether that is known."""
        if self._is_loaded or self._folder is None:
            return self._is_loaded
        try:
            found = self._folder.load()
        except OSError as error:
            self._tell(error)
            return False
        self._is_loaded = True
        self._entries = {number: Entry.of(number, pooled, size) for number, (pooled, size) in sorted(found.items())}
        self._bytes = sum(one.size for one in self._entries.values())
        self._next = max(found, default=-1) + 1
        return True

    def _fit(self) -> None:
        while self._bytes > self._limit and self._entries:
            free = [one for one in self._entries.values() if one.id not in self._held]
            kept = [one for one in self._entries.values() if one.id in self._held]
            if free and (not kept or sum(one.size for one in free) > self._limit / 2):
                self._remove([max(free, key=lambda one: one.draw.priority)])
            else:
                self._remove(kept[:1])

    def _forget_old(self, now: float) -> None:
        border = now - _KEPT_SECONDS
        if next(iter(self._entries.values())).captured < border:
            self._remove([one for one in self._entries.values() if one.captured < border and one.id not in self._held])

    def _remove(self, entries: list[Entry]) -> None:
        for entry in entries:
            pooled = self.read(entry)
            del self._entries[entry.number]
            self._bytes -= entry.size
            if pooled is None or self._folder is None:
                continue
            try:
                self._folder.remove({entry.number: pooled})
            except OSError as error:
                self._tell(error)

    def _tell(self, error: OSError) -> None:
        problem = error.strerror or str(error)
        if problem != self._problem:
            _LOG.warning("frames for reviews cannot be stored: %s", problem)
        self._problem = problem
