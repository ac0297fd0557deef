"""What a stream's judge leaves in the store, and how it finds it again."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from driftwatch.monitoring.record import RecordError, from_record, to_record
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import MINUTE, RollUp
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import DayRecord, ReferenceRecord, StateRecord, StreamKey
from driftwatch.storage.rollups import Span, first_minute, read_minutes
from driftwatch.storage.store import Store
from driftwatch.storage.tables import read_days, read_state

_DAY = 86_400
_LONGEST_DAYS = 100  # a clock that is years ahead must not make us look for minutes through all those years


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What an earlier run left in the store of one stream and model."""

    learning_from: int
    """Seconds since 1970; minutes before it do not belong to the reference; -1: none were seen yet."""
    minute: int | None = None
    """Since 1970, the last one that the monitor's record knows of; None without a record."""
    monitor: Mapping[str, Any] | None = None
    days: tuple[Day, ...] = ()
    """Of this model under the present thresholds."""
    borrowed: tuple[Day, ...] = ()
    """Of the model version before."""
    other_thresholds: bool = False
    """Whether what is stored was counted under other thresholds."""


def read_checkpoint(
    connection: sqlite3.Connection, stream: StreamKey, model: ModelIdentity, statistics: StatisticsSettings
) -> Checkpoint:
    """What the store holds of this stream and model."""
    state = read_state(connection, stream, model)
    body = _unpack(state.body) if state else None
    days = _days(connection, stream)
    if state is None or body is None:
        began = first_minute(connection, stream, model)
        borrowed = _version_before(days, model.key, statistics) if began is None else ()
        return Checkpoint(-1 if began is None else began, borrowed=borrowed)
    learning_from = int(body["learning_from"])
    own = [day for day in days.get(model.key, []) if day.first >= learning_from]
    return Checkpoint(
        learning_from=learning_from,
        minute=state.minute,
        monitor=body["monitor"],
        days=tuple(day for day in own if _counted_under(day, statistics)),
        borrowed=_version_before(days, model.key, statistics) if body.get("borrows", False) else (),
        other_thresholds=body.get("statistics") != asdict(statistics),
    )


def state_record(
    stream: StreamKey, model: ModelIdentity, statistics: StatisticsSettings, remembered: Checkpoint
) -> StateRecord:
    body = {
        "statistics": asdict(statistics),
        "learning_from": remembered.learning_from,
        "borrows": bool(remembered.borrowed),
        "monitor": remembered.monitor,
    }
    return StateRecord(stream, model, remembered.minute or 0, _pack(body))


def day_record(stream: StreamKey, model: ModelIdentity, day: Day) -> DayRecord:
    return DayRecord(stream, model, day.number, day.pack())


def reference_record(stream: StreamKey, model: ModelIdentity, reference: Reference) -> ReferenceRecord:
    return ReferenceRecord(stream, model, reference.started, _pack(to_record(reference)))


def open_reference(record: ReferenceRecord) -> Reference | None:
    """None where the record is damaged or of another version of the module."""
    body = _unpack(record.body)
    try:
        return from_record(Reference, body) if body is not None else None
    except RecordError:
        return None


def read_rollups(store: Store, stream: StreamKey, model: ModelIdentity, span: Span) -> Iterator[RollUp]:
    """Minutes of one model, oldest first, a day at a time so that weeks of them are never in memory together."""
    end = min(span.end, span.start + _LONGEST_DAYS * _DAY)
    for start in range(span.start, end, _DAY):
        day = Span(start, min(start + _DAY, end))
        records = store.ask(lambda connection, day=day: list(read_minutes(connection, stream, day)))
        yield from (record.roll for record in records if record.model.key == model.key)


def end_of(minute: int) -> int:
    """Seconds since 1970 of the end of `minute`."""
    return (minute + 1) * MINUTE


def _days(connection: sqlite3.Connection, stream: StreamKey) -> dict[str, list[Day]]:
    """By key of the model, oldest first; a damaged one is left out, and made again from its minutes."""
    days: dict[str, list[Day]] = {}
    for record in read_days(connection, stream):
        try:
            days.setdefault(record.model.key, []).append(Day.unpack(record.body))
        except RecordError:
            continue
    return days


def _version_before(days: Mapping[str, list[Day]], model: str, statistics: StatisticsSettings) -> tuple[Day, ...]:
    """Days of the model that was seen last before this one, under the same thresholds."""
    others = [of_model for key, of_model in days.items() if key != model and of_model]
    if not others:
        return ()
    latest = max(others, key=lambda of_model: of_model[-1].last)
    return tuple(day for day in latest if _counted_under(day, statistics))


def _counted_under(day: Day, statistics: StatisticsSettings) -> bool:
    return (day.floor, day.low_confidence) == (statistics.floor, statistics.low_confidence)


def _pack(body: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(body, separators=(",", ":")).encode())


def _unpack(packed: bytes) -> dict[str, Any] | None:
    try:
        body: object = json.loads(zlib.decompress(packed))
    except (zlib.error, ValueError):
        return None
    return cast("dict[str, Any]", body) if isinstance(body, dict) else None
