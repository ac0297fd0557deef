"""Rings and falls silent: turns a baseline's yes or no into events."""

from dataclasses import fields
from typing import Any, Final, Literal

from benchmarks.drift.sites.stream import MODEL
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import Alert, AlertEvent

_HAS_LEVEL: Final = "level" in {entry.name for entry in fields(Alert)}


class Bell:
    """One alarm that is active as long as `ring` is called with something wrong."""

    def __init__(self, name: str, stream: str) -> None:
        self._name = name
        self._stream = stream
        self.is_active = False

    def ring(self, wrong: bool, minute: ClosedMinute, cause: str, score: float) -> list[AlertEvent]:
        if wrong == self.is_active:
            return []
        self.is_active = wrong
        return [self._event("raised" if wrong else "cleared", minute.closed.wall, cause, score)]

    def _event(self, kind: Literal["raised", "cleared"], wall: float, cause: str, score: float) -> AlertEvent:
        level: dict[str, Any] = {"level": "drift"} if _HAS_LEVEL else {}
        alert = Alert(self._name, cause, since=wall, raised=wall, distance=0.0, score=score, **level)
        return AlertEvent(kind, wall, self._stream, MODEL.key, alert)
