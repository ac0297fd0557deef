"""Minutes that are committed, and wait to be added to their tables: many at once cost a disk a fraction.

A minute changes eight pages of the tables, over and over the same ones; here it takes one. It is as safe as in the
tables from its commit on: whoever opens the file adds up what waits, before anything is read.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final

from driftwatch.storage.statistics_rows import StatisticsRows, add_rows, pack_rows, unpack_rows

PART: Final = 960
"""Bytes, so that a part fills one page of 1 kB: written over where an earlier one lay, it costs this page alone."""


def put_aside(connection: sqlite3.Connection, rows: StatisticsRows) -> int:
    """Writes rows that wait, inside a transaction of the caller; gives how many parts wait now."""
    content, turn = pack_rows(rows), _turn(connection)
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM fresh WHERE turn = ?", (turn,)).fetchone()
    for start in range(0, len(content), PART):
        last += 1
        row = (turn, len(content) - start, content[start : start + PART].ljust(PART, b"\0"), last)
        if connection.execute("UPDATE fresh SET turn = ?, size = ?, body = ? WHERE id = ?", row).rowcount == 0:
            connection.execute("INSERT INTO fresh (turn, size, body, id) VALUES (?, ?, ?, ?)", row)
    return last


def add_up(connection: sqlite3.Connection) -> int:
    """Adds everything that waits to its tables; gives how many commits cannot be read or added, and are lost.

    To be called inside a transaction, on a connection that was prepared for adding.
    """
    if not connection.in_transaction:
        raise RuntimeError("outside a transaction a kill would have minutes added twice")
    turn = _turn(connection)
    rows = [_rows(content) for content in _contents(connection, turn)]
    sound = [one for one in rows if one is not None]
    lost = len(rows) - len(sound)
    if not _are_added(connection, sound):
        lost += sum(not _are_added(connection, [one]) for one in sound)
    if rows:
        connection.execute("UPDATE fresh SET turn = ? WHERE id = 0", (turn + 1,))
    return lost


def _rows(content: bytes) -> StatisticsRows | None:
    try:
        return unpack_rows(content)
    except ValueError:
        return None


def _are_added(connection: sqlite3.Connection, rows: Sequence[StatisticsRows]) -> bool:
    """All of them or none: False where one holds what a table does not take."""
    connection.execute("SAVEPOINT some")
    try:
        add_rows(connection, sum(rows, StatisticsRows()))
    except (ValueError, TypeError, OverflowError, sqlite3.IntegrityError, sqlite3.ProgrammingError):
        connection.execute("ROLLBACK TO some")
        return False
    else:
        return True
    finally:
        if connection.in_transaction:  # a full disk has taken all of it back
            connection.execute("RELEASE some")


def _contents(connection: sqlite3.Connection, turn: int) -> Iterator[bytes]:
    """Of each commit, in their order."""
    query = "SELECT size, body FROM fresh WHERE id > 0 AND turn = ? ORDER BY id"
    content, expected = b"", 0
    for size, body in connection.execute(query, (turn,)).fetchall():
        if size != expected and expected:  # a part between is lost
            yield content
            content = b""
        content += body[: min(size, PART)]
        expected = max(0, size - PART)
        if not expected:
            yield content
            content = b""
    if content:
        yield content


def _turn(connection: sqlite3.Connection) -> int:
    """Parts of another turn have been added up. Where that is not known, nothing waits: nothing is counted twice."""
    row = connection.execute("SELECT turn FROM fresh WHERE id = 0").fetchone()
    if row is not None:
        return row[0]
    (newest,) = connection.execute("SELECT coalesce(max(turn), 0) + 1 FROM fresh").fetchone()
    connection.execute("INSERT INTO fresh (id, turn, size, body) VALUES (0, ?, 0, x'')", (newest,))
    return newest
