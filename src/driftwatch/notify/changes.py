"""Which changes of state are news."""

from typing import Final

from driftwatch.notify.message import NotifiedState

CALM_SECONDS: Final = 300.0

_GRAVITY: Final[dict[NotifiedState, int]] = {"ok": 0, "warning": 1, "drift": 2, "stale": 3}


class StateChanges:
    """Remembers what was announced last.

    A graver state is news at once. One that is less grave is news when it has lasted for CALM_SECONDS: a camera that
    gives a frame every other minute, or an alarm that ends and comes back, is one message and not a stream of them.
    """

    def __init__(self, announced: NotifiedState = "ok") -> None:
        self.announced: NotifiedState = announced
        self._other: NotifiedState | None = None
        self._since = 0.0

    def is_news(self, state: NotifiedState, now: float) -> bool:
        """Whether `state` is to be announced, which it counts as from then on. now: seconds of the monotonic clock."""
        if state == self.announced:
            self._other = None
            return False
        if _GRAVITY[state] < _GRAVITY[self.announced]:
            if state != self._other:
                self._other, self._since = state, now
            if now - self._since < CALM_SECONDS:
                return False
        self.announced, self._other = state, None
        return True
