"""Moves what is known of a stream to another one, of the same file or out of another: after something was renamed."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from driftwatch.monitoring.rollup import FRAME_COUNTS
from driftwatch.storage.database import transaction
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import SampleRecord, StreamKey
from driftwatch.storage.rollups import SUMS, Span
from driftwatch.storage.samples import add_sample, read_samples
from driftwatch.storage.whole_file import open_whole

_LABELLED: Final = (*SUMS, "histogram")
_SUMMED: Final = {
    "frame_stats": (("minute",), (), FRAME_COUNTS),
    "roll": (("minute",), ("label",), _LABELLED),
    "roll_hour": (("hour",), ("label",), _LABELLED),
}
"""Table to its key besides stream and model, the names that it refers to, and what adds up."""
_CONCLUDED: Final = {
    "reference": ("started", "body"),
    "event": ("raised_ms", "cause", "cleared_ms", "body"),
}
"""Of the same moment both streams cannot have concluded two things: the one that is there stays."""
TABLES: Final = (*_SUMMED, *_CONCLUDED, "day", "detector_state", "sample", "frame_review")
_EVER: Final = Span(-(2**62), 2**62)
_NAME_OF: Final = {"model": "key", "label": "text"}


@dataclass(frozen=True, slots=True)
class Move:
    """What is known of `old` is to be known of `new`."""

    old: StreamKey
    new: StreamKey


@dataclass(frozen=True, slots=True)
class _Copier:
    """Copies rows of one stream. other: a connection to their file, which `connection` knows as `schema`.

    new: number of the stream that takes them.
    """

    connection: sqlite3.Connection
    other: sqlite3.Connection
    schema: str
    move: Move
    new: int

    @classmethod
    def of(cls, connection: sqlite3.Connection, other: sqlite3.Connection, schema: str, move: Move) -> "_Copier":
        return cls(connection, other, schema, move, InternedNames(connection).stream(move.new))

    def copy(self) -> None:
        self._names()
        for table, (keys, labels, sums) in () if self._was_copied() else _SUMMED.items():
            changes = ", ".join(f"{one} = {_added(table, one)}" for one in sums)
            target = ", ".join((*keys, "stream", "model", *labels))
            self._rows(table, (*keys, "model", *labels, *sums), f"ON CONFLICT ({target}) DO UPDATE SET {changes}")
        for table, columns in _CONCLUDED.items():
            self._rows(table, ("model", *columns), "ON CONFLICT DO NOTHING")
        self._days()
        self._reviews()
        newest = "ON CONFLICT (stream, model) DO UPDATE SET minute = excluded.minute, body = excluded.body"
        self._rows("detector_state", ("model", "minute", "body"), newest)
        names = InternedNames(self.connection)
        for seen in list(read_samples(self.other, self.move.old, _EVER)):
            add_sample(self.connection, names, SampleRecord(self.move.new, replace(seen, stream=self.move.new.camera)))

    def _names(self) -> None:
        for name, columns in (("model", "key, name, version, sha256"), ("label", "text")):
            self.connection.execute(
                f"INSERT OR IGNORE INTO main.{name} ({columns}) SELECT {columns} FROM {self.schema}.{name}"  # noqa: S608
            )

    def _reviews(self) -> None:
        """A review has an id of its own, which stays."""
        if self.schema == "main":
            old = f"stream = {_of_stream('main')}"
            self.connection.execute(f"UPDATE frame_review SET stream = ? WHERE {old}", (self.new, *_key(self.move.old)))  # noqa: S608
            return
        columns = ("id", "model", "at_ms", "done_ms", "version", "body")
        self._rows("frame_review", columns, "ON CONFLICT (id) DO NOTHING")

    def _was_copied(self) -> bool:
        """Whether most minutes stand here already, as they do in the other file, but for those that both counted."""
        if self.schema == "main":
            return False
        where = f"theirs.stream = {_of_stream(self.schema)}"
        same = " AND ".join(f"mine.{one} = theirs.{one}" for one in ("minute", *FRAME_COUNTS))
        every = f"SELECT count(*) FROM {self.schema}.frame_stats AS theirs WHERE {where}"  # noqa: S608
        here = (
            f"{every} AND EXISTS (SELECT 1 FROM main.frame_stats AS mine WHERE mine.stream = ? AND {same} "  # noqa: S608
            f"AND mine.model = {_here(self.schema, 'model')})"
        )
        key = _key(self.move.old)
        (total,) = self.connection.execute(every, key).fetchone()
        (found,) = self.connection.execute(here, (*key, self.new)).fetchone()
        return 2 * found > total

    def _days(self) -> None:
        """A day that both have seen is deleted here, and made again from its minutes, which have been added up."""
        schema = self.schema
        same = (
            f"SELECT 1 FROM {schema}.day AS theirs JOIN {schema}.model AS of_them ON of_them.id = theirs.model "  # noqa: S608
            f"WHERE theirs.number = day.number AND theirs.stream = {_of_stream(schema)} "
            "AND of_them.key = (SELECT key FROM main.model WHERE id = day.model)"
        )
        query = f"SELECT number, model FROM main.day WHERE stream = ? AND EXISTS ({same})"  # noqa: S608
        both = self.connection.execute(query, (self.new, *_key(self.move.old))).fetchall()
        self._rows("day", ("model", "number", "body"), "ON CONFLICT DO NOTHING")
        self.connection.executemany(
            "DELETE FROM main.day WHERE stream = ? AND number = ? AND model = ?", [(self.new, *one) for one in both]
        )

    def _rows(self, table: str, columns: tuple[str, ...], conflict: str) -> None:
        chosen = ", ".join(_here(self.schema, one) if one in _NAME_OF else f"theirs.{one}" for one in columns)
        self.connection.execute(
            f"INSERT INTO main.{table} (stream, {', '.join(columns)}) SELECT ?, {chosen} "  # noqa: S608
            f"FROM {self.schema}.{table} AS theirs WHERE theirs.stream = {_of_stream(self.schema)} {conflict}",
            (self.new, *_key(self.move.old)),
        )


def move_streams(connection: sqlite3.Connection, moves: Sequence[Move], source: Path | None) -> None:
    """Moves all rows of each old stream; whatever both streams counted in one minute adds up.

    source: the other file, None for the same one. Where the power fails between two files, the old one still has what
    the new one has taken: moved once more, minutes that stand on both sides are not added again. The new
    stream's own days and the state of its detectors give way to the old stream's. Raises sqlite3.Error.
    """
    if source is None:
        with transaction(connection):
            for move in moves:
                _Copier.of(connection, connection, "main", move).copy()
                forget_stream(connection, move.old)
        return
    other = open_whole(source)
    try:
        connection.execute("ATTACH DATABASE ? AS source", (str(source),))
        try:
            with transaction(connection):
                for move in moves:
                    _Copier.of(connection, other, "source", move).copy()
        finally:
            connection.execute("DETACH DATABASE source")
        with transaction(other):
            for move in moves:
                forget_stream(other, move.old)
    finally:
        other.close()


def forget_stream(connection: sqlite3.Connection, stream: StreamKey) -> None:
    """Deletes every row of `stream`. To be called inside a transaction."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE stream = {_of_stream('main')}", _key(stream))  # noqa: S608
    connection.execute("DELETE FROM stream WHERE service = ? AND camera = ?", _key(stream))


def _here(schema: str, name: str) -> str:
    """The number that this file has for the name behind theirs."""
    text = _NAME_OF[name]
    return (
        f"(SELECT here.id FROM main.{name} AS here JOIN {schema}.{name} AS there ON there.{text} = here.{text} "  # noqa: S608
        f"WHERE there.id = theirs.{name})"
    )


def _added(table: str, column: str) -> str:
    mine, theirs = f"{table}.{column}", f"excluded.{column}"
    return f"add_histograms({mine}, {theirs})" if column == "histogram" else f"{mine} + {theirs}"


def _key(stream: StreamKey) -> tuple[str, str]:
    return stream.service, stream.camera


def _of_stream(schema: str) -> str:
    return f"(SELECT id FROM {schema}.stream WHERE service = ? AND camera = ?)"  # noqa: S608
