import sqlite3
from pathlib import Path

from driftwatch.storage.database import open_file, open_memory, transaction
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch, ReferenceRecord
from driftwatch.storage.retention import RetentionSettings, delete_old, enforce_cap, used_bytes
from driftwatch.storage.rollups import prepare
from driftwatch.storage.write import write_batch
from tests.storage.records import MODEL, START, STREAM, full_batch

DAY = 86_400


def with_days(days: int) -> sqlite3.Connection:
    connection = open_memory()
    prepare(connection)
    for day in range(days):
        write_batch(connection, InternedNames(connection), full_batch(START + day * DAY))
    return connection


def oldest(connection: sqlite3.Connection, table: str, column: str) -> int:
    return connection.execute(f"SELECT min({column}) FROM {table}").fetchone()[0]


def test_minutes_and_hours_live_as_long_as_they_are_set_to() -> None:
    connection = with_days(10)
    settings = RetentionSettings(minutes_days=3, hours_days=6, samples_days=1)
    delete_old(connection, settings, now=START + 9 * DAY, elapsed=20 * DAY)
    assert oldest(connection, "roll", "minute") == (START + 6 * DAY) // 60
    assert oldest(connection, "frame_stats", "minute") == (START + 6 * DAY) // 60
    assert oldest(connection, "roll_hour", "hour") >= (START + 3 * DAY) // 3600
    assert oldest(connection, "sample", "second") >= START + 8 * DAY
    assert oldest(connection, "event", "raised_ms") == START * 1000


def test_a_clock_ten_years_ahead_for_an_hour_does_not_empty_the_store() -> None:
    connection = with_days(10)
    delete_old(connection, RetentionSettings(minutes_days=3), now=START + 3650 * DAY, elapsed=3600)
    assert oldest(connection, "roll", "minute") == (START + DAY) // 60


def test_a_machine_that_was_off_for_years_deletes_nothing_before_something_new_is_stored() -> None:
    connection = with_days(3)
    delete_old(connection, RetentionSettings(minutes_days=5), now=START + 3650 * DAY, elapsed=1e9)
    assert oldest(connection, "roll", "minute") == START // 60


def test_a_clock_in_1970_deletes_nothing() -> None:
    connection = with_days(3)
    delete_old(connection, RetentionSettings(), now=100.0, elapsed=1e9)
    assert oldest(connection, "roll", "minute") == START // 60


def test_the_cap_takes_samples_then_the_oldest_minutes_and_never_a_reference(tmp_path: Path) -> None:
    connection = open_file(tmp_path / "s.db").connection
    prepare(connection)
    with transaction(connection):
        names = InternedNames(connection)
        for i in range(6_000):
            write_batch(connection, names, full_batch(START + 60 * i))
        write_batch(connection, names, Batch(references=(ReferenceRecord(STREAM, MODEL, START, b"learned"),)))
    assert used_bytes(connection) > 1_000_000
    assert enforce_cap(connection, 1) > 0
    assert used_bytes(connection) <= 1_000_000
    assert (tmp_path / "s.db").stat().st_size <= 1_000_000 + 2048
    newest, rows = connection.execute("SELECT max(minute), count(*) FROM roll").fetchone()
    assert newest == START // 60 + 5_999
    assert oldest(connection, "roll", "minute") == START // 60 + 6_000 - rows // 2
    assert connection.execute("SELECT count(*) FROM reference").fetchone() == (1,)
