"""Which frames wait and who has them, and which one goes where there is no room: in memory, no disk."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count, islice

from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.queue.waiting import Listed, Listing, Waiting, least_valuable
from driftwatch.capture.settings import QueueSettings

_MEGABYTE = 1_000_000


class WaitingFrames:
    """The oldest first. Safe to use from any thread; no call waits for anything else than `lock`.

    left: gets each frame that is gone, while `lock` is held; it must be quick.
    """

    def __init__(self, left: Callable[[Waiting], None]) -> None:
        self._left = left
        self._frames: dict[int, Waiting] = {}
        self._numbers = count()
        self.dropped: Counter[str] = Counter()
        self.lock = threading.RLock()
        """To be held while several calls must see the same frames, and while one of them is changed."""

    def __contains__(self, waiting: Waiting) -> bool:
        return waiting.number in self._frames

    def __iter__(self) -> Iterator[Waiting]:
        """Of those that wait now, whatever happens meanwhile."""
        with self.lock:
            return iter(tuple(self._frames.values()))

    def get(self, number: int) -> Waiting | None:
        with self.lock:
            return self._frames.get(number)

    def add(self, kept: Kept) -> None:
        with self.lock:
            waiting = Waiting(next(self._numbers), kept.record, len(kept.data), kept)
            self._frames[waiting.number] = waiting

    def add_earlier(self, found: Mapping[int, tuple[Record, int]]) -> None:
        """Those that an earlier process left on disk: number of the file to record and bytes, the oldest first."""
        with self.lock:
            earlier = [Waiting(next(self._numbers), record, size, file=file) for file, (record, size) in found.items()]
            self._frames = {**{one.number: one for one in earlier}, **self._frames}

    def remove(self, number: int) -> Waiting | None:
        """It has arrived; gives what it was, None where it is gone already."""
        with self.lock:
            waiting = self._frames.pop(number, None)
            if waiting is not None:
                self._left(waiting)
            return waiting

    def drop(self, waiting: Waiting) -> None:
        """It is lost, and counted by the reason that it was charged to."""
        with self.lock:
            if self.remove(waiting.number) is not None:
                self.dropped[waiting.record.charged_to] += 1

    def take(self, waiting: Waiting, now: float, until: float) -> bool:
        """Whether nobody had it; somebody has it then, until that second of the monotonic clock."""
        with self.lock:
            if waiting not in self or not waiting.is_free(now):
                return False
            waiting.leased_until = until
            return True

    def give_back(self, number: int) -> None:
        with self.lock:
            if number in self._frames:
                self._frames[number].leased_until = None

    def free(self, now: float, cameras: Iterable[str] = (), frame: str | None = None) -> list[Waiting]:
        """Those that nobody has. cameras: none for any. frame: id of the only one that is wanted."""
        wanted = frozenset(cameras)
        return [
            one
            for one in self
            if one.is_free(now) and (not wanted or one.record.camera in wanted) and frame in (None, one.record.id)
        ]

    def listing(self, now: float, sought: Sought, page: int, per_page: int) -> Listing:
        """The newest first. page: counts from 0."""
        with self.lock:
            ours = [one for one in self if sought.matches(one.record)]
            shown = islice(reversed(ours), page * per_page, (page + 1) * per_page)
            return Listing(tuple(one.listed(now) for one in shown), len(ours))

    def find(self, frame: str, now: float) -> Listed | None:
        """The frame of this id; None where it does not wait any more."""
        with self.lock:
            return next((one.listed(now) for one in self if one.record.id == frame), None)

    def named(self, frame: str) -> list[Waiting]:
        """Those of this id, of which there should be one at most."""
        return [one for one in self if one.record.id == frame]

    def fit(self, now: float, settings: QueueSettings) -> None:
        """Drops the least valuable of all, until what is left has room."""
        with self.lock:
            while len(self._frames) > settings.max_frames or self.bytes() > settings.max_megabytes * _MEGABYTE:
                if not self._drop_worst(self._frames.values(), now):
                    return

    def fit_memory(self, now: float, megabytes: float) -> None:
        """Drops the least valuable of those in memory, until they have room there."""
        with self.lock:
            while sum(one.size for one in self.in_memory()) > megabytes * _MEGABYTE:
                if not self._drop_worst(self.in_memory(), now):
                    return

    def drop_one_on_disk(self, now: float, below: float) -> bool:
        """The least valuable of those on disk, where one is worth less than `below`; whether there was one."""
        with self.lock:
            return self._drop_worst([one for one in self if one.kept is None and one.value < below], now)

    def in_memory(self) -> list[Waiting]:
        """Those that the disk has not taken yet."""
        return [one for one in self if one.kept is not None]

    def bytes(self) -> int:
        with self.lock:
            return sum(one.size for one in self._frames.values())

    def _drop_worst(self, of: Iterable[Waiting], now: float) -> bool:
        worst = least_valuable(of, now)
        if worst is not None:
            self.drop(worst)
        return worst is not None
