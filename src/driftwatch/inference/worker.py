"""The threads that work happens on, so that the event loop only ever waits: one a model, and a few shared ones."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from driftwatch.errors import BusyError

T = TypeVar("T")

QUEUE_LIMIT = 64  # calls waiting for one model; beyond this a caller would wait seconds for a stale answer

_SHARED = ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1), thread_name_prefix="shared")


async def beside_the_loop(job: Callable[[], T]) -> T:
    """Runs `job`, decoding an image or reading a file, on one of a few threads that everything shares."""
    return await asyncio.get_running_loop().run_in_executor(_SHARED, job)


class Worker:
    """Runs jobs one after the other on a thread of its own, in the order in which they were asked for.

    A job whose caller was cancelled before its turn does not run. To be used from one event loop.
    """

    def __init__(self, name: str, limit: int = QUEUE_LIMIT) -> None:
        self._name = name
        self._limit = limit
        self._waiting = 0
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    @property
    def waiting(self) -> int:
        """Jobs that are running or wait for their turn."""
        return self._waiting

    async def do(self, job: Callable[[], T]) -> T:
        """Gives what `job` returns. Raises BusyError where more than the limit already wait."""
        if self._waiting >= self._limit:
            raise BusyError(f'"{self._name}" is busy: {self._waiting} calls already wait for it; ask less often')
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, job)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Ends the thread after the job that is running; those still waiting are cancelled. Does not wait."""
        self._executor.shutdown(wait=False, cancel_futures=True)
