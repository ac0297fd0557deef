"""What the queue knows of each frame without its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from driftwatch.capture.kept import Kept, Record


@dataclass(frozen=True, slots=True)
class Listed:
    """A frame that waits, to be shown. number: what `Queue.image` takes. size: bytes of the image.

    handed_over: somebody has it and has not acknowledged it yet.
    """

    number: int
    record: Record
    size: int
    handed_over: bool


@dataclass(slots=True)
class Waiting:
    """number: of this process, for who takes the frame. kept: in memory where the disk does not take it, else None.

    file: the number under which it is on disk; rises with age, over restarts too; None where it never was there.
    leased_until: seconds of the monotonic clock; None where nobody has it.
    """

    number: int
    record: Record
    size: int
    kept: Kept | None = None
    file: int | None = None
    leased_until: float | None = None
    value: float = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.record.value

    def is_free(self, now: float) -> bool:
        return self.leased_until is None or now >= self.leased_until

    def listed(self, now: float) -> Listed:
        return Listed(self.number, self.record, self.size, not self.is_free(now))


@dataclass(frozen=True, slots=True)
class FrameLease:
    """A frame that was handed over. number: what `Queue.acknowledge` takes."""

    number: int
    kept: Kept


@dataclass(frozen=True, slots=True)
class Listing:
    """frames: one page of them, the newest first. total: on all pages."""

    frames: tuple[Listed, ...]
    total: int


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """frames, bytes: waiting, of which `in_memory` frames are lost if the process ends. delivered: acknowledged.

    dropped: because the queue was full or their images are gone, by the reason that the frame was charged to.
    disk_problem: why frames wait in memory, or are not handed over; "" where neither is so.
    """

    frames: int
    bytes: int
    in_memory: int
    delivered: int
    dropped: dict[str, int]
    disk_problem: str


def least_valuable(waiting: Iterable[Waiting], now: float) -> Waiting | None:
    """Of those that nobody has; the first of equal ones. waiting: the oldest first."""
    free = (one for one in waiting if one.is_free(now))
    return min(free, key=lambda one: one.value, default=None)
