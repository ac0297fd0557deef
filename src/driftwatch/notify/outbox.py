"""Messages that wait for one line to take them: in their order, tried again with growing delays, and not for ever."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.notify.message import AlertMessage

MOST_WAITING: Final = 50
ATTEMPTS: Final = 180
"""Of one message: a week, with the delays below."""
_FIRST_DELAY: Final = 5.0
_LONGEST_DELAY: Final = 3600.0


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """attempts: how often it was tried, and not taken."""

    message: AlertMessage
    attempts: int = 0


class Outbox:
    """Of one line. Times are seconds of the monotonic clock."""

    def __init__(self, waiting: Iterable[WaitingMessage] = ()) -> None:
        self._waiting = deque(waiting)
        self._not_before = float("-inf")

    @property
    def waiting(self) -> tuple[WaitingMessage, ...]:
        """The oldest first."""
        return tuple(self._waiting)

    def put(self, message: AlertMessage) -> AlertMessage | None:
        """Gives the one that is given up because too many wait; None while there is room."""
        self._waiting.append(WaitingMessage(message))
        return self._waiting.popleft().message if len(self._waiting) > MOST_WAITING else None

    def due(self, now: float) -> AlertMessage | None:
        """The one to be sent now."""
        return self._waiting[0].message if self._waiting and now >= self._not_before else None

    def taken(self) -> None:
        """The one that was due has arrived."""
        self._waiting.popleft()
        self._not_before = float("-inf")

    def refused(self, now: float) -> bool:
        """The one that was due was not taken: it waits again; gives whether it is given up instead."""
        first = self._waiting.popleft()
        attempts = first.attempts + 1
        if attempts >= ATTEMPTS:
            self._not_before = float("-inf")
            return True
        self._waiting.appendleft(replace(first, attempts=attempts))
        self._not_before = now + min(_FIRST_DELAY * 2 ** (attempts - 1), _LONGEST_DELAY)
        return False
