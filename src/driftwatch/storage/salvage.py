"""Saves out of a damaged file what can still be read: weeks of learning may be in pages that are whole."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from driftwatch.storage.fresh_log import add_up
from driftwatch.storage.migrations import MIGRATIONS
from driftwatch.storage.rollups import prepare

_NAMES = ("stream", "model", "label")
# In the order of what would be missed most, each with the names that it refers to.
_TABLES = {
    "reference": ("stream", "model"),
    "day": ("stream", "model"),
    "detector_state": ("stream", "model"),
    "feed": ("stream",),
    "event": ("stream", "model"),
    "frame_review": ("stream", "model"),
    "roll_hour": ("stream", "model", "label"),
    "roll": ("stream", "model", "label"),
    "frame_stats": ("stream", "model"),
    "sample": ("stream", "model"),
    "fresh": (),
}


def salvage(damaged: Path, into: sqlite3.Connection) -> int:
    """Copies every row that can be read from `damaged`, of this or an earlier schema; gives how many.

    To be called inside a transaction of `into`, which is new and empty. Raises sqlite3.Error only for `into`.
    """
    source = _open(damaged)
    if source is None:
        return 0
    into.execute("DELETE FROM fresh")  # which of the minutes wait, says the damaged file alone
    with contextlib.closing(source):
        whole = {table: _copy(source, into, table) for table in (*_NAMES, *_TABLES)}
    prepare(into)
    add_up(into)
    for table, names in _TABLES.items():
        for name in names:  # a number whose name is lost would soon be given to another
            into.execute(f"DELETE FROM {table} WHERE {name} NOT IN (SELECT id FROM {name})")  # noqa: S608
    if not whole["label"]:
        into.execute("DELETE FROM sample")  # it has the labels' numbers inside
    return sum(into.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES if table != "fresh")  # noqa: S608


def _copy(source: sqlite3.Connection, into: sqlite3.Connection, table: str) -> bool:
    """From the front up to the damage, then from the back up to it; gives whether there was none."""
    key, columns = _key(source, table), ", ".join(_columns(source, table) or _columns(into, table))
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{name} {direction}" for name in key)
        rows = _Rows(source, f"SELECT {columns} FROM {table} ORDER BY {order}")  # noqa: S608
        for row in rows:
            marks = ", ".join("?" * len(row))
            with contextlib.suppress(sqlite3.IntegrityError):
                into.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", row)  # noqa: S608
        if not rows.damaged:
            return direction == "ASC"
    return False


class _Rows:
    """Rows up to the first that cannot be read; `damaged` says afterwards whether there was one."""

    def __init__(self, source: sqlite3.Connection, query: str) -> None:
        self._source, self._query = source, query
        self.damaged = False

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._source.execute(self._query)
        except (sqlite3.Error, OverflowError, UnicodeDecodeError):
            self.damaged = True


def _open(damaged: Path) -> sqlite3.Connection | None:
    """Read-only; None where not even the schema can be read, or it is a later one."""
    source = sqlite3.connect(f"{damaged.resolve().as_uri()}?mode=ro", uri=True)
    try:
        (version,) = source.execute("PRAGMA user_version").fetchone()
        if 0 < version <= len(MIGRATIONS):
            return source
    except sqlite3.Error:
        pass
    source.close()
    return None


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Names of the columns; none where there is no such table or the schema cannot be read."""
    try:
        return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    except sqlite3.Error:
        return []


def _key(source: sqlite3.Connection, table: str) -> list[str]:
    """Columns of the primary key, in its order; the first column where the schema cannot be read."""
    try:
        columns = source.execute(f"PRAGMA table_info({table})").fetchall()
    except sqlite3.Error:
        columns = []
    placed = sorted((place, name) for _, name, _, _, _, place in columns if place)
    return [name for _, name in placed] or ["1"]
