"""The hard frames of one vision service: judged off the reply path, kept on disk, handed on."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from driftwatch.capture.files import AtomicFile, make_private
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.policy import CapturePolicy, CaptureStatus
from driftwatch.capture.queue.queue import Lease, Queue
from driftwatch.capture.queue.waiting import Listed, Listing, QueueStatus
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.capture.spool.spool import Drained, drain, open_spool
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer
from driftwatch.observation import Moment, Observation
from driftwatch.storage.health import Notice, Notify
from driftwatch.watch.clock import Clock
from driftwatch.watch.reorder_buffer import HELD, ReorderBuffer

T = TypeVar("T")

BACKLOG: Final = 16  # frames that wait to be judged; a judge that falls behind must not fill the memory
_COUNTERS: Final = "budget.json"


@dataclass(frozen=True, slots=True)
class HardFramesSettings:
    """capture, spool: the attributes of those names. folder: where frames wait; None: in memory only."""

    capture: CaptureSettings
    spool: SpoolSettings | None
    folder: Path | None


@dataclass(frozen=True, slots=True)
class HardFramesPorts:
    """context: what is known of a camera besides its frames. notify: takes lines for the owner's log, from any thread.

    boot: names this run of the machine, so that budgets go on through a restart of the module; "" where unknown.
    """

    context: Callable[[str], Context]
    notify: Notify
    boot: str = ""


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
    """Safe to use from any thread. `consider` returns at once; everything else may wait for the disk."""

    def __init__(self, settings: HardFramesSettings, clock: Clock, ports: HardFramesPorts) -> None:
        self._clock = clock
        self._ports = ports
        self.folder = settings.folder
        if settings.folder is not None:
            make_private(settings.folder)
        self._counters = AtomicFile(settings.folder / _COUNTERS) if settings.folder else None
        self.policy = settings.capture
        self._policy = CapturePolicy(settings.capture, Random(), self._save, ports.boot)
        self._queue = Queue(settings.capture.queue, settings.folder / "queue" if settings.folder else None)
        self._spool = open_spool(settings.spool) if settings.spool else None
        self._spooled = Drained(0)
        self._last: dict[str, _LastFrame] = {}
        self._waiting = 0
        self._room = BACKLOG
        self._overlooked = 0
        self._closed = False
        self._fault = ""
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hard-frames")
        self._buffer: ReorderBuffer[_LastFrame, Answer] = ReorderBuffer(
            lambda seen, shadow: self._thread.submit(self._consider, seen, shadow)
        )
        self._restore()
        self._thread.submit(self._drain, clock().monotonic)  # what an earlier run has left

    def consider(
        self, observation: Observation, frame: EncodedImage, shadow: "Future[Answer | None] | None" = None
    ) -> None:
        """Hands in a frame that the model has looked at. Frames are judged in the order in which they come.

        shadow: what a candidate is going to say of it, or None; the frame and those after it wait for that, in a
        ReorderBuffer.
        """
        seen = _LastFrame(observation, frame)
        with self._lock:
            self._last[observation.stream] = seen
            self._room = self._room if shadow is None else BACKLOG + HELD
            if self._closed or self._waiting >= self._room:
                self._overlooked += 1
                return
            self._waiting += 1
            self._buffer.put(seen, len(frame), shadow)

    def settled(self) -> Future[None]:
        """Done when everything that was handed in so far, and waits for no candidate, has been judged."""
        with self._lock:
            if not self._closed:
                return self._thread.submit(lambda: None)
        settled: Future[None] = Future()
        settled.set_result(None)
        return settled

    def lease(self, *cameras: str) -> Lease | None:
        """The oldest frame of these cameras that waits; `acknowledge` it once it has arrived."""
        return None if self._closed else self._queue.lease(self._clock().monotonic, *cameras)

    def acknowledge(self, lease: Lease) -> None:
        self._queue.acknowledge(lease.number)

    def reserve(self, camera: str | None = None, frame: str | None = None) -> Lease | None:
        """As `lease`, but until it is acknowledged or given back. camera None: of any. frame: id of the only one."""
        return self._queue.reserve(self._clock().monotonic, camera, frame)

    def give_back(self, lease: Lease) -> None:
        """The frame did not arrive; somebody else may have it."""
        self._queue.give_back(lease.number)

    def count(self, camera: str | None = None) -> int:
        """Frames that wait."""
        return self._queue.count(camera)

    def keep_now(self, camera: str) -> Kept | None:
        """Keeps the last frame of `camera`, whatever samplers say; None: there is none, or privacy forbids it."""
        seen = self._last.get(camera)
        if seen is None:
            return None
        return self._ask(lambda: self._keep_now(seen))

    def listing(self, camera: str | None, page: int, per_page: int) -> Listing:
        """Frames that wait, the newest first, of one camera or of all; looking hands nothing over."""
        return self._queue.listing(self._clock().monotonic, camera, page, per_page)

    def image(self, frame: Listed) -> bytes | None:
        """None where the frame is gone by now, or cannot be read."""
        return self._queue.image(frame.number)

    def last_delivered(self) -> tuple[Record, ...]:
        """Of up to 20 frames that were handed over in this run, the newest first."""
        return self._queue.last_delivered()

    def pause(self, paused: bool) -> None:
        self._policy.paused = paused

    def status(self) -> HardFramesStatus:
        now = self._clock().monotonic
        judged = self._ask(lambda: self._policy.status(now))
        return HardFramesStatus(judged, self._queue.status(), self._spooled.problem, self._overlooked)

    def close(self) -> None:
        """Judges what was handed in, and ends the thread. From then on nothing is judged or handed over any more."""
        with self._lock:
            self._closed = True
            self._buffer.flush()
        self._thread.shutdown(wait=True)

    def _ask(self, question: Callable[[], T]) -> T:
        """What the thread that judges answers. Raises ModelError where there is none any more."""
        with self._lock:
            if self._closed:
                raise ModelError("the vision service is being closed or rebuilt; ask again")
            answer = self._thread.submit(question)
        return answer.result()

    def _consider(self, seen: _LastFrame, shadow: Answer | None) -> None:
        try:
            context = replace(self._ports.context(seen.observation.stream), shadow=shadow)
            for kept in self._policy.consider(seen.observation, seen.frame, context):
                self._keep(kept, seen.observation.at)
        except (
            Exception
        ) as error:  # a fault in one sampler must not end capture for good, nor be logged 30 times a second
            if repr(error) != self._fault:
                self._fault = repr(error)
                self._ports.notify(Notice("warning", f"capture met a fault: {error!r}"))
        finally:
            with self._lock:
                self._waiting -= 1

    def _keep_now(self, seen: _LastFrame) -> Kept | None:
        kept = self._policy.keep_now(seen.observation, seen.frame)
        if kept is not None:
            self._keep(kept, self._clock())
        return kept

    def _keep(self, kept: Kept, at: Moment) -> None:
        self._queue.put(kept, at.monotonic)
        self._drain(at.monotonic)

    def _drain(self, now: float) -> None:
        if self._spool is not None:
            self._spooled = drain(self._queue, self._spool, now)

    def _save(self, counters: str) -> None:
        if self._counters is None:
            return
        with contextlib.suppress(OSError):  # the queue reports a disk that fails; budgets then last for this run
            self._counters.write(counters.encode())

    def _restore(self) -> None:
        if self._counters is None:
            return
        with contextlib.suppress(OSError, ValueError):  # nothing saved yet, or damaged: counting starts again
            self._policy.restore(self._counters.read().decode(), self._clock())
