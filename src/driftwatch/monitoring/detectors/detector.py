"""What every detector has: one question, asked of every minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.reference import Reference

HIGHEST_SCORE = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector would tell a person now.

    cause: in words. since: running time in seconds at which it began.
    distance: measured minus reference, in the unit of the cause; labels: those it concerns most, the first most.
    """

    cause: str
    since: float
    distance: float
    labels: tuple[str, ...] = ()


class Detector(Protocol):
    """One question about one stream and one model. Holds a bounded state; time comes with the minutes."""

    @property
    def name(self) -> str:
        """Stable name of the question, as it stands in alerts and events."""
        ...

    @property
    def learned(self) -> bool:
        """Whether it needs a reference; without one it is not asked."""
        ...

    def update(self, minute: MinuteFigures, reference: Reference | None, /) -> float:
        """Takes the next minute; gives the score, from 0 to 10, above 1 where it is an alarm."""
        ...

    def explain(self) -> Finding:
        """What to say about the present score; meant for scores that are not 0."""
        ...

    def record(self) -> dict[str, Any]:
        """The state as plain JSON values, so that a restart forgets nothing."""
        ...

    def restore(self, record: Mapping[str, Any]) -> None:
        """What `record` gave. Raises KeyError, TypeError or ValueError where it is not that."""
        ...

    def clock_was_set(self) -> None:
        """Forgets what a wrong time of day may have done to an unfinished sum."""
        ...
