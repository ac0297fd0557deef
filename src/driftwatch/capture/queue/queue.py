"""Hard frames wait here for the data manager: bounded, on disk, the oldest first, each handed over once."""

import logging
import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.folder import QueueFolder
from driftwatch.capture.queue.shelf import Shelf
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.queue.waiting import FrameLease, Listed, Listing, QueueStatus, Waiting
from driftwatch.capture.queue.waiting_frames import WaitingFrames
from driftwatch.capture.settings import QueueSettings

_LOG = logging.getLogger(__name__)
_IN_FLIGHT = 16.0  # megabytes that may wait for a slow disk, whatever may wait for a full one
_REMEMBERED = 20  # records of frames that were delivered


class Queue:
    """Safe to use from several threads. Calls that change what waits, wait for the disk; to look waits for nothing.

    A frame is on disk when `put` returns, or in memory where the disk does not take it, which is logged once and tried
    again with every frame. It is handed over by `lease` and gone after `acknowledge`. Whoever dies in between, or does
    not acknowledge in time, gets it again: what was not acknowledged is not lost, and a frame comes twice only then.
    While the disk lets no frame be removed, those on it wait: after a restart they would come again. It is logged once.
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
        self._waiting = WaitingFrames(self._leave)
        self._next_file = 0
        self._is_loaded = self._shelf is None
        self._delivered = 0
        self._last_delivered: deque[Record] = deque(maxlen=_REMEMBERED)
        self._defer = defer
        self._disk = threading.Lock()  # taken before the lock of what waits, never within
        if self._shelf is not None:
            self._load(self._shelf)

    def put(self, kept: Kept, now: float) -> None:
        """now: seconds of the monotonic clock."""
        with self._waiting.lock:
            self._waiting.add(kept)
            self._waiting.fit(now, self._settings)
            if self._defer is not None and self._shelf is not None:
                self._waiting.fit_memory(now, max(_IN_FLIGHT, self._settings.memory_megabytes))
        self._touch_disk(now)

    def lease(self, now: float, *cameras: str) -> FrameLease | None:
        """The oldest frame that nobody has, of these cameras or of any; None where there is none."""
        self._touch_disk(now)
        return self._hand_over(self._free(now, cameras), now, now + self._settings.lease_seconds)

    def reserve(self, now: float, camera: str | None = None, frame: str | None = None) -> FrameLease | None:
        """As `lease`, but until it is acknowledged or given back: nobody else gets it while this process lives.

        frame: id of the one that is wanted, also where it cannot be removed.
        """
        cameras = () if camera is None else (camera,)
        free = self._waiting.free(now, cameras, frame) if frame else self._free(now, cameras)
        return self._hand_over(free, now, math.inf)

    def keeps(self) -> str:
        """Why what is on disk is not handed over; "" where it is. The disk is tried again."""
        problem = "" if self._shelf is None else self._shelf.keeps()
        if problem:
            self._touch_disk(0.0)
        return problem

    def is_on_disk(self, frame: str) -> bool:
        """Whether the disk has the frame of this id, which waits or has been acknowledged."""
        is_left = self._shelf is not None and self._shelf.has_left(frame)
        return is_left or any(one.kept is None for one in self._waiting.named(frame))

    def cameras(self) -> dict[str, int]:
        """How many frames of each camera wait, those that somebody has, too."""
        return dict(Counter(one.record.camera for one in self._waiting))

    def count(self, camera: str | None = None) -> int:
        """Frames that wait, of one camera or of any; those that somebody has, too."""
        return sum(camera in (None, one.record.camera) for one in self._waiting)

    def take_over(self, source: QueueFolder[Record], now: float, change: Callable[[Record], Record]) -> int:
        """Moves the frames of another folder here, as `change` makes their records; gives how many.

        A frame leaves the other folder once it is on disk here: where that is cut short, it is taken the next time, and
        once. Raises OSError where the other folder cannot be read, or this one not be written.
        """

        def take(record: Record, data: bytes) -> None:
            changed = change(record)
            if not self._waiting.named(changed.id):
                self.put(Kept(changed, data), now)
            self.work(now)
            if any(one.kept is not None for one in self._waiting.named(changed.id)):
                raise OSError(0, self.status().disk_problem)

        return source.hand_over(take)

    def acknowledge(self, number: int) -> None:
        """The frame of this lease has arrived. A lease that ran out or is unknown is ignored."""
        with self._waiting.lock:
            waiting = self._waiting.remove(number)
            if waiting is not None:
                self._delivered += 1
                self._last_delivered.appendleft(waiting.record)
        if waiting is not None:
            self._touch_disk(0.0)

    def give_back(self, number: int) -> None:
        """The frame of this lease did not arrive and is the next one's."""
        self._waiting.give_back(number)

    def listing(self, now: float, sought: Sought, page: int, per_page: int) -> Listing:
        """Frames that wait; looking hands nothing over. page: counts from 0."""
        return self._waiting.listing(now, sought, page, per_page)

    def find(self, frame: str, now: float) -> Listed | None:
        """The frame of this id; None where it does not wait any more."""
        return self._waiting.find(frame, now)

    def image(self, number: int) -> bytes | None:
        """The bytes of a frame that waits, which goes on waiting; None where it is gone or cannot be read."""
        waiting = self._waiting.get(number)
        kept = None if waiting is None else waiting.kept or self._read(waiting)
        return None if kept is None else kept.data

    def last_delivered(self) -> tuple[Record, ...]:
        """Of up to 20 frames that were acknowledged in this run, the newest first."""
        with self._waiting.lock:
            return tuple(self._last_delivered)

    def status(self) -> QueueStatus:
        with self._waiting.lock:
            every = tuple(self._waiting)
            in_memory = len(self._waiting.in_memory())
            problem = "there is no data folder" if self._shelf is None else self._shelf.problem
            dropped = dict(self._waiting.dropped)
            return QueueStatus(len(every), self._waiting.bytes(), in_memory, self._delivered, dropped, problem)

    def work(self, now: float) -> None:
        """Brings the disk up to date: takes what is gone from it, and stores what waits in memory."""
        shelf = self._shelf
        if shelf is None:
            return
        with self._disk:
            shelf.clear()
            self._move_to_disk(shelf, now)
            self._waiting.fit_memory(now, self._settings.memory_megabytes)
            shelf.clear()

    def _free(self, now: float, cameras: tuple[str, ...]) -> list[Waiting]:
        """Those that nobody has, and that do not come again once they have arrived."""
        is_kept = self._shelf is not None and bool(self._shelf.keeps())
        return [one for one in self._waiting.free(now, cameras) if one.kept is not None or not is_kept]

    def _touch_disk(self, now: float) -> None:
        if self._shelf is None:
            self._waiting.fit_memory(now, self._settings.memory_megabytes)
        elif self._defer is not None:
            self._defer()
        else:
            self.work(now)

    def _hand_over(self, free: Iterable[Waiting], now: float, until: float) -> FrameLease | None:
        """The first that can be read, and that nobody has taken meanwhile."""
        for waiting in free:
            with self._waiting.lock:
                before, kept = waiting.leased_until, waiting.kept
                if not self._waiting.take(waiting, now, until):
                    continue
            kept = kept or self._read(waiting)
            if kept is not None:
                return FrameLease(waiting.number, kept)
            with self._waiting.lock:
                waiting.leased_until = before
        return None

    def _load(self, shelf: Shelf) -> bool:
        """Finds what an earlier process left, also where its disk comes back only now; whether that is known."""
        if self._is_loaded:
            return True
        found = shelf.load()
        if found is None:
            return False
        with self._waiting.lock:
            self._waiting.add_earlier(found)
            self._next_file = max(found, default=-1) + 1
            self._is_loaded = True
        return True

    def _move_to_disk(self, shelf: Shelf, now: float) -> None:
        if not self._load(shelf):
            return
        for one in self._waiting.in_memory():
            if not self._store(shelf, one, now):
                return

    def _store(self, shelf: Shelf, waiting: Waiting, now: float) -> bool:
        """Moves a frame from memory to disk; on a full disk in the place of a less valuable one."""
        for instead_of_another in (False, True):
            kept = waiting.kept
            if kept is None or waiting not in self._waiting:  # delivered or dropped meanwhile
                return True
            if not shelf.put(self._next_file, kept):
                if not self._waiting.drop_one_on_disk(now, waiting.value):
                    return False
                shelf.clear()
                continue
            with self._waiting.lock:
                waiting.kept, waiting.file = None, self._next_file
                self._next_file += 1
                if waiting not in self._waiting:
                    shelf.leave(waiting.file, waiting.record)
                if not instead_of_another and not self._waiting.in_memory():
                    shelf.recovered()
            return True
        return False

    def _leave(self, waiting: Waiting) -> None:
        """It is gone: so is what the disk has of it, when that is next written to."""
        if waiting.file is not None and self._shelf is not None:
            self._shelf.leave(waiting.file, waiting.record)

    def _read(self, waiting: Waiting) -> Kept | None:
        assert self._shelf is not None
        assert waiting.file is not None
        kept = self._shelf.read(waiting.file, waiting.record)
        if kept is not None or not self._shelf.has_lost(waiting.file, waiting.record):
            return kept
        with self._waiting.lock:
            if waiting in self._waiting:
                _LOG.warning("the image of the hard frame %s is gone from the disk: it is dropped", waiting.record.id)
                self._waiting.drop(waiting)
        self._touch_disk(0.0)
        return None
