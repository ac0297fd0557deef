"""Deletes what is too old, and the oldest where the file outgrows its cap."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated

from driftwatch.config.constraints import Range
from driftwatch.observation import CLOCK_WAS_SET
from driftwatch.storage.database import transaction

_DAY = 86_400
_BATCH = 50  # share of a table, as 1/50, that one step of the cap deletes


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """Attribute `retention`: how long statistics are kept.

    References and detector states are never deleted: they are small, and weeks of learning.
    """

    minutes_days: Annotated[int, Range(1, 3650)] = 90
    """Days for which the figures of each minute are kept."""
    hours_days: Annotated[int, Range(1, 36500)] = 730
    """Days for which the figures of each hour are kept."""
    samples_days: Annotated[int, Range(0, 3650)] = 7
    """Days for which examples of what the model said are kept."""
    events_days: Annotated[int, Range(1, 36500)] = 730
    """Days for which alerts are kept."""
    reviews_days: Annotated[int, Range(1, 36500)] = 365
    """Days for which people's verdicts are kept."""
    megabytes: Annotated[int, Range(2, 100_000)] = 200
    """Size of the whole file in megabytes; the oldest figures go where it would grow beyond."""


def longest(every: Sequence[RetentionSettings]) -> RetentionSettings:
    """What suits all of them, at least one: each time, and the size, as the one that wants most says."""
    names = [field.name for field in fields(RetentionSettings)]
    return RetentionSettings(**{name: max(getattr(one, name) for one in every) for name in names})


@dataclass(frozen=True, slots=True)
class _Aging:
    table: str
    column: str
    unit_seconds: float
    days: int


def delete_old(connection: sqlite3.Connection, settings: RetentionSettings, now: float, elapsed: float) -> None:
    """Deletes what is older than its days. now: wall clock. elapsed: seconds since this was called last.

    Age is counted from the newest that is stored, and no call deletes a longer stretch of history than twice the
    time that has passed: a clock that steps ten years ahead for an hour costs two hours of the oldest minutes, not all.
    What was stored before the clock was ever set has no age of its own: it goes with the oldest that has one.
    """
    with transaction(connection):
        for aging in _agings(settings):
            with_date = f"FROM {aging.table} WHERE {aging.column} >= :set"
            ends = f"SELECT (SELECT min({aging.column}) {with_date}), (SELECT max({aging.column}) {with_date})"
            oldest, newest = connection.execute(ends, {"set": CLOCK_WAS_SET / aging.unit_seconds}).fetchone()
            if oldest is None:
                continue
            expired = min(now / aging.unit_seconds, newest) - aging.days * _DAY / aging.unit_seconds
            careful = oldest + 2 * elapsed / aging.unit_seconds
            if expired > oldest:
                connection.execute(
                    f"DELETE FROM {aging.table} WHERE {aging.column} < ?",  # noqa: S608
                    (min(expired, careful),),
                )


def enforce_cap(connection: sqlite3.Connection, megabytes: int) -> int:
    """Deletes the oldest samples, then minutes, then the rest until the file fits; gives how many rows went."""
    cap = megabytes * 1_000_000
    deleted = 0
    while used_bytes(connection) > cap:
        removed = _delete_oldest(connection)
        if removed == 0:
            break
        deleted += removed
    if deleted:
        connection.executescript("PRAGMA incremental_vacuum")  # execute() would free a single page
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return deleted


def used_bytes(connection: sqlite3.Connection) -> int:
    """Bytes of the file that hold something."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return (pages - free) * size


def _delete_oldest(connection: sqlite3.Connection) -> int:
    for table, column in _EXPENDABLE:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        if rows == 0:
            continue
        with transaction(connection):
            border = connection.execute(
                f"SELECT {column} FROM {table} ORDER BY {column} LIMIT 1 OFFSET ?",  # noqa: S608
                (rows // _BATCH,),
            ).fetchone()
            cursor = connection.execute(f"DELETE FROM {table} WHERE {column} <= ?", border)  # noqa: S608
            return cursor.rowcount
    return 0


_EXPENDABLE = (
    ("sample", "second"),
    ("roll", "minute"),
    ("frame_stats", "minute"),
    ("roll_hour", "hour"),
    ("event", "raised_ms"),
    ("frame_review", "at_ms"),
)


def _agings(settings: RetentionSettings) -> tuple[_Aging, ...]:
    return (
        _Aging("roll", "minute", 60, settings.minutes_days),
        _Aging("frame_stats", "minute", 60, settings.minutes_days),
        _Aging("roll_hour", "hour", 3600, settings.hours_days),
        _Aging("sample", "second", 1, settings.samples_days),
        _Aging("event", "raised_ms", 0.001, settings.events_days),
        _Aging("frame_review", "at_ms", 0.001, settings.reviews_days),
    )
