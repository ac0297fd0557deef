"""Worker threads, and what asyncio lacks: one call for several callers, waiting for calls, cancelling for good."""

import asyncio
import contextlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from driftwatch.errors import DriftwatchError

T = TypeVar("T")

AGAIN: Final = 0.5
"""Seconds after which a task that goes on is cancelled once more."""

MOST_STALLED: Final = 16
"""Jobs that may hang at one time, each of which keeps a thread."""

_MOST_SHARED: Final = 64  # answers that are kept for whoever asks next

_POOL = ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1), thread_name_prefix="shared")


async def run_in_thread(job: Callable[[], T]) -> T:
    """Runs `job`, decoding an image or reading a file, on one of a few threads that everything shares.

    What takes seconds goes to `asyncio.to_thread` instead, whose threads are others and more.
    """
    return await asyncio.get_running_loop().run_in_executor(_POOL, job)


class StalledError(DriftwatchError):
    """A job has not ended in time: a disk or a network folder does not answer. It is given up, not ended."""


class _Stalled:
    """Counts the jobs that were given up and have not ended."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def give_up(self, job: "_Apart") -> None:
        with self._lock:
            if not job.has_ended:
                job.is_given_up = True
                self.count += 1

    def end(self, job: "_Apart") -> None:
        with self._lock:
            job.has_ended = True
            self.count -= job.is_given_up


@dataclass(slots=True)
class _Apart:
    has_ended: bool = False
    is_given_up: bool = False


_STALLED = _Stalled()


async def run_apart(job: Callable[[], T], seconds: float, what: str) -> T:
    """Runs `job`, which touches a file that an owner names, on a thread of its own, and gives it up after `seconds`.

    what: for the message, as in "the label file /data/labels.txt". A disk that does not answer holds up nobody else,
    and the end of the process neither. Raises StalledError, at once where MOST_STALLED jobs hang already.
    """
    if _STALLED.count >= MOST_STALLED:
        raise StalledError(f"{what} is not touched: {_STALLED.count} files hang already; is a disk gone?")
    answer: Future[T] = Future()
    apart = _Apart()

    def run() -> None:
        fulfil(answer, job)
        _STALLED.end(apart)

    try:
        threading.Thread(target=run, name="apart", daemon=True).start()
    except RuntimeError as error:
        raise StalledError(f"{what} is not touched: the machine lets no more threads be started") from error
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(answer)), seconds)
    except (TimeoutError, asyncio.TimeoutError) as error:
        if answer.done():
            raise  # of the job itself
        words = f"{what} has not answered within {seconds:g} s; is its disk or network folder there?"
        raise StalledError(words) from error
    finally:
        _STALLED.give_up(apart)


def fulfil(future: "Future[T]", job: Callable[[], T]) -> None:
    """Gives `future` what `job` gives or raises; one that was cancelled runs no job."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


async def cancel_and_wait(task: "asyncio.Task[Any]", again: float = AGAIN) -> None:
    """Cancels `task` until it has ended, however that was. again: seconds that it gets to clean up.

    Once is not enough: up to Python 3.11 asyncio.wait_for gives the answer that arrives in the instant of a
    cancellation and forgets the cancellation, and grpclib turns one into the error of a broken connection.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=again)


class InFlight:
    """`with in_flight:` around each thing that must not be cut off. For one event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._nothing = asyncio.Event()
        self._nothing.set()

    def __enter__(self) -> None:
        self._count += 1
        self._nothing.clear()

    def __exit__(self, *exc: object) -> None:
        self._count -= 1
        if self._count == 0:
            self._nothing.set()

    def __bool__(self) -> bool:
        return self._count > 0

    async def drain(self, patience: float) -> bool:
        """Waits until nothing is in flight any more, for `patience` seconds at most; whether that is so."""
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._nothing.wait(), patience)
        return self._count == 0


@dataclass(slots=True)
class _Call(Generic[T]):
    begun: float
    answer: "asyncio.Future[T]"


class SingleFlight(Generic[T]):
    """Gives callers who ask for the same key within `seconds` of the first one's asking that one's answer.

    seconds: 0 shares nothing, and each caller gets a call of its own, begun after it asked.
    clock: monotonic seconds. A failure is shared by those who waited for it, and the next caller tries again.
    To be used from one event loop.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._calls: OrderedDict[str, _Call[T]] = OrderedDict()

    async def get(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        """Raises what `make` raises. A caller that is cancelled leaves the call to the others."""
        if self._seconds == 0:
            return await make()
        call = self._calls.get(key)
        if call is None or self._is_over(call):
            call = _Call(self._clock(), asyncio.ensure_future(make()))
            self._calls[key] = call
            if len(self._calls) > _MOST_SHARED:  # callers may invent keys
                self._calls.popitem(last=False)
        self._calls.move_to_end(key)
        return await asyncio.shield(call.answer)

    def _is_over(self, call: _Call[T]) -> bool:
        if self._clock() - call.begun > self._seconds:
            return True
        return call.answer.done() and (call.answer.cancelled() or call.answer.exception() is not None)
