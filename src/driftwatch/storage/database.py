"""Opens the SQLite file: brings a sound one to the present schema, sets a damaged one aside and begins a new one."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from driftwatch.errors import DriftwatchError
from driftwatch.regular_file import check_regular
from driftwatch.storage.migrations import MIGRATIONS
from driftwatch.storage.salvage import salvage

FILE_NAME = "statistics.db"
KEPT_ASIDE = 2
_PRIVATE = 0o600
_KILL_SAFE, _POWER_CUT_SAFE = "NORMAL", "FULL"  # the log is given to the system, or waited for until it is on the disk
_BUSY_SECONDS = 2.0  # another process may hold the file for a moment while viam-server replaces the module
_COMPANIONS = ("-wal", "-shm", "")  # the file itself last: a new one must never meet an old one's log

Connect = Callable[[Path | str], sqlite3.Connection]


class NewerSchemaError(DriftwatchError):
    """The file was written by a later version of the module; it is left as it is."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open file. notice: what its owner must know of how it was opened, None when nothing."""

    connection: sqlite3.Connection
    notice: str | None


def connect(target: Path | str) -> sqlite3.Connection:
    """A connection without Python's implicit transactions: where one begins and ends is said in SQL.

    The file is its user's alone; SQLite gives its log the same rights. Raises OSError where there is something else.
    """
    if isinstance(target, Path):
        _make_private(target)
    return sqlite3.connect(str(target), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def connect_alone(target: Path | str) -> sqlite3.Connection:
    """As `connect`, for a folder that nobody else writes to: nobody else can open the file then, not to read it either.

    SQLite keeps the index of its log in memory then; shared, it is a file too, and half of what a minute writes.
    """
    connection = connect(target)
    connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")
    return connection


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))
    except FileExistsError:
        check_regular(path)
    if path.stat().st_mode & 0o077:
        with contextlib.suppress(OSError):  # of somebody else
            path.chmod(_PRIVATE)


def open_file(path: Path, connect: Connect = connect, suspect: bool = False) -> Database:
    """Opens or begins `path`. suspect: reading it went wrong before, so everything in it is checked.

    Raises sqlite3.Error or OSError where the disk does not allow it, NewerSchemaError for a file of a later schema.
    """
    try:
        return Database(_open_sound(path, connect, suspect), None)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        aside = _set_aside(path)
        connection = _open_sound(path, connect, suspect=False)
        with transaction(connection):
            saved = salvage(aside, connection)
        notice = f"the statistics file is damaged ({error}) and was set aside as {aside}; a new one was begun"
        return Database(connection, f"{notice} with the {saved} rows that could still be read")


def open_memory(connect: Connect = connect) -> sqlite3.Connection:
    """A store of the same shape that lives and ends with this process."""
    connection = connect(":memory:")
    migrate(connection)
    return connection


def is_damage(error: BaseException) -> bool:
    """Whether `error` says that the file's content is broken, rather than that the disk is full, locked or gone.

    sqlite3 raises DatabaseError itself, none of its subclasses, for SQLITE_CORRUPT and SQLITE_NOTADB.
    """
    return type(error) is sqlite3.DatabaseError


def is_of_the_disk(error: BaseException) -> bool:
    """Whether the disk is full, gone or locked, or the file damaged; others say that a value cannot be written."""
    return isinstance(error, (OSError, sqlite3.OperationalError)) or is_damage(error)


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Brings the schema to the newest version, each step in one transaction with its version number."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise NewerSchemaError(
            f"the statistics file has schema {version} and this version of the module knows {len(migrations)}: "
            "it is left untouched and statistics are kept in memory"
        )
    for number, script in enumerate(migrations[version:], start=version + 1):
        with transaction(connection):
            for statement in script.split(";"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection):
    """All of what is written inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def power_cut_safe(connection: sqlite3.Connection, wanted: bool):
    """Commits inside wait for the disk where `wanted`; others outlive a kill, and may be lost when the power goes."""
    if not wanted:
        yield
        return
    connection.execute(f"PRAGMA synchronous = {_POWER_CUT_SAFE}")
    try:
        yield
    finally:
        with contextlib.suppress(sqlite3.Error):  # closed by now; the next one is opened with the usual value
            connection.execute(f"PRAGMA synchronous = {_KILL_SAFE}")


def _open_sound(path: Path, connect: Connect, suspect: bool) -> sqlite3.Connection:
    connection = connect(path)
    try:
        _prepare(connection)
        check = "PRAGMA integrity_check(1)" if suspect else "PRAGMA quick_check(1)"
        for (problem,) in connection.execute(check).fetchall():
            if problem != "ok":
                raise sqlite3.DatabaseError(problem)
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Small pages, since a commit a minute writes whole ones; a bounded log that a checkpoint truncates."""
    if connection.execute("PRAGMA page_count").fetchone() == (0,):
        connection.execute("PRAGMA page_size = 1024")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {_KILL_SAFE}")
    connection.execute("PRAGMA wal_autocheckpoint = 1000")
    connection.execute("PRAGMA journal_size_limit = 4194304")
    connection.execute("PRAGMA cache_size = -1024")
    connection.execute("PRAGMA cache_spill = OFF")  # a transaction that is taken back never reaches the disk


def _set_aside(path: Path) -> Path:
    """Renames the file and its log, and keeps only the newest few such files so that they cannot fill the disk."""
    taken = [_aside_number(old) for old in path.parent.glob(f"{path.name}.damaged-*") if _aside_number(old)]
    number = max(taken, default=0) + 1
    for companion in _COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{companion}").rename(_aside(path, number, companion))
    for old in sorted(set(taken))[: max(0, len(set(taken)) + 1 - KEPT_ASIDE)]:
        for companion in _COMPANIONS:
            _aside(path, old, companion).unlink(missing_ok=True)
    return _aside(path, number, "")


def _aside(path: Path, number: int, companion: str) -> Path:
    return path.with_name(f"{path.name}.damaged-{number}{companion}")


def _aside_number(path: Path) -> int:
    digits = path.name.rpartition(".damaged-")[2].partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
