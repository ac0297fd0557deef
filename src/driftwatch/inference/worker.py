"""The threads that a model works on, so that the event loop only ever waits."""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from driftwatch.concurrency import fulfil
from driftwatch.errors import BusyError

T = TypeVar("T")

QUEUE_LIMIT = 32  # calls of one caller waiting for a model; with more, each would wait seconds for a stale answer

OWN_SHARE: Final = 8
"""While callers wait without end, one turn in this many goes to those who give way: slow is not blind."""


@dataclass(frozen=True, slots=True)
class ModelTurn:
    """Whose turn a job waits for."""

    caller: str = ""
    """Those of different ones take turns."""
    gives_way: bool = False
    """It waits behind every job that does not: a frame that nobody asked for."""
    most_wait: float = math.inf
    """Seconds after which it is refused in place of being run: what it is about is old by then."""


ANY_TURN: Final = ModelTurn()


@dataclass(frozen=True, slots=True)
class _Entry:
    run: Callable[[], None]
    future: "Future[Any]"
    asked: float
    most_wait: float


class _Turns:
    """Jobs that wait, by whose they are; the one whose turn is next comes first."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[_Entry]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def of(self, caller: str) -> deque[_Entry]:
        return self._waiting.setdefault(caller, deque())

    def next(self) -> _Entry:
        caller = next(iter(self._waiting))
        waiting = self._waiting.pop(caller)
        entry = waiting.popleft()
        if waiting:
            self._waiting[caller] = waiting  # behind the others
        return entry

    def take_all(self) -> list[_Entry]:
        taken = [entry for waiting in self._waiting.values() for entry in waiting]
        self._waiting.clear()
        return taken


class Worker:
    """Runs jobs on threads of its own; callers who wait take turns, whoever asks more often.

    A job whose caller was cancelled before its turn does not run. To be used from one event loop.
    lanes: jobs that run at once. limit: jobs of one caller that may wait. clock: monotonic seconds.
    """

    def __init__(
        self, name: str, lanes: int = 1, limit: int = QUEUE_LIMIT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._limit = limit
        self._clock = clock
        self._asked, self._own = _Turns(), _Turns()
        self._before = 0  # turns of callers since one of those who give way
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(max_workers=lanes, thread_name_prefix=name)

    @property
    def waiting(self) -> int:
        """Jobs that wait for their turn."""
        with self._lock:
            return len(self._asked) + len(self._own)

    async def do(self, job: Callable[[], T], caller: str = "") -> T:
        """Gives what `job` returns. Raises BusyError where as many jobs of this caller wait as may."""
        return await self.start(job, ModelTurn(caller))

    def start(self, job: Callable[[], T], turn: ModelTurn = ANY_TURN) -> "asyncio.Future[T]":
        """As `do`, for who has more to do than to wait. The answer is a BusyError too where it waited too long."""
        future: Future[T] = Future()
        with self._lock:
            waiting = (self._own if turn.gives_way else self._asked).of(turn.caller)
            if len(waiting) >= self._limit:
                raise BusyError(f'"{self._name}" is busy: {len(waiting)} calls already wait for it; ask less often')
            waiting.append(_Entry(lambda: fulfil(future, job), future, self._clock(), turn.most_wait))
        self._executor.submit(self._run_next)
        return asyncio.wrap_future(future)

    def close(self) -> None:
        """Ends the threads after the jobs that are running; those still waiting are cancelled. Does not wait."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            abandoned = self._asked.take_all() + self._own.take_all()
        for entry in abandoned:
            entry.future.cancel()

    def _run_next(self) -> None:
        with self._lock:
            if not self._asked and not self._own:
                return
            entry = self._next()
        waited = self._clock() - entry.asked
        if waited <= entry.most_wait:
            entry.run()
        elif entry.future.set_running_or_notify_cancel():
            words = (
                f'"{self._name}" is busy: this frame has waited {waited:.1f} s for its turn and is old; ask less often'
            )
            entry.future.set_exception(BusyError(words))

    def _next(self) -> _Entry:
        is_own = bool(self._own) and (not self._asked or self._before >= OWN_SHARE - 1)
        self._before = 0 if is_own or not self._own else self._before + 1
        return (self._own if is_own else self._asked).next()
