"""What every detector has: one question, asked of every minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from driftwatch.monitoring.situation import Situation

HIGHEST_SCORE = 10.0
RAISE_ABOVE = 1.0
CLEAR_BELOW = 0.5
STANDING_SCORE = 0.6
"""The least score while an alert has not been shown to be over."""

Level = Literal["drift", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector would say to a person now."""

    cause: str
    """In words."""
    since: float
    """Wall clock, seconds since 1970, at which it began."""
    distance: float
    """Measured minus usual, in the unit of the cause."""
    labels: tuple[str, ...] = ()
    """Those it concerns most, the first most."""


class Detector(Protocol):
    """One question about one stream and one model. Holds a small state; time comes with the minutes."""

    @property
    def name(self) -> str:
        """Stable name of the question, as alerts and events have it."""
        ...

    @property
    def learned(self) -> bool:
        """Whether it compares with what is usual; such an alert ends when the reference is restarted."""
        ...

    @property
    def level(self) -> Level:
        """What a score above 1 means now: an alarm ("drift") or a warning."""
        ...

    def update(self, situation: Situation, /) -> float:
        """Takes the next minute; gives the score, from 0 to 10: above 1 an alert begins, below 0.5 it ends."""
        ...

    def explain(self) -> Finding:
        """What to say about the present score; meant for scores above 1."""
        ...

    def record(self) -> dict[str, Any]:
        """The state as plain JSON values, so that a restart forgets nothing."""
        ...

    def restore(self, record: Mapping[str, Any]) -> None:
        """What `record` gave. Raises KeyError, TypeError or ValueError where it is not that."""
        ...

    def dismiss(self, minute: int) -> None:
        """Ends what it found; what lies before `minute` is not looked at again.

        minute: counted from 1 January 1970, local.
        """
        ...

    def clock_was_set(self) -> None:
        """Forgets what a wrong time of day may have done to an unfinished sum."""
        ...
