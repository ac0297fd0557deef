"""What is announced of one change of state."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final, Literal, TypeAlias

NotifiedState: TypeAlias = Literal["ok", "warning", "drift", "stale"]

FIELDS: Final = (
    "text",
    "subject",
    "state",
    "previous_state",
    "cause",
    "why",
    "next_step",
    "time",
    "machine",
    "sensor",
    "vision_name",
    "camera_name",
    "model_name",
    "model_version",
    "id",
)
"""What a template may name; all are texts."""

_SUBJECT: Final[dict[NotifiedState, str]] = {
    "ok": "is well again",
    "warning": "has a warning",
    "drift": "raised an alarm",
    "stale": "gets no new frames",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which stream it is about. machine: a name that people know it by."""

    machine: str
    sensor: str
    vision_name: str
    camera_name: str


@dataclass(frozen=True, slots=True)
class Showing:
    """What the sensor shows at one instant.

    cause, why, next_step: of the alert, in its words; "" where it has none. why: "scene", "model" or "unknown".
    """

    state: NotifiedState
    cause: str = ""
    why: str = ""
    next_step: str = ""
    model_name: str = ""
    model_version: str = ""


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """One change of state.

    id: the same each time it is sent, so that a receiver knows one that comes twice. at: seconds since 1970, UTC.
    shown: of an "ok", the cause is that of the state that has ended.
    """

    id: str
    at: float
    place: Place
    previous_state: NotifiedState
    shown: Showing

    def fields(self) -> dict[str, str]:
        """Its FIELDS."""
        shown, place = self.shown, self.place
        return {
            "text": self._text(),
            "subject": self._subject(),
            "state": shown.state,
            "previous_state": self.previous_state,
            "cause": shown.cause,
            "why": shown.why,
            "next_step": shown.next_step,
            "time": datetime.fromtimestamp(self.at, timezone.utc).isoformat(timespec="seconds"),
            "machine": place.machine,
            "sensor": place.sensor,
            "vision_name": place.vision_name,
            "camera_name": place.camera_name,
            "model_name": shown.model_name,
            "model_version": shown.model_version,
            "id": self.id,
        }

    def _subject(self) -> str:
        return f"{self.place.vision_name} {_SUBJECT[self.shown.state]}"

    def _text(self) -> str:
        place, shown = self.place, self.shown
        where = f"camera {place.camera_name} of machine {place.machine}" if place.camera_name else place.machine
        parts = [f"{self._subject()} ({where})"]
        if shown.cause:
            parts.append(f"it was: {shown.cause}" if shown.state == "ok" else shown.cause)
        if shown.next_step:
            parts.append(f"do first: {shown.next_step}")
        return ". ".join(parts)
