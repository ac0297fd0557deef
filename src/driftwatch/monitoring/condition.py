"""What is reported to a person or a sensor about one stream and one model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.progress import Progress
from driftwatch.monitoring.reference import Reference

State = Literal["learning", "ok", "warning", "drift", "stale"]
CODES: Final[Mapping[State, int]] = {"learning": 0, "ok": 1, "warning": 2, "drift": 3, "stale": 4}


@dataclass(frozen=True, slots=True)
class Condition:
    """The present state."""

    state: State
    """`learning` until there is a reference, `warning` while a warning is active, or from a score of 0.75 until it is
    below 0.5, `drift` while an alarm is active, `stale` while no usable frame comes.
    """
    score: float
    """The highest of all detectors that raise alarms; 1 is an alarm."""
    cause: str
    """Of the alerts in words, alarms first, "" without one."""
    alerts: tuple[Alert, ...]
    """The active ones, the oldest first."""
    reference: Reference | None
    progress: Progress
    """Of learning."""
    first_month: str = ""
    """Dates of the days that slow changes are compared with, "" while they are not complete."""

    @property
    def first(self) -> Alert | None:
        """The gravest alert, the oldest of equals; None without one."""
        return min(self.alerts, key=lambda alert: alert.level != "drift", default=None)

    @property
    def code(self) -> int:
        """The state as a number: 0 learning, 1 ok, 2 warning, 3 drift, 4 stale."""
        return CODES[self.state]
