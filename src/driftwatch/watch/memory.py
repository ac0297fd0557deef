"""What a stream's judge leaves in the store, and how it finds it again."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.monitoring.record import RecordError, from_record, to_record
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import MINUTE, RollUp
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ModelIdentity
from driftwatch.storage.conclusions import read_references, read_state
from driftwatch.storage.records import ReferenceRecord, StateRecord, StreamKey
from driftwatch.storage.rolls import Span, first_minute, read_minutes
from driftwatch.storage.store import Store

_DAY = 86_400
_LONGEST_DAYS = 100  # a clock that is years ahead must not make us look for minutes through all those years


@dataclass(frozen=True, slots=True)
class Remembered:
    """learning_from: seconds since 1970; minutes before it do not belong to the reference.

    minute: since 1970, the last one that the monitor's record knows of; None without a record.
    """

    learning_from: int
    reference: Reference | None = None
    minute: int | None = None
    monitor: Mapping[str, Any] | None = None


def remember(
    connection: sqlite3.Connection, stream: StreamKey, model: ModelIdentity, statistics: StatisticsSettings
) -> Remembered:
    """What the store holds of this stream and model under these thresholds; figures under others do not compare."""
    state = read_state(connection, stream, model)
    body = _unpack(state.body) if state else None
    if state is None or body is None or body.get("statistics") != asdict(statistics):
        began = first_minute(connection, stream, model) if state is None else None
        return Remembered(learning_from=began if began is not None else -1)
    learning_from = int(body["learning_from"])
    reference = None
    for record in read_references(connection, stream):
        if record.model.key == model.key and record.started >= learning_from:
            reference = open_reference(record) or reference
    return Remembered(learning_from, reference, state.minute, body["monitor"])


def state_record(
    stream: StreamKey, model: ModelIdentity, statistics: StatisticsSettings, remembered: Remembered
) -> StateRecord:
    body = {
        "statistics": asdict(statistics),
        "learning_from": remembered.learning_from,
        "monitor": remembered.monitor,
    }
    return StateRecord(stream, model, remembered.minute or 0, _pack(body))


def reference_record(stream: StreamKey, model: ModelIdentity, reference: Reference) -> ReferenceRecord:
    return ReferenceRecord(stream, model, reference.started, _pack(to_record(reference)))


def open_reference(record: ReferenceRecord) -> Reference | None:
    """None where the record is damaged or of another version of the module: the stream learns anew."""
    body = _unpack(record.body)
    try:
        return from_record(Reference, body) if body is not None else None
    except RecordError:
        return None


def read_rollups(store: Store, stream: StreamKey, model: ModelIdentity, span: Span) -> Iterator[RollUp]:
    """Minutes of one model, oldest first, a day at a time so that weeks of them never stand in memory together."""
    end = min(span.end, span.start + _LONGEST_DAYS * _DAY)
    for start in range(span.start, end, _DAY):
        day = Span(start, min(start + _DAY, end))
        records = store.ask(lambda connection, day=day: list(read_minutes(connection, stream, day)))
        yield from (record.roll for record in records if record.model.key == model.key)


def end_of(minute: int) -> int:
    """Seconds since 1970 of the end of `minute`."""
    return (minute + 1) * MINUTE


def _pack(body: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(body, separators=(",", ":")).encode())


def _unpack(packed: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(zlib.decompress(packed))
    except (zlib.error, ValueError):
        return None
    return body if isinstance(body, dict) else None
