import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from driftwatch.storage.database import (
    FILE_NAME,
    NewerSchemaError,
    connect,
    connect_alone,
    migrate,
    open_file,
    open_memory,
    transaction,
)
from driftwatch.storage.migrations import MIGRATIONS

TABLES = {
    "stream", "model", "label", "roll", "roll_hour", "frame_stats", "sample", "frame_review", "reference",
    "detector_state", "event",
}  # fmt: skip


def shape(connection: sqlite3.Connection) -> list[str]:
    return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master ORDER BY name")]


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_schema_version_becomes_the_newest_and_keeps_its_rows(version: int) -> None:
    connection = connect(":memory:")
    migrate(connection, MIGRATIONS[:version])
    if version:
        connection.execute("INSERT INTO label VALUES (7, 'face')")
    migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert shape(connection) == shape(open_memory())
    if version:
        assert connection.execute("SELECT * FROM label").fetchall() == [(7, "face")]


def test_a_new_file_has_every_table(tmp_path: Path) -> None:
    connection = open_file(tmp_path / "s.db").connection
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables >= TABLES
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (1,)


def test_a_migration_that_fails_leaves_the_version_before_it() -> None:
    connection = connect(":memory:")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, "CREATE TABLE more (x); CREATE TABLE label (x)"))
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)


def test_a_file_of_a_later_version_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    connection = open_file(path).connection
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerSchemaError, match="schema 99"):
        open_file(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if "damaged" in p.name] == []


def test_a_damaged_file_is_set_aside_and_named_and_a_new_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    path.write_bytes(b"not a database at all" * 100)
    opened = open_file(path)
    assert opened.notice is not None
    assert str(path) + ".damaged-1" in opened.notice
    assert (tmp_path / "s.db.damaged-1").read_bytes().startswith(b"not a database")
    assert opened.connection.execute("SELECT count(*) FROM roll").fetchone() == (0,)


def test_only_the_newest_damaged_files_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    for number in range(5):
        path.write_bytes(b"broken %d " % number * 200)
        open_file(path).connection.close()
    assert sorted(p.name for p in tmp_path.glob("*damaged*")) == ["s.db.damaged-4", "s.db.damaged-5"]
    assert (tmp_path / "s.db.damaged-5").read_bytes().startswith(b"broken 4")


def test_a_disk_that_does_not_allow_it_is_not_taken_for_damage(tmp_path: Path) -> None:
    (tmp_path / "s.db").mkdir()
    with pytest.raises((sqlite3.OperationalError, OSError)):
        open_file(tmp_path / "s.db")
    assert [p.name for p in tmp_path.iterdir()] == ["s.db"]


def test_a_transaction_that_raises_leaves_nothing() -> None:
    connection = open_memory()
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.executemany("INSERT INTO label VALUES (?, ?)", [(1, "face"), (1, "cup")])
    assert connection.execute("SELECT * FROM label").fetchall() == []
    assert not connection.in_transaction


def test_a_file_of_our_own_has_no_index_next_to_its_log_and_nobody_else_opens_it(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with closing(open_file(path, connect_alone).connection) as ours:
        with transaction(ours):
            ours.execute("CREATE TABLE t (x)")
        assert {file.name for file in tmp_path.iterdir()} == {FILE_NAME, f"{FILE_NAME}-wal"}
        with (
            closing(sqlite3.connect(path, timeout=0.0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("SELECT * FROM t")
        ours.execute("ATTACH DATABASE ? AS theirs", (str(tmp_path / "theirs.db"),))  # is shared as ever
        ours.execute("CREATE TABLE theirs.t (x)")
        with closing(sqlite3.connect(tmp_path / "theirs.db", timeout=0.0)) as other:
            assert other.execute("SELECT * FROM t").fetchall() == []
