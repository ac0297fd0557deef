"""What people decide about alerts and the reference, with who and when; kept among the events of the store."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.records import EventRecord, StreamKey

Kind = Literal["accept", "dismiss", "restart_reference"]
KINDS: Final[tuple[Kind, ...]] = ("accept", "dismiss", "restart_reference")


@dataclass(frozen=True, slots=True)
class OwnerDecision:
    """What a person decided about alerts or the reference."""

    kind: Kind
    """What was decided."""
    by: str = ""
    """Who, as they called themselves."""
    note: str = ""
    """Why."""
    alert: str = ""
    """Dismissed one, "" for all."""


def decision_record(stream: StreamKey, model: ModelIdentity, decision: OwnerDecision, now: Moment) -> EventRecord:
    at = int(now.wall * 1000)
    return EventRecord(stream, model, decision.kind, at, at, json.dumps({**asdict(decision), "at": now.wall}))


def is_decision(event: EventRecord) -> bool:
    return event.cause in KINDS


def read_decision(event: EventRecord) -> Mapping[str, Any]:
    """kind, by, note, alert and `at` in seconds since 1970; only kind and at where the rest is damaged."""
    try:
        body = json.loads(event.body)
    except ValueError:
        body = {}
    return {"kind": event.cause, "at": event.raised_ms / 1000, **(body if isinstance(body, dict) else {})}
