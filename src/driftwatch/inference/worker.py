"""The threads that a model works on, so that the event loop only ever waits."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from driftwatch.concurrency import fulfil
from driftwatch.errors import BusyError

T = TypeVar("T")

QUEUE_LIMIT = 32  # calls of one caller waiting for a model; with more, each would wait seconds for a stale answer


@dataclass(frozen=True, slots=True)
class _Entry:
    run: Callable[[], None]
    future: "Future[Any]"


class Worker:
    """Runs jobs on threads of its own; callers who wait take turns, whoever asks more often.

    A job whose caller was cancelled before its turn does not run. To be used from one event loop.
    lanes: jobs that run at once. limit: jobs of one caller that may wait.
    """

    def __init__(self, name: str, lanes: int = 1, limit: int = QUEUE_LIMIT) -> None:
        self._name = name
        self._limit = limit
        self._turns: dict[str, deque[_Entry]] = {}  # the caller whose turn is next comes first
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(max_workers=lanes, thread_name_prefix=name)

    @property
    def waiting(self) -> int:
        """Jobs that wait for their turn."""
        with self._lock:
            return sum(map(len, self._turns.values()))

    async def do(self, job: Callable[[], T], caller: str = "") -> T:
        """Gives what `job` returns. Raises BusyError where as many jobs of this caller wait as may."""
        return await self.start(job, caller)

    def start(self, job: Callable[[], T], caller: str = "") -> "asyncio.Future[T]":
        """As `do`, for who has more to do than to wait."""
        future: Future[T] = Future()
        with self._lock:
            waiting = self._turns.setdefault(caller, deque())
            if len(waiting) >= self._limit:
                raise BusyError(f'"{self._name}" is busy: {len(waiting)} calls already wait for it; ask less often')
            waiting.append(_Entry(lambda: fulfil(future, job), future))
        self._executor.submit(self._run_next)
        return asyncio.wrap_future(future)

    def close(self) -> None:
        """Ends the threads after the jobs that are running; those still waiting are cancelled. Does not wait."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            abandoned = [entry for turns in self._turns.values() for entry in turns]
            self._turns.clear()
        for entry in abandoned:
            entry.future.cancel()

    def _run_next(self) -> None:
        with self._lock:
            caller = next(iter(self._turns), None)
            if caller is None:
                return
            waiting = self._turns.pop(caller)
            entry = waiting.popleft()
            if waiting:
                self._turns[caller] = waiting  # behind the others
        entry.run()
