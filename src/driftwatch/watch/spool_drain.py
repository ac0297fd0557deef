"""From the queue into the spool; said once when its directory cannot be used, and when it can again."""

from collections.abc import Callable
from pathlib import Path

from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.spool.spool import Drained, Spool, drain
from driftwatch.storage.health import Notice, Notify


class SpoolDrain:
    """For one thread. why_not: why the directory must not be used, None where it may; asked before each use."""

    def __init__(self, spool: Spool, directory: Path, why_not: Callable[[Path], str | None], notify: Notify) -> None:
        self._spool, self._directory = spool, directory
        self._why_not, self._notify = why_not, notify
        self.problem = ""

    def run(self, queue: Queue, now: float) -> None:
        """Writes what waits as files. now: seconds of the monotonic clock."""
        before, reason = self.problem, self._why_not(self._directory)
        done = drain(queue, self._spool, now) if reason is None else Drained(0, reason)
        self.problem = done.problem
        if self.problem and self.problem != before:
            words = f"hard frames wait, the directory of spool, {self._directory}, cannot be used: {self.problem}"
            self._notify(Notice("warning", words))
        elif before and not self.problem:
            self._notify(Notice("info", f"hard frames are written to {self._directory} again"))
