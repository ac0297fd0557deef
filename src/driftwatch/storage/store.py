"""The store as everybody else sees it: calls that return at once, and one thread that alone touches the disk."""

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from driftwatch.observation import Moment
from driftwatch.storage import unwritten
from driftwatch.storage.health import Notice, StoreError, StoreHealth
from driftwatch.storage.records import Batch
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.write_buffer import Disk, Question, WriteBuffer

T = TypeVar("T")

_BACKLOG = 4096  # jobs; reached only when the disk hangs in a system call


@dataclass(frozen=True, slots=True)
class _Commit:
    now: Moment
    done: "Future[None] | None" = None


@dataclass(frozen=True, slots=True)
class _Ask:
    question: Question[Any]
    answer: "Future[Any]"
    until: float


@dataclass(frozen=True, slots=True)
class _Change:
    change: Callable[[sqlite3.Connection], None]
    done: "Future[None]"


@dataclass(frozen=True, slots=True)
class _Stop:
    now: Moment


class Store:
    """Safe to use from every thread; nothing but `ask`, `flush` and `close` ever waits.

    places: folders to keep the file in, best first (storage/state_dir.py); none: memory only.
    notify: called once when the disk fails and once when it works again, in the store's own thread.
    """

    def __init__(
        self,
        places: tuple[Path, ...],
        notify: Callable[[Notice], None],
        retention: RetentionSettings | None = None,
        disk: Disk | None = None,
    ) -> None:
        self._buffer = WriteBuffer(places, retention or RetentionSettings(), notify, disk)
        self._health = StoreHealth(healthy=True, path=None, reason="")
        self._places = places
        self._left_in: Path | None = None
        self._notify = notify
        self._refused = 0
        self._jobs: queue.SimpleQueue[Batch | _Commit | _Ask | _Change | _Stop] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="driftwatch-store", daemon=True)
        self._thread.start()

    @property
    def health(self) -> StoreHealth:
        """As of the last commit, and with what was refused since."""
        return replace(self._health, dropped=self._health.dropped + self._refused)

    def retain(self, retention: RetentionSettings) -> bool:
        """From the next upkeep on `retention` holds; gives whether that is new."""
        is_new = retention != self._buffer.retention
        self._buffer.retention = retention
        return is_new

    @property
    def stands_in(self) -> bool:
        """Whether memory replaces a disk that may come back, with all that an earlier run left on it."""
        return bool(self._places) and self._health.path is None

    @property
    def is_kept(self) -> bool:
        """Whether there is a file that outlives this process, at present perhaps one that takes nothing."""
        return self._health.path is not None

    def submit(self, batch: Batch) -> None:
        """Hands over records for the next commit. Where the disk has hung for hours it refuses, and counts them."""
        if not batch:
            return
        if self._jobs.qsize() < _BACKLOG:
            self._jobs.put(batch)
        else:
            self._refused += batch.statistics

    def commit_soon(self, now: Moment) -> None:
        """Asks for one commit of everything submitted so far; to be called once a minute."""
        if self._jobs.qsize() < _BACKLOG:
            self._jobs.put(_Commit(now))

    def flush(self, now: Moment, timeout: float = 2.0) -> bool:
        """Commits everything submitted so far and waits for it; gives whether it is on disk."""
        done: Future[None] = Future()
        self._jobs.put(_Commit(now, done))
        try:
            done.result(timeout)
        except FutureTimeoutError:
            return False
        return self._health.healthy and self._health.waiting == 0

    def flush_or_tell(self, now: Moment) -> None:
        """As `flush`, at the end: what is not on disk then is logged, with its number and the reason.

        The next run says it again, unless the disk takes it all before the end.
        """
        if self.flush(now) or not self._places:
            return
        health = self.health
        count, reason = max(health.waiting, 1), health.reason or "the disk does not answer"
        self._notify(
            Notice("warning", f"the module ends, and {count} minutes and samples are not on disk yet: {reason}")
        )
        self._left_in = health.path.parent if health.path is not None else self._places[0]
        unwritten.leave(self._left_in, count, reason)
        self._take_back_if_written()

    def ask(self, question: Question[T], timeout: float = 5.0) -> T:
        """Gives what `question` reads from the file. Raises StoreError, also when that takes longer than `timeout`."""
        return self.asked(question, timeout)()

    def asked(self, question: Question[T], timeout: float = 5.0) -> Callable[[], T]:
        """As `ask`, in two steps: what is submitted after this call is not read; called, the result waits."""
        answer: Future[T] = Future()
        until = time.monotonic() + timeout
        self._jobs.put(_Ask(question, answer, until))

        def wait() -> T:
            try:
                return answer.result(max(until - time.monotonic(), 0.0))
            except FutureTimeoutError:
                answer.cancel()
                raise StoreError(f"the statistics file did not answer within {timeout:g} s") from None

        return wait

    def change(self, change: Callable[[sqlite3.Connection], None], timeout: float = 60.0) -> None:
        """Lets `change` work on the file, after everything submitted so far. Raises StoreError where it is not done.

        It opens its own transactions. Where that takes longer than `timeout` it may still be done later.
        """
        done: Future[None] = Future()
        self._jobs.put(_Change(change, done))
        try:
            done.result(timeout)
        except FutureTimeoutError:
            raise StoreError(f"the statistics file was not changed within {timeout:g} s") from None

    def close(self, now: Moment, timeout: float = 3.0) -> bool:
        """Commits and ends the thread; gives whether it ended in time."""
        self._jobs.put(_Stop(now))
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        self._buffer.open()
        while True:
            self._health = self._buffer.health
            job = self._jobs.get()
            if isinstance(job, Batch):
                self._buffer.hold(job)
            elif isinstance(job, _Ask):
                self._answer(job)
            elif isinstance(job, _Change):
                self._change(job)
            else:
                self._buffer.commit(job.now)
                self._health = self._buffer.health
                self._take_back_if_written()
                if isinstance(job, _Stop):
                    self._buffer.close()
                    return
                if job.done is not None:
                    job.done.set_result(None)

    def _take_back_if_written(self) -> None:
        if self._left_in is not None and self._health.healthy and self._health.waiting == 0:
            unwritten.take_back(self._left_in)

    def _answer(self, job: _Ask) -> None:
        if not job.answer.set_running_or_notify_cancel():
            return
        with contextlib.suppress(Exception):
            try:
                job.answer.set_result(self._buffer.read(job.question, lambda: time.monotonic() > job.until))
            except Exception as error:  # whatever a question raises belongs to the one who asked
                job.answer.set_exception(error)

    def _change(self, job: _Change) -> None:
        try:
            self._buffer.change(job.change)
            job.done.set_result(None)
        except Exception as error:  # likewise
            job.done.set_exception(error)
