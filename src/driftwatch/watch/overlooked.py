"""Frames that capture had no time to look at: how many, what that does to chances, and when it is worth a line."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from driftwatch.storage.health import Notice, Notify

_SHARE_OF: Final = 256  # frames
_NOTICE_SECONDS: Final = 3600.0


class Overlooked:
    """Safe to use from any thread. report: gets how many there are, when there are more. clock: monotonic seconds."""

    def __init__(self, notify: Notify, report: Callable[[int], None], clock: Callable[[], float]) -> None:
        self._notify = notify
        self._report = report
        self._clock = clock
        self._lately: deque[bool] = deque(maxlen=_SHARE_OF)
        self._noticed_at = float("-inf")
        self._reported = 0
        self._lock = threading.Lock()
        self.count = 0

    def saw(self, is_judged: bool) -> None:
        """A frame was handed in."""
        with self._lock:
            self._lately.append(is_judged)
            self.count += not is_judged

    def share(self) -> float:
        """Of the last frames, the part that was judged: one that is kept now stands for the others, too."""
        with self._lock:
            return sum(self._lately) / len(self._lately) if self._lately else 1.0

    def report(self) -> None:
        """One line where it begins, and one an hour while it goes on."""
        if self.count == self._reported:
            return
        self._reported = self.count
        self._report(self.count)
        now = self._clock()
        if now - self._noticed_at >= _NOTICE_SECONDS:
            self._noticed_at = now
            text = f"{self.count} frames so far were not looked at for capture, the machine is too busy"
            self._notify(Notice("warning", text))
