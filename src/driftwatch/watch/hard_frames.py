"""The hard frames of one vision service: judged off the reply path, kept on disk, handed on."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final

from driftwatch.capture.files import Files, make_private
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.policy import CapturePolicy, CaptureStatus
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.queue.waiting import FrameLease, Listed, Listing, QueueStatus
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.capture.spool.spool import open_spool
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer
from driftwatch.observation import Observation
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.state_dir import QUEUE
from driftwatch.watch.clock import Clock
from driftwatch.watch.disk_writer import DiskWriter
from driftwatch.watch.overlooked import Overlooked
from driftwatch.watch.reorder_buffer import HELD, ReorderBuffer
from driftwatch.watch.spool_drain import SpoolDrain
from driftwatch.watch.undated_frames import UndatedFrames

BACKLOG: Final = 16  # frames that wait to be judged; a judge that falls behind must not fill the memory
BACKLOG_BYTES: Final = 64_000_000
_CLOSE_SECONDS: Final = 1.5
_SETTLE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class HardFramesSettings:
    """capture, spool: the attributes of those names. folder: where frames wait; None: in memory only.

    labels: of the model, in its own order; None where it knows its classes by number only.
    files: how they are written; it may refuse a folder that somebody else has.
    """

    capture: CaptureSettings
    spool: SpoolSettings | None
    folder: Path | None
    labels: tuple[str, ...] | None = None
    files: Files = field(default_factory=Files)


@dataclass(frozen=True, slots=True)
class HardFramesPorts:
    """context: what is known of a camera besides its frames. notify: takes lines for the owner's log, from any thread.

    boot: names this run of the machine, so that budgets go on through a restart of the module; "" where unknown.
    why_not_spool: why the spool's directory must not be used, None where it may; called before each use.
    passed_over: gets how many frames were not judged so far, when there are more.
    """

    context: Callable[[str], Context]
    notify: Notify
    boot: str = ""
    why_not_spool: Callable[[Path], str | None] = lambda _: None
    passed_over: Callable[[int], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class HardFramesStatus:
    """overlooked: frames that were not judged because too many waited."""

    judge: CaptureStatus
    queue: QueueStatus
    spool_problem: str
    overlooked: int


@dataclass(frozen=True, slots=True)
class _LastFrame:
    """The last frame of a camera, for a person who wants it kept."""

    observation: Observation
    frame: EncodedImage


class HardFrames:
    """Safe to use from any thread. Only to read an image that is handed over, and to close, waits for the disk.

    Judging, and what it leaves on the disk, have a thread each: while a disk is slow, frames wait for it in memory.
    """

    def __init__(self, settings: HardFramesSettings, clock: Clock, ports: HardFramesPorts) -> None:
        self._clock = clock
        self._ports = ports
        self.folder = settings.folder
        self.files = settings.files
        self.policy = settings.capture
        if settings.folder is not None:
            make_private(settings.folder)
        spool = _spool_drain(settings, ports)
        self.has_spool = spool is not None
        """Whether frames are written as files at once, so that nobody has to fetch them."""
        self._writer = DiskWriter(settings.folder, settings.files, spool, lambda: clock().monotonic)
        self._policy = CapturePolicy(settings.capture, Random(), self._writer.save, ports.boot)
        folder = settings.folder / QUEUE if settings.folder else None
        self._queue = self._writer.queue = Queue(settings.capture.queue, folder, settings.files, self._writer.ask)
        self._undated = UndatedFrames()
        self._last: dict[str, _LastFrame] = {}
        self._waiting = 0
        self._waiting_bytes = 0
        self._overlooked = Overlooked(ports.notify, ports.passed_over, lambda: clock().monotonic)
        self._judging = threading.Lock()
        self._room = BACKLOG
        self._closed = False
        self._fault = ""
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hard-frames")
        self._buffer: ReorderBuffer[_LastFrame, Answer] = ReorderBuffer(
            lambda seen, shadow: self._thread.submit(self._consider, seen, shadow)
        )
        self._restore()
        self._writer.ask()  # what an earlier run has left

    def consider(
        self, observation: Observation, frame: EncodedImage, shadow: "Future[Answer | None] | None" = None
    ) -> None:
        """Hands in a frame that the model has looked at. Frames are judged in the order in which they come.

        shadow: what a candidate is going to say of it, or None; the frame and those after it wait for that.
        """
        seen = _LastFrame(observation, frame)
        with self._lock:
            self._last[observation.stream] = seen
            self._room = self._room if shadow is None else BACKLOG + HELD
            is_judged = self._waiting < self._room and self._waiting_bytes <= BACKLOG_BYTES and not self._closed
            self._overlooked.saw(is_judged)
            if not is_judged:
                return
            self._waiting += 1
            self._waiting_bytes += len(frame)
            self._buffer.put(seen, len(frame), shadow)

    def settled(self) -> Future[None]:
        """Done when everything that was handed in so far, and waits for no candidate, has been judged."""
        with self._lock:
            if not self._closed:
                return self._thread.submit(lambda: None)
        settled: Future[None] = Future()
        settled.set_result(None)
        return settled

    def lease(self, *cameras: str) -> FrameLease | None:
        """The oldest frame of these cameras that waits; `acknowledge` it once it has arrived."""
        return None if self._closed else self._queue.lease(self._clock().monotonic, *cameras)

    def acknowledge(self, lease: FrameLease) -> None:
        self._queue.acknowledge(lease.number)

    def settle(self, lease: FrameLease) -> None:
        """As `acknowledge`, and waits for the disk: the frame does not come again, whatever happens next."""
        self._queue.acknowledge(lease.number)
        with contextlib.suppress(FutureTimeoutError):
            self._writer.done().result(_SETTLE_SECONDS)

    def reserve(self, camera: str | None = None, frame: str | None = None) -> FrameLease | None:
        """As `lease`, but until it is acknowledged or given back. camera None: of any. frame: id of the only one."""
        return self._queue.reserve(self._clock().monotonic, camera, frame)

    def give_back(self, lease: FrameLease) -> None:
        """The frame did not arrive; somebody else may have it."""
        self._queue.give_back(lease.number)

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
        seen = self._last.get(camera)
        if seen is None:
            return None
        self._refuse_if_closed()
        with self._judging:
            kept = self._policy.keep_now(seen.observation, seen.frame)
        if kept is not None:
            self._queue.put(kept, self._clock().monotonic)
        return kept

    def listing(self, sought: str | Sought | None, page: int, per_page: int) -> Listing:
        """Frames that wait, the newest first, of all cameras where `sought` is None; looking hands nothing over."""
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
        self._policy.paused = paused

    def status(self) -> HardFramesStatus:
        self._refuse_if_closed()
        with self._judging:
            judged = self._policy.status(self._clock().monotonic)
        return HardFramesStatus(judged, self._queue.status(), self._writer.spool_problem, self._overlooked.count)

    def written(self) -> Future[None]:
        """Done when all that was kept so far is on disk, or refused by it."""
        return self._writer.done()

    def close(self) -> None:
        """Judges and writes what is left, for some seconds; what a disk has not taken by then is lost, and logged."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._buffer.flush()
            last = self._thread.submit(self._let_go)
        with contextlib.suppress(FutureTimeoutError):
            last.result(_CLOSE_SECONDS)
        self._thread.shutdown(wait=False, cancel_futures=True)
        is_written = self._writer.close(_CLOSE_SECONDS)
        lost = self._queue.status().in_memory if self.folder is not None else 0
        if lost or not is_written:
            text = f"{lost} hard frames are lost: the disk has not taken them before the service was closed"
            self._ports.notify(Notice("warning", text))

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise ModelError("the vision service is being closed or rebuilt; ask again")

    def _consider(self, seen: _LastFrame, shadow: Answer | None) -> None:
        try:
            context = replace(self._ports.context(seen.observation.stream), shadow=shadow)
            with self._judging:
                self._policy.share = self._overlooked.share()
                kept_now = self._policy.consider(seen.observation, seen.frame, context)
            for kept in kept_now:
                self._undated.add(kept, seen.observation.at)
            for kept in self._undated.ready(seen.observation.at):
                self._queue.put(kept, seen.observation.at.monotonic)
        except (
            Exception
        ) as error:  # a fault in one sampler must not end capture for good, nor be logged 30 times a second
            if repr(error) != self._fault:
                self._fault = repr(error)
                self._ports.notify(Notice("warning", f"capture met a fault: {error!r}"))
        finally:
            with self._lock:
                self._waiting -= 1
                self._waiting_bytes -= len(seen.frame)
            self._overlooked.report()

    def _let_go(self) -> None:
        for kept in self._undated.rest():
            self._queue.put(kept, self._clock().monotonic)

    def _restore(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # nothing saved yet, or damaged: counting starts again
            self._policy.restore(self._writer.counters(), self._clock())


def _spool_drain(settings: HardFramesSettings, ports: HardFramesPorts) -> SpoolDrain | None:
    if settings.spool is None:
        return None
    spool = open_spool(settings.spool, settings.labels)
    return SpoolDrain(spool, Path(settings.spool.directory), ports.why_not_spool, ports.notify)
