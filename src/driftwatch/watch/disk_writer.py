"""What hard frames leave on the disk, on a thread of its own: a slow disk holds up nothing else."""

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.slot_file import SlotFile
from driftwatch.watch.spool_drain import SpoolDrain

COUNTERS: Final = "budget.json"
SYNC_SECONDS: Final = 60.0
"""Between two times that the budget's counters are made safe against a loss of power; and against a kill sooner."""

_LOG = logging.getLogger(__name__)
_ENDING: dict[Path, Future[None]] = {}  # folders to which a writer that was closed still writes


class DiskWriter:
    """Writes the budget's counters, then the queue, then the spool, whenever it is asked to; asked often, it is once.

    folder: of the counters, which `files` writes. clock: monotonic seconds. `queue` is set before the first `ask`.
    Made only once the writer before, of the same folder, has ended: what that still removes would be found there again,
    and what it still stores would meet files of the same names. To be made where waiting for the disk has a limit.
    """

    def __init__(self, folder: Path | None, files: Files, spool: SpoolDrain | None, clock: Callable[[], float]) -> None:
        if folder is not None and (earlier := _ENDING.get(folder)) is not None:
            earlier.exception()
            _ENDING.pop(folder, None)
        self.queue: Queue | None = None
        self._folder = folder
        self._spool = spool
        self._clock = clock
        self._counters = SlotFile(folder / COUNTERS, files) if folder else None
        self._text: str | None = None
        self._synced = float("-inf")
        self._is_asked = False
        self._at_work = 0  # the thread
        self._closed = False
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hard-frames-disk")

    @property
    def spool_problem(self) -> str:
        """Why frames wait for the spool, "" where they do not."""
        return self._spool.problem if self._spool else ""

    def counters(self) -> str:
        """What an earlier run has left. Raises FileNotFoundError where it is nothing, OSError and ValueError."""
        if self._counters is None:
            raise FileNotFoundError
        return self._counters.read().decode()

    def save(self, counters: str) -> None:
        """Has the counters written soon."""
        self._text = counters
        self.ask()

    def ask(self) -> None:
        """Returns at once."""
        with self._lock:
            if self._is_asked or self._closed or threading.get_ident() == self._at_work:
                return
            self._is_asked = True
            self._thread.submit(self._work)

    def done(self) -> Future[None]:
        """Done when everything that was asked for so far is on disk, or the disk has refused it."""
        with self._lock:
            if not self._closed:
                return self._thread.submit(lambda: None)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def close(self, seconds: float) -> bool:
        """Writes what is left, for `seconds` at most; whether it was written."""
        with self._lock:
            if self._closed:
                return True
            self._closed = True
            last = self._thread.submit(self._work, True)
            if self._folder is not None:
                _ENDING[self._folder] = last
        self._thread.shutdown(wait=False)
        try:
            last.result(seconds)
        except FutureTimeoutError:
            return False
        if self._folder is not None:
            _ENDING.pop(self._folder, None)
        return True

    def _work(self, is_last: bool = False) -> None:
        with self._lock:
            self._is_asked, self._at_work = False, threading.get_ident()
        try:
            self._write_counters(is_last)
            if self.queue is not None:
                self.queue.work(self._clock())
                if self._spool is not None:
                    self._spool.run(self.queue, self._clock())
                    self.queue.work(self._clock())
        except Exception:  # a fault of ours must not end the thread for good
            _LOG.exception("writing hard frames met a fault")

    def _write_counters(self, is_last: bool) -> None:
        text, self._text = self._text, None
        if text is None or self._counters is None:
            return
        is_due = is_last or self._clock() - self._synced >= SYNC_SECONDS
        with contextlib.suppress(OSError):  # the queue reports a disk that fails; budgets then last for this run
            self._counters.write(text.encode(), is_synced=is_due)
            if is_due:
                self._synced = self._clock()
