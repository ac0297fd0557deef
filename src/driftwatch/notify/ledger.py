"""What one drift sensor has announced and what it still has to announce, in a form that survives a restart."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from driftwatch.monitoring.record import RecordError, from_record, to_record
from driftwatch.notify.changes import StateChanges
from driftwatch.notify.message import AlertMessage, NotifiedState, Place, Showing
from driftwatch.notify.outbox import Outbox, WaitingMessage
from driftwatch.observation import Moment


@dataclass(frozen=True, slots=True)
class NotifyRecord:
    """announced: the state that was announced last, cause: of it. waiting: by line, the oldest message first."""

    announced: NotifiedState = "ok"
    cause: str = ""
    waiting: Mapping[str, tuple[WaitingMessage, ...]] = field(default_factory=dict[str, tuple[WaitingMessage, ...]])


class NotifyLedger:
    """Each change of state becomes one message, and each line has it in an outbox of its own.

    lines: their names. record: what an earlier run left; messages for lines that are configured no more are dropped.
    """

    def __init__(self, lines: Iterable[str], record: NotifyRecord | None = None) -> None:
        kept = record or NotifyRecord()
        self._changes = StateChanges(kept.announced)
        self._cause = kept.cause
        self.outboxes = {line: Outbox(kept.waiting.get(line, ())) for line in lines}

    @property
    def waiting(self) -> int:
        """Messages, each counted once for every line that has not taken it."""
        return sum(len(outbox.waiting) for outbox in self.outboxes.values())

    @property
    def announced(self) -> NotifiedState:
        return self._changes.announced

    def see(self, shown: Showing, place: Place, now: Moment) -> bool:
        """Takes what the sensor shows; gives whether that was news and has been put into the outboxes."""
        before = self._changes.announced
        if not self._changes.is_news(shown.state, now.monotonic):
            return False
        announced = replace(shown, cause=self._cause) if shown.state == "ok" else shown
        self._cause = "" if shown.state == "ok" else shown.cause
        message = AlertMessage(uuid.uuid4().hex, now.wall, place, before, announced)
        for outbox in self.outboxes.values():
            outbox.put(message)
        return True

    def packed(self) -> bytes:
        """For `unpacked` of a later run."""
        waiting = {line: outbox.waiting for line, outbox in self.outboxes.items()}
        return json.dumps(to_record(NotifyRecord(self._changes.announced, self._cause, waiting))).encode()


def unpacked(body: bytes) -> NotifyRecord:
    """What `NotifyLedger.packed` gave. Raises RecordError."""
    try:
        return from_record(NotifyRecord, json.loads(body))
    except (ValueError, TypeError, AttributeError) as error:
        raise RecordError(f"not the record of a notifier: {error}") from error
