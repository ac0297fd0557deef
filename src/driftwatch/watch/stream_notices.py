"""What changes on a stream, in lines for the owner's log."""

from driftwatch.monitoring.condition import Condition
from driftwatch.monitoring.progress import Progress
from driftwatch.storage.health import Notice
from driftwatch.storage.records import StreamKey

_NO_MONTH = "what slow changes are compared with, the first month, begins again with the days from now on"


class StreamNotices:
    """Remembers what was logged, so that a line comes once for each change."""

    def __init__(self, stream: StreamKey) -> None:
        self._service = f'"{stream.service}"'
        self._stream = self._service + (f' on camera "{stream.camera}"' if stream.camera else "")
        self._state = "learning"
        self._progress = ""
        self._month = ""
        self._lost = 0

    def changes(self, condition: Condition, lost: int) -> list[Notice]:
        """One line for each change of state and of learning, and one where counting could not keep up.

        lost: frames that were not counted, since the stream began.
        """
        learning = [*self._change_of_learning(condition.progress), *self._change_of_month(condition.first_month)]
        return [*self._change_of_state(condition), *learning, *self._losses(lost)]

    def _change_of_state(self, condition: Condition) -> list[Notice]:
        if condition.state == self._state:
            return []
        cause = f": {condition.cause}" if condition.cause else ""
        notice = Notice("warning", f"{self._stream} is now {condition.state}, was {self._state}{cause}")
        self._state = condition.state
        return [notice]

    def _change_of_learning(self, progress: Progress) -> list[Notice]:
        if progress.text == self._progress or not (progress.days or progress.stalled):
            return []
        self._progress = progress.text
        words = self._progress or "everything that is usual is learned; learning goes on"
        return [Notice("warning" if progress.stalled else "info", f"{self._stream}: {words}")]

    def _change_of_month(self, month: str) -> list[Notice]:
        if month == self._month:
            return []
        self._month = month
        words = f"slow changes are compared with the first month, {month}" if month else _NO_MONTH
        return [Notice("info", f"{self._stream}: {words}")]

    def _losses(self, lost: int) -> list[Notice]:
        if lost <= self._lost:
            return []
        self._lost = lost
        return [Notice("warning", f"{self._stream}: {lost} frames were not counted, the machine is too busy")]
