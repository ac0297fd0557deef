"""The hard frames of one vision service: judged off the reply path, kept on disk, handed on."""

import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from driftwatch.capture.files import make_private
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.policy import CapturePolicy, CaptureStatus
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.queue.waiting import FrameLease, Listed, Listing, QueueStatus
from driftwatch.capture.spool.spool import open_spool
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer
from driftwatch.observation import Observation
from driftwatch.storage.health import Notice
from driftwatch.storage.state_dir import QUEUE
from driftwatch.watch.capture_thread import CaptureThread
from driftwatch.watch.clock import Clock
from driftwatch.watch.disk_writer import DiskWriter
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from driftwatch.watch.hard_thumbnails import HardThumbnails
from driftwatch.watch.spool_drain import SpoolDrain

_CLOSE_SECONDS: Final = 1.5
_SETTLE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class HardFramesStatus:
    """overlooked: frames that were not judged because too many waited."""

    judge: CaptureStatus
    queue: QueueStatus
    spool_problem: str
    overlooked: int


class HardFrames:
    """Safe to use from any thread. Only to read an image that is handed over, and to close, waits for the disk.

    Judging, and what it leaves on the disk, have a thread each: while a disk is slow, frames wait for it in memory.
    """

    def __init__(self, settings: HardFramesSettings, clock: Clock, ports: HardFramesPorts) -> None:
        self._clock = clock
        self._notify = ports.notify
        self.folder = settings.folder
        self.files = settings.files
        self.policy = settings.capture
        if settings.folder is not None:
            make_private(settings.folder)
        spool = _spool_drain(settings, ports)
        self.has_spool = spool is not None
        """Whether frames are written as files at once, so that nobody has to fetch them."""
        self._writer = DiskWriter(settings.folder, settings.files, spool, lambda: clock().monotonic)
        policy = CapturePolicy(settings.capture, Random(), self._writer.save, ports.boot)
        folder = settings.folder / QUEUE if settings.folder else None
        self._queue = self._writer.queue = Queue(settings.capture.queue, folder, settings.files, self._writer.ask)
        with contextlib.suppress(OSError, ValueError):  # nothing saved yet, or damaged: counting starts again
            policy.restore(self._writer.counters(), clock())
        self.thumbnails = HardThumbnails(self.find, self.image)
        self._capture = CaptureThread(policy, self._queue.put, clock, ports)
        self._writer.ask()  # what an earlier run has left

    def consider(
        self, observation: Observation, frame: EncodedImage, shadow: "Future[Answer | None] | None" = None
    ) -> None:
        """Hands in a frame that the model has looked at. Frames are judged in the order in which they come.

        shadow: what a candidate is going to say of it, or None; the frame and those after it wait for that.
        """
        self._capture.consider(observation, frame, shadow)

    def settled(self) -> Future[None]:
        """Done when everything that was handed in so far, and waits for no candidate, has been judged."""
        return self._capture.settled()

    def lease(self, *cameras: str) -> FrameLease | None:
        """The oldest frame of these cameras that waits; `acknowledge` it once it has arrived."""
        return None if self._capture.is_closed else self._queue.lease(self._clock().monotonic, *cameras)

    def acknowledge(self, lease: FrameLease) -> None:
        self._queue.acknowledge(lease.number)

    def settle(self, lease: FrameLease) -> None:
        """As `acknowledge`, and waits for the disk: unless `is_on_disk` then, the frame does not come again."""
        self._queue.acknowledge(lease.number)
        self._writer.ask()
        with contextlib.suppress(FutureTimeoutError):
            self._writer.done().result(_SETTLE_SECONDS)

    def reserve(self, camera: str | None = None, frame: str | None = None) -> FrameLease | None:
        """As `lease`, but until it is acknowledged or given back. camera None: of any. frame: id of the only one."""
        return self._queue.reserve(self._clock().monotonic, camera, frame)

    def give_back(self, lease: FrameLease) -> None:
        """The frame did not arrive; somebody else may have it."""
        self._queue.give_back(lease.number)

    def keeps(self) -> str:
        """Why the disk lets no frame be removed, so that those on it are not handed over; "" where it does."""
        return self._queue.keeps()

    def is_on_disk(self, frame: str) -> bool:
        """Whether the disk has the frame of this id, which waits or has been acknowledged."""
        return self._queue.is_on_disk(frame)

    def count(self, camera: str | None = None) -> int:
        """Frames that wait."""
        return self._queue.count(camera)

    def cameras(self) -> dict[str, int]:
        """How many frames of each camera wait."""
        return self._queue.cameras()

    @property
    def fills(self) -> float:
        """Which share of the queue's room is taken, in [0, 1]."""
        queue, settings = self._queue.status(), self.policy.queue
        return max(queue.frames / settings.max_frames, queue.bytes / (settings.max_megabytes * 1e6))

    def take_over(self, folder: Path, change: Callable[[Record], Record]) -> int:
        """Moves what waits in the folder of another service here. Raises OSError, see Queue.take_over."""
        source = QueueFolder(folder / QUEUE, self.files, RECORDS)
        return self._queue.take_over(source, self._clock().monotonic, change)

    def keep_now(self, camera: str) -> Kept | None:
        """Keeps the last frame of `camera`, whatever samplers say; None: there is none, or privacy forbids it."""
        return self._capture.keep_now(camera)

    def listing(self, sought: Sought, page: int, per_page: int) -> Listing:
        """Frames that wait, the newest first; looking hands nothing over."""
        return self._queue.listing(self._clock().monotonic, sought, page, per_page)

    def find(self, frame: str) -> Listed | None:
        """The frame of this id; None where it does not wait any more."""
        return self._queue.find(frame, self._clock().monotonic)

    def image(self, frame: Listed) -> bytes | None:
        """None where the frame is gone by now, or cannot be read."""
        return self._queue.image(frame.number)

    def last_delivered(self) -> tuple[Record, ...]:
        """Of up to 20 frames that were handed over in this run, the newest first."""
        return self._queue.last_delivered()

    def pause(self, paused: bool) -> None:
        self._capture.pause(paused)

    def status(self) -> HardFramesStatus:
        judged = self._capture.status()
        return HardFramesStatus(judged, self._queue.status(), self._writer.spool_problem, self._capture.overlooked)

    def written(self) -> Future[None]:
        """Done when all that was kept so far is on disk, or refused by it."""
        return self._writer.done()

    def close(self) -> None:
        """Judges and writes what is left, for some seconds; what a disk has not taken by then is lost, and logged."""
        self.thumbnails.close()
        if not self._capture.close(_CLOSE_SECONDS):
            return
        is_written = self._writer.close(_CLOSE_SECONDS)
        lost = self._queue.status().in_memory if self.folder is not None else 0
        if lost or not is_written:
            text = f"{lost} hard frames are lost: the disk has not taken them before the service was closed"
            self._notify(Notice("warning", text))


def _spool_drain(settings: HardFramesSettings, ports: HardFramesPorts) -> SpoolDrain | None:
    if settings.spool is None:
        return None
    spool = open_spool(settings.spool, settings.labels)
    return SpoolDrain(spool, Path(settings.spool.directory), ports.why_not_spool, ports.notify)
