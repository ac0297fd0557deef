"""Hard frames wait here for the data manager: bounded, on disk, the oldest first, each handed over once."""

import logging
import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from itertools import count, islice
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.folder import QueueFolder
from driftwatch.capture.queue.shelf import Shelf
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.queue.waiting import FrameLease, Listed, Listing, QueueStatus, Waiting, least_valuable
from driftwatch.capture.settings import QueueSettings

_LOG = logging.getLogger(__name__)
_MEGABYTE = 1_000_000
_IN_FLIGHT = 16.0  # megabytes that may wait for a slow disk, whatever may wait for a full one
_REMEMBERED = 20  # records of frames that were delivered


class Queue:
    """Safe to use from several threads. Calls that change what waits, wait for the disk; to look waits for nothing.

    A frame is on disk when `put` returns, or in memory where the disk does not take it, which is logged once and tried
    again with every frame. It is handed over by `lease` and gone after `acknowledge`. Whoever dies in between, or does
    not acknowledge in time, gets it again: what was not acknowledged is not lost, and a frame comes twice only then.
    folder None: memory only. defer: where it is given, no call waits for the disk, but for reading an image: `defer` is
    called instead, and sees to it that `work` is called soon in another thread. A frame is then on disk after that.
    """

    def __init__(
        self,
        settings: QueueSettings,
        folder: Path | None,
        files: Files | None = None,
        defer: Callable[[], None] | None = None,
    ) -> None:
        self._settings = settings
        self._shelf = None if folder is None else Shelf(folder, files)
        self._waiting: dict[int, Waiting] = {}  # the oldest first
        self._numbers = count()
        self._next_file = 0
        self._is_loaded = self._shelf is None
        self._delivered = 0
        self._last_delivered: deque[Record] = deque(maxlen=_REMEMBERED)
        self._dropped: Counter[str] = Counter()
        self._defer = defer
        self._lock = threading.RLock()
        self._disk = threading.Lock()  # taken before `_lock`, never within
        if self._shelf is not None:
            self._load(self._shelf)

    def put(self, kept: Kept, now: float) -> None:
        """now: seconds of the monotonic clock."""
        with self._lock:
            waiting = Waiting(next(self._numbers), kept.record, len(kept.data), kept)
            self._waiting[waiting.number] = waiting
            self._fit(now)
            if self._defer is not None and self._shelf is not None:
                self._fit_memory(now, max(_IN_FLIGHT, self._settings.memory_megabytes))
        self._touch_disk(now)

    def lease(self, now: float, *cameras: str) -> FrameLease | None:
        """The oldest frame that nobody has, of these cameras or of any; None where there is none."""
        self._touch_disk(now)
        with self._lock:
            waiting = self._waiting.values()
            free = [one for one in waiting if one.is_free(now) and (not cameras or one.record.camera in cameras)]
        return self._hand_over(free, now, now + self._settings.lease_seconds)

    def reserve(self, now: float, camera: str | None = None, frame: str | None = None) -> FrameLease | None:
        """As `lease`, but until it is acknowledged or given back: nobody else gets it while this process lives.

        frame: id of the one that is wanted.
        """
        with self._lock:
            free = [
                one
                for one in self._waiting.values()
                if one.is_free(now) and camera in (None, one.record.camera) and frame in (None, one.record.id)
            ]
        return self._hand_over(free, now, math.inf)

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

        def take(record: Record, data: bytes) -> None:
            changed = change(record)
            if not self._named(changed.id):
                self.put(Kept(changed, data), now)
            self.work(now)
            if any(one.kept is not None for one in self._named(changed.id)):
                raise OSError(0, self.status().disk_problem)

        return source.hand_over(take)

    def acknowledge(self, number: int) -> None:
        """The frame of this lease has arrived. A lease that ran out or is unknown is ignored."""
        with self._lock:
            waiting = self._waiting.get(number)
            if waiting is not None:
                self._forget(waiting)
                self._delivered += 1
                self._last_delivered.appendleft(waiting.record)
        if waiting is not None:
            self._touch_disk(0.0)

    def give_back(self, number: int) -> None:
        """The frame of this lease did not arrive and is the next one's."""
        with self._lock:
            if number in self._waiting:
                self._waiting[number].leased_until = None

    def listing(self, now: float, sought: str | Sought | None, page: int, per_page: int) -> Listing:
        """Frames that wait; looking hands nothing over.

        page: counts from 0. sought: None for all; a text names a camera.
        """
        wanted = sought if isinstance(sought, Sought) else Sought(sought or "")
        with self._lock:
            ours = [one for one in self._waiting.values() if wanted.matches(one.record)]
            shown = islice(reversed(ours), page * per_page, (page + 1) * per_page)
            frames = (Listed(one.number, one.record, one.size, not one.is_free(now)) for one in shown)
            return Listing(tuple(frames), len(ours))

    def find(self, frame: str, now: float) -> Listed | None:
        """The frame of this id; None where it does not wait any more."""
        with self._lock:
            found = next((one for one in self._waiting.values() if one.record.id == frame), None)
            return None if found is None else Listed(found.number, found.record, found.size, not found.is_free(now))

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
            problem = "there is no data folder" if self._shelf is None else self._shelf.problem
            return QueueStatus(len(every), size, in_memory, self._delivered, dict(self._dropped), problem)

    def work(self, now: float) -> None:
        """Brings the disk up to date: takes what is gone from it, and stores what waits in memory."""
        shelf = self._shelf
        if shelf is None:
            return
        with self._disk:
            shelf.clear()
            self._move_to_disk(shelf, now)
            with self._lock:
                self._fit_memory(now, self._settings.memory_megabytes)
            shelf.clear()

    def _named(self, frame: str) -> list[Waiting]:
        with self._lock:
            return [one for one in self._waiting.values() if one.record.id == frame]

    def _touch_disk(self, now: float) -> None:
        if self._shelf is None:
            with self._lock:
                self._fit_memory(now, self._settings.memory_megabytes)
        elif self._defer is not None:
            self._defer()
        else:
            self.work(now)

    def _hand_over(self, free: Iterable[Waiting], now: float, until: float) -> FrameLease | None:
        """The first that can be read, and that nobody has taken meanwhile."""
        for waiting in free:
            with self._lock:
                if waiting.number not in self._waiting or not waiting.is_free(now):
                    continue
                before, waiting.leased_until = waiting.leased_until, until
                kept = waiting.kept
            kept = kept or self._read(waiting)
            if kept is not None:
                return FrameLease(waiting.number, kept)
            with self._lock:
                waiting.leased_until = before
        return None

    def _load(self, shelf: Shelf) -> bool:
        """Finds what an earlier process left, also where its disk comes back only now; whether that is known."""
        if self._is_loaded:
            return True
        found = shelf.load()
        if found is None:
            return False
        with self._lock:
            earlier = [Waiting(next(self._numbers), record, size, file=file) for file, (record, size) in found.items()]
            self._waiting = {**{one.number: one for one in earlier}, **self._waiting}
            self._next_file = max(found, default=-1) + 1
            self._is_loaded = True
        return True

    def _move_to_disk(self, shelf: Shelf, now: float) -> None:
        if not self._load(shelf):
            return
        with self._lock:
            in_memory = [one for one in self._waiting.values() if one.kept is not None]
        for one in in_memory:
            if not self._store(shelf, one, now):
                return

    def _store(self, shelf: Shelf, waiting: Waiting, now: float) -> bool:
        """Moves a frame from memory to disk; on a full disk in the place of a less valuable one."""
        for instead_of_another in (False, True):
            kept = waiting.kept
            if kept is None or waiting.number not in self._waiting:  # delivered or dropped meanwhile
                return True
            if not shelf.put(self._next_file, kept):
                if not self._drop_a_worse_one(shelf, waiting, now):
                    return False
                continue
            with self._lock:
                waiting.kept, waiting.file = None, self._next_file
                self._next_file += 1
                if waiting.number not in self._waiting:
                    shelf.leave(waiting.file, waiting.record)
                if not instead_of_another and not any(one.kept for one in self._waiting.values()):
                    shelf.recovered()
            return True
        return False

    def _drop_a_worse_one(self, shelf: Shelf, waiting: Waiting, now: float) -> bool:
        """Of those on disk; False where there is none."""
        with self._lock:
            stored = [one for one in self._waiting.values() if one.kept is None and one.value < waiting.value]
            worst = least_valuable(stored, now)
            if worst is None:
                return False
            self._drop(worst)
        shelf.clear()
        return True

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

    def _fit_memory(self, now: float, megabytes: float) -> None:
        while sum(one.size for one in self._waiting.values() if one.kept) > megabytes * _MEGABYTE:
            worst = least_valuable([one for one in self._waiting.values() if one.kept], now)
            if worst is None:
                return
            self._drop(worst)

    def _drop(self, waiting: Waiting) -> None:
        self._forget(waiting)
        self._dropped[waiting.record.charged_to] += 1

    def _forget(self, waiting: Waiting) -> None:
        del self._waiting[waiting.number]
        if waiting.file is not None and self._shelf is not None:
            self._shelf.leave(waiting.file, waiting.record)

    def _read(self, waiting: Waiting) -> Kept | None:
        assert self._shelf is not None
        assert waiting.file is not None
        kept = self._shelf.read(waiting.file, waiting.record)
        if kept is not None or not self._shelf.has_lost(waiting.file, waiting.record):
            return kept
        with self._lock:
            if waiting.number in self._waiting:
                _LOG.warning("the image of the hard frame %s is gone from the disk: it is dropped", waiting.record.id)
                self._drop(waiting)
        self._touch_disk(0.0)
        return None
