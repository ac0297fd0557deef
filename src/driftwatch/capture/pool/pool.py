"""The pool on disk: bounded, private to the module, the same after a restart."""

import json
import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from driftwatch.capture.files import AtomicFile, Files, PrivateFiles
from driftwatch.capture.pool.entry import Entry
from driftwatch.capture.pool.pooled import Pooled, pooled_from_json, pooled_to_json
from driftwatch.capture.queue.folder import QueueFolder, Sidecar

_LOG = logging.getLogger(__name__)
_MEGABYTE: Final = 1_000_000
_THIN: Final = 0.9
_KEPT_SECONDS: Final = 35 * 86_400.0
_THINNED: Final = "thinned.json"
_IMAGES: Final = "frames"


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """frames, bytes: on disk. problem: why frames cannot be stored, "" where they can."""

    frames: int
    bytes: int
    megabytes: float
    problem: str


class Pool:
    """Safe to use from several threads; calls wait for the disk.

    Where the pool grows beyond `megabytes` it is thinned by chance: a tenth of the frames that nobody has reviewed go,
    those with the highest `luck`, and the chance of all others falls by as much; so every week keeps its part. Frames
    that were reviewed stay until the others take half of the room, then the oldest go: their verdicts stay.
    Frames older than five weeks go, reviewed ones stay.
    """

    def __init__(self, folder: Path | None, megabytes: float, files: Files | None = None) -> None:
        """folder: None where there is no place for one: the pool then stays empty and `status` says why."""
        files = files or PrivateFiles()
        self._limit = megabytes * _MEGABYTE
        self._folder = QueueFolder(folder / _IMAGES, files, _SIDECARS) if folder else None
        self._thinned = AtomicFile(folder / _THINNED, files) if folder else None
        self._entries: dict[int, Entry] = {}
        self._held: set[str] = set()
        self._factors: list[tuple[int, float]] = []
        self._next = 0
        self._problem = "" if folder else "there is no state folder to keep frames in"
        self._lock = threading.Lock()
        self._load()

    def put(self, pooled: Pooled, data: bytes) -> bool:
        """Whether the frame is on disk now; a disk that does not take it is told of once."""
        with self._lock:
            if self._folder is None:
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
            self._forget_old(pooled.record.captured)
            self._fit()
            return True

    def hold(self, ids: Collection[str]) -> None:
        """The frames that were reviewed or are being reviewed: by their ids. All others may be thinned out."""
        with self._lock:
            self._held = set(ids)
            self._remove([one for one in self._entries.values() if one.id not in self._held and one.luck >= one.chance])
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
        entries = self.entries()
        size = sum(one.size for one in entries)
        return PoolStatus(len(entries), size, self._limit / _MEGABYTE, self._problem)

    def _load(self) -> None:
        if self._folder is None or self._thinned is None:
            return
        try:
            found = self._folder.load()
        except OSError as error:
            self._tell(error)
            return
        self._factors = self._read_factors()
        for number, (pooled, size) in sorted(found.items()):
            entry = Entry.of(number, pooled, size)
            for end, factor in self._factors:
                entry = entry.thinned(factor) if number < end else entry
            self._entries[number] = entry
        self._next = max([*found, *(end - 1 for end, _ in self._factors)], default=-1) + 1

    def _read_factors(self) -> list[tuple[int, float]]:
        assert self._thinned is not None
        try:
            return [(int(end), float(factor)) for end, factor in json.loads(self._thinned.read())]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            _LOG.warning("%s cannot be read, the chances of frames are taken as they were: %s", _THINNED, error)
            return []

    def _fit(self) -> None:
        while sum(one.size for one in self._entries.values()) > self._limit:
            free = [one for one in self._entries.values() if one.id not in self._held]
            kept = [one for one in self._entries.values() if one.id in self._held]
            if free and (sum(one.size for one in free) > self._limit / 2 or not kept):
                self._thin(free)
            else:
                self._remove(kept[:1])

    def _thin(self, free: list[Entry]) -> None:
        """Writes the factor first: a kill in between leaves frames that the next start removes."""
        assert self._thinned is not None
        self._factors.append((self._next, _THIN))
        self._factors = _shortened(self._factors, min(self._entries))
        try:
            self._thinned.write(json.dumps(self._factors).encode())
        except OSError as error:
            self._tell(error)
        for one in free:
            self._entries[one.number] = one.thinned(_THIN)
        self._remove([one for one in self._entries.values() if one.id not in self._held and one.luck >= one.chance])

    def _forget_old(self, now: float) -> None:
        oldest = next(iter(self._entries.values()))
        if now - oldest.captured > _KEPT_SECONDS:
            border = now - _KEPT_SECONDS
            self._remove([e for e in self._entries.values() if e.captured < border and e.id not in self._held])

    def _remove(self, entries: list[Entry]) -> None:
        assert self._folder is not None or not entries
        for entry in entries:
            pooled = self.read(entry)
            del self._entries[entry.number]
            if pooled is None or self._folder is None:
                continue
            try:
                self._folder.remove(entry.number, pooled)
            except OSError as error:
                self._tell(error)

    def _tell(self, error: OSError) -> None:
        problem = error.strerror or str(error)
        if problem != self._problem:
            _LOG.warning("frames for reviews cannot be stored: %s", problem)
        self._problem = problem


def _shortened(factors: list[tuple[int, float]], oldest: int) -> list[tuple[int, float]]:
    """One factor for each end, and none that concerns no frame."""
    joined: dict[int, float] = {}
    for end, factor in factors:
        if end > oldest:
            joined[end] = joined.get(end, 1.0) * factor
    return sorted(joined.items())


_SIDECARS: Final = Sidecar(pooled_to_json, pooled_from_json)
