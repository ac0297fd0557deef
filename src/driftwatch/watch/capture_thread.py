"""Asks the capture policy about frames, in their order, in a thread of its own, off the reply path."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.capture.kept import Kept
from driftwatch.capture.policy import CapturePolicy, CaptureStatus
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer
from driftwatch.observation import Observation
from driftwatch.storage.health import Notice
from driftwatch.watch.clock import Clock
from driftwatch.watch.hard_frames_settings import HardFramesPorts
from driftwatch.watch.overlooked import Overlooked
from driftwatch.watch.reorder_buffer import HELD, ReorderBuffer
from driftwatch.watch.undated_frames import UndatedFrames

BACKLOG: Final = 16
"""Frames that wait to be judged; a policy that falls behind must not fill the memory."""
BACKLOG_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class _LastFrame:
    """The last frame of a camera, for a person who wants it kept."""

    observation: Observation
    frame: EncodedImage


class CaptureThread:
    """Safe to use from any thread; only `close` waits, and that no longer than it is given.

    keep: gets what is kept, and when on the monotonic clock, from this thread and from who calls `keep_now`.
    """

    def __init__(
        self, policy: CapturePolicy, keep: Callable[[Kept, float], None], clock: Clock, ports: HardFramesPorts
    ) -> None:
        self._policy = policy
        self._keep = keep
        self._clock = clock
        self._ports = ports
        self._undated = UndatedFrames()
        self._last: dict[str, _LastFrame] = {}
        self._waiting = 0
        self._waiting_bytes = 0
        self._overlooked = Overlooked(ports.notify, ports.passed_over, lambda: clock().monotonic)
        self._judging = threading.Lock()
        self._room = BACKLOG
        self._fault = ""
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hard-frames")
        self._buffer: ReorderBuffer[_LastFrame, Answer] = ReorderBuffer(
            lambda seen, shadow: self._thread.submit(self._consider, seen, shadow)
        )
        self.is_closed = False

    @property
    def overlooked(self) -> int:
        """Frames that were not judged because too many waited."""
        return self._overlooked.count

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
            is_judged = self._waiting < self._room and self._waiting_bytes <= BACKLOG_BYTES and not self.is_closed
            self._overlooked.saw(is_judged)
            if not is_judged:
                return
            self._waiting += 1
            self._waiting_bytes += len(frame)
            self._buffer.put(seen, len(frame), shadow)

    def settled(self) -> Future[None]:
        """Done when everything that was handed in so far, and waits for no candidate, has been judged."""
        with self._lock:
            if not self.is_closed:
                return self._thread.submit(lambda: None)
        settled: Future[None] = Future()
        settled.set_result(None)
        return settled

    def keep_now(self, camera: str) -> Kept | None:
        """Keeps the last frame of `camera`, whatever samplers say; None: there is none, or privacy forbids it."""
        seen = self._last.get(camera)
        if seen is None:
            return None
        self._refuse_if_closed()
        with self._judging:
            kept = self._policy.keep_now(seen.observation, seen.frame)
        if kept is not None:
            self._keep(kept, self._clock().monotonic)
        return kept

    def pause(self, paused: bool) -> None:
        self._policy.paused = paused

    def status(self) -> CaptureStatus:
        """Raises ModelError when it is closed."""
        self._refuse_if_closed()
        with self._judging:
            return self._policy.status(self._clock().monotonic)

    def close(self, seconds: float) -> bool:
        """Judges what is left, for that long; what is not judged by then is lost. False where it was closed already."""
        with self._lock:
            if self.is_closed:
                return False
            self.is_closed = True
            self._buffer.flush()
            last = self._thread.submit(self._let_go)
        with contextlib.suppress(FutureTimeoutError):
            last.result(seconds)
        self._thread.shutdown(wait=False, cancel_futures=True)
        return True

    def _refuse_if_closed(self) -> None:
        if self.is_closed:
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
                self._keep(kept, seen.observation.at.monotonic)
        except Exception as error:  # a fault in one sampler must neither end capture nor be logged 30 times a second
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
            self._keep(kept, self._clock().monotonic)
