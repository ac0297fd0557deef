"""Hard frames wait here for the data manager: bounded, on disk, the oldest first, each handed over once."""

import logging
import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.capture.queue.waiting import Listed, Listing, QueueStatus, Waiting, least_valuable
from driftwatch.capture.settings import QueueSettings

_LOG = logging.getLogger(__name__)
_MEGABYTE = 1_000_000
_REMEMBERED = 20  # records of frames that were delivered


@dataclass(frozen=True, slots=True)
class FrameLease:
    """A frame that was handed over. number: what `Queue.acknowledge` takes."""

    number: int
    kept: Kept


class Queue:
    """Safe to use from several threads; calls wait for the disk.

    A frame is on disk when `put` returns, or in memory where the disk does not take it, which is logged once and tried
    again with every frame. It is handed over by `lease` and gone after `acknowledge`. Whoever dies in between, or does
    not acknowledge in time, gets it again: what was not acknowledged is not lost, and a frame comes twice only then.
    folder None: memory only.
    """

    def __init__(self, settings: QueueSettings, folder: Path | None, files: Files | None = None) -> None:
        self._settings = settings
        self._folder = None if folder is None else QueueFolder(folder, files or Files(), RECORDS)
        self._waiting: dict[int, Waiting] = {}  # the oldest first
        self._leftover: dict[int, Record] = {}  # by file
        self._numbers = count()
        self._next_file = 0
        self._is_loaded = folder is None
        self._delivered = 0
        self._last_delivered: deque[Record] = deque(maxlen=_REMEMBERED)
        self._dropped: Counter[str] = Counter()
        self._problem = "" if folder else "there is no data folder"
        self._lock = threading.Lock()
        self._load()

    def put(self, kept: Kept, now: float) -> None:
        """now: seconds of the monotonic clock."""
        with self._lock:
            waiting = Waiting(next(self._numbers), kept.record, len(kept.data), kept)
            self._waiting[waiting.number] = waiting
            self._fit(now)
            self._move_to_disk(now)
            self._fit_memory(now)

    def lease(self, now: float, *cameras: str) -> FrameLease | None:
        """The oldest frame that nobody has, of these cameras or of any; None where there is none."""
        with self._lock:
            self._move_to_disk(now)
            waiting = self._waiting.values()
            free = (one for one in waiting if one.is_free(now) and (not cameras or one.record.camera in cameras))
            return self._hand_over(free, now + self._settings.lease_seconds)

    def reserve(self, now: float, camera: str | None = None, frame: str | None = None) -> FrameLease | None:
        """As `lease`, but until it is acknowledged or given back: nobody else gets it while this process lives.

        frame: id of the one that is wanted.
        """
        with self._lock:
            free = (
                one
                for one in self._waiting.values()
                if one.is_free(now) and camera in (None, one.record.camera) and frame in (None, one.record.id)
            )
            return self._hand_over(free, math.inf)

    def cameras(self) -> dict[str, int]:
        """How many frames of each camera wait, those that somebody has, too."""
        with self._lock:
            return dict(Counter(one.record.camera for one in self._waiting.values()))

    def count(self, camera: str | None = None) -> int:
        """Frames that wait, of one camera or of any; those that somebody has, too."""
        with self._lock:
            return sum(camera in (None, one.record.camera) for one in self._waiting.values())

    def take_over(self, source: QueueFolder[Record], now: float, change: Callable[[Record], Record]) -> int:
        """Moves the frames of another folder here, as `change` makes their records; gives how many.

        A frame leaves the other folder once it is on disk here: where that is cut short, it is taken the next time, and
        once. Raises OSError where the other folder cannot be read, or this one not be written.
        """
        moved = 0
        for file, (record, _) in sorted(source.load().items()):
            changed = change(record)
            kept = Kept(changed, source.data(file, record))
            if not self._has(changed.id):
                self.put(kept, now)
            with self._lock:
                self._move_to_disk(now)
                if any(one.record.id == changed.id and one.kept is not None for one in self._waiting.values()):
                    raise OSError(0, self._problem)
            source.remove(file, record)
            moved += 1
        return moved

    def acknowledge(self, number: int) -> None:
        """The frame of this lease has arrived. A lease that ran out or is unknown is ignored."""
        with self._lock:
            waiting = self._waiting.get(number)
            if waiting is not None:
                self._forget(waiting)
                self._delivered += 1
                self._last_delivered.appendleft(waiting.record)

    def give_back(self, number: int) -> None:
        """The frame of this lease did not arrive and is the next one's."""
        with self._lock:
            if number in self._waiting:
                self._waiting[number].leased_until = None

    def listing(self, now: float, camera: str | None, page: int, per_page: int) -> Listing:
        """Frames that wait, of one camera or of all; looking hands nothing over. page: counts from 0."""
        with self._lock:
            ours = [one for one in self._waiting.values() if camera in (None, one.record.camera)]
            shown = islice(reversed(ours), page * per_page, (page + 1) * per_page)
            frames = (Listed(one.number, one.record, one.size, not one.is_free(now)) for one in shown)
            return Listing(tuple(frames), len(ours))

    def image(self, number: int) -> bytes | None:
        """The bytes of a frame that waits, which goes on waiting; None where it is gone or cannot be read."""
        with self._lock:
            waiting = self._waiting.get(number)
            kept = None if waiting is None else waiting.kept or self._read(waiting)
            return None if kept is None else kept.data

    def last_delivered(self) -> tuple[Record, ...]:
        """Of up to 20 frames that were acknowledged in this run, the newest first."""
        with self._lock:
            return tuple(self._last_delivered)

    def status(self) -> QueueStatus:
        with self._lock:
            every = self._waiting.values()
            in_memory = sum(one.kept is not None for one in every)
            size = sum(one.size for one in every)
            return QueueStatus(len(every), size, in_memory, self._delivered, dict(self._dropped), self._problem)

    def _has(self, frame: str) -> bool:
        with self._lock:
            return any(one.record.id == frame for one in self._waiting.values())

    def _hand_over(self, free: Iterable[Waiting], until: float) -> FrameLease | None:
        """The first that can be read."""
        for waiting in list(free):
            kept = waiting.kept or self._read(waiting)
            if kept is not None:
                waiting.leased_until = until
                return FrameLease(waiting.number, kept)
        return None

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
        earlier = [
            Waiting(next(self._numbers), record, size, file=file) for file, (record, size) in sorted(found.items())
        ]
        self._waiting = {**{one.number: one for one in earlier}, **self._waiting}
        self._next_file = max(found, default=-1) + 1
        return True

    def _move_to_disk(self, now: float) -> None:
        if not self._load():
            return
        for one in [one for one in self._waiting.values() if one.kept is not None]:
            if not self._store(one, now):
                return

    def _store(self, waiting: Waiting, now: float) -> bool:
        """Moves a frame from memory to disk; on a full disk in the place of a less valuable one."""
        if self._folder is None or waiting.kept is None:
            return False
        for instead_of_another in (False, True):
            try:
                self._folder.put(self._next_file, waiting.kept.record, waiting.kept.data)
            except OSError as error:
                self._tell(error)
                stored = [one for one in self._waiting.values() if one.kept is None and one.value < waiting.value]
                worst = least_valuable(stored, now)
                if worst is None:
                    return False
                self._drop(worst)
                continue
            waiting.kept, waiting.file = None, self._next_file
            self._next_file += 1
            if not instead_of_another:
                self._recovered()
            return True
        return False

    def _fit(self, now: float) -> None:
        settings = self._settings
        while (
            len(self._waiting) > settings.max_frames
            or sum(one.size for one in self._waiting.values()) > settings.max_megabytes * _MEGABYTE
        ):
            worst = least_valuable(self._waiting.values(), now)
            if worst is None:
                return
            self._drop(worst)

    def _fit_memory(self, now: float) -> None:
        while sum(one.size for one in self._waiting.values() if one.kept) > self._settings.memory_megabytes * _MEGABYTE:
            worst = least_valuable([one for one in self._waiting.values() if one.kept], now)
            if worst is None:
                return
            self._drop(worst)

    def _drop(self, waiting: Waiting) -> None:
        self._forget(waiting)
        self._dropped[waiting.record.charged_to] += 1

    def _forget(self, waiting: Waiting) -> None:
        del self._waiting[waiting.number]
        if waiting.file is not None:
            self._leftover[waiting.file] = waiting.record
            self._clear_leftover()

    def _clear_leftover(self) -> None:
        """Files of frames that are gone. Where the disk keeps them they come back after a restart, not before."""
        assert self._folder is not None
        for file, record in list(self._leftover.items()):
            try:
                self._folder.remove(file, record)
            except OSError as error:
                self._tell(error)
                return
            del self._leftover[file]

    def _read(self, waiting: Waiting) -> Kept | None:
        assert self._folder is not None
        assert waiting.file is not None
        try:
            return Kept(waiting.record, self._folder.data(waiting.file, waiting.record))
        except OSError as error:
            if self._folder.has_lost(waiting.file, waiting.record):
                _LOG.warning("the image of the hard frame %s is gone from the disk: it is dropped", waiting.record.id)
                self._drop(waiting)
            else:
                self._tell(error)
            return None

    def _recovered(self) -> None:
        if self._problem and not any(one.kept for one in self._waiting.values()):
            _LOG.info("hard frames are stored on disk again")
            self._problem = ""
            self._clear_leftover()

    def _tell(self, error: OSError) -> None:
        problem = error.strerror or str(error)
        if problem != self._problem:
            _LOG.warning("hard frames cannot be stored on disk and wait in memory: %s", problem)
        self._problem = problem
