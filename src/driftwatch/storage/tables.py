"""A table each: references, days, detector states, events, reviews; few rows, and the ones missed most."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from driftwatch.observation import ModelIdentity
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import (
    DayRecord,
    EventRecord,
    ReferenceRecord,
    ReviewRecord,
    StateRecord,
    StreamKey,
)
from driftwatch.storage.rollups import Span

_KEPT_DAYS = 100


def add_reference(connection: sqlite3.Connection, names: InternedNames, record: ReferenceRecord) -> None:
    row = (record.started, names.stream(record.stream), names.model(record.model), record.body)
    connection.execute("INSERT OR REPLACE INTO reference (started, stream, model, body) VALUES (?, ?, ?, ?)", row)


def read_references(connection: sqlite3.Connection, stream: StreamKey) -> Iterator[ReferenceRecord]:
    """Every reference of `stream`, of every model version, oldest first."""
    for started, name, version, sha256, body in _rows(connection, "reference", "started, {model}, body", stream):
        yield ReferenceRecord(stream, ModelIdentity(name, version, sha256), started, body)


def put_day(connection: sqlite3.Connection, names: InternedNames, record: DayRecord) -> None:
    """Writes a day, and forgets those of the stream and model that are too old to be learned from."""
    keys = (names.stream(record.stream), names.model(record.model))
    row = (record.number, *keys, record.body)
    connection.execute("INSERT OR REPLACE INTO day (number, stream, model, body) VALUES (?, ?, ?, ?)", row)
    oldest = record.number - _KEPT_DAYS
    connection.execute("DELETE FROM day WHERE number < ? AND stream = ? AND model = ?", (oldest, *keys))


def read_days(connection: sqlite3.Connection, stream: StreamKey) -> Iterator[DayRecord]:
    """Every day of `stream`, of every model version, oldest first."""
    for number, name, version, sha256, body in _rows(connection, "day", "number, {model}, body", stream):
        yield DayRecord(stream, ModelIdentity(name, version, sha256), number, body)


def put_state(connection: sqlite3.Connection, names: InternedNames, record: StateRecord) -> None:
    row = (names.stream(record.stream), names.model(record.model), record.minute, record.body)
    connection.execute("INSERT OR REPLACE INTO detector_state (stream, model, minute, body) VALUES (?, ?, ?, ?)", row)


def read_state(connection: sqlite3.Connection, stream: StreamKey, model: ModelIdentity) -> StateRecord | None:
    for minute, name, version, sha256, body in _rows(connection, "detector_state", "minute, {model}, body", stream):
        if ModelIdentity(name, version, sha256).key == model.key:
            return StateRecord(stream, model, minute, body)
    return None


def put_event(connection: sqlite3.Connection, names: InternedNames, record: EventRecord) -> None:
    keys = (record.raised_ms, names.stream(record.stream), record.cause, names.model(record.model))
    connection.execute(
        "INSERT OR REPLACE INTO event (raised_ms, stream, cause, model, cleared_ms, body) VALUES (?, ?, ?, ?, ?, ?)",
        (*keys, record.cleared_ms, record.body),
    )


def read_events(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> list[EventRecord]:
    """Events of `stream` that were raised in `span`, oldest first."""
    columns = "raised_ms, {model}, cause, cleared_ms, body"
    window = (span.start * 1000, span.end * 1000)
    return [
        EventRecord(stream, ModelIdentity(name, version, sha256), cause, raised_ms, cleared_ms, body)
        for raised_ms, name, version, sha256, cause, cleared_ms, body in _rows(
            connection, "event", columns, stream, "AND raised_ms >= ? AND raised_ms < ?", window
        )
    ]


def put_review(connection: sqlite3.Connection, names: InternedNames, record: ReviewRecord) -> None:
    """Writes a verdict; a later one of the same id replaces it."""
    keys = (record.id, names.stream(record.stream), names.model(record.model))
    connection.execute(
        "INSERT OR REPLACE INTO frame_review (id, stream, model, at_ms, done_ms, version, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*keys, record.at_ms, record.done_ms, record.version, record.body),
    )


def read_reviews(connection: sqlite3.Connection, service: str) -> list[ReviewRecord]:
    """Every verdict on frames that a vision service has seen, in the order in which they were given."""
    rows = connection.execute(
        "SELECT frame_review.id, camera, name, model.version, sha256, at_ms, done_ms, frame_review.version, body "
        "FROM frame_review JOIN model ON model.id = frame_review.model JOIN stream ON stream.id = frame_review.stream "
        "WHERE service = ? ORDER BY done_ms, frame_review.id",
        (service,),
    )
    return [
        ReviewRecord(one, StreamKey(service, camera), ModelIdentity(name, version, sha256), at_ms, done_ms, form, body)
        for one, camera, name, version, sha256, at_ms, done_ms, form, body in rows
    ]


def _rows(
    connection: sqlite3.Connection, table: str, columns: str, stream: StreamKey, where: str = "", values: Any = ()
) -> sqlite3.Cursor:
    """Rows of one stream, ordered by their first column. `{model}` in `columns` stands for name, version, sha256."""
    selected = columns.format(model="name, version, sha256")
    return connection.execute(
        f"SELECT {selected} FROM {table} JOIN model ON model.id = {table}.model "  # noqa: S608
        f"WHERE stream = (SELECT id FROM stream WHERE service = ? AND camera = ?) {where} ORDER BY 1",
        (stream.service, stream.camera, *values),
    )
