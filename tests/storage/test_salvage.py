import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from driftwatch.storage.database import connect, migrate, open_file, open_memory, transaction
from driftwatch.storage.feed_table import read_feeds
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.migrations import MIGRATIONS
from driftwatch.storage.records import Batch, ReferenceRecord
from driftwatch.storage.rollups import Span, prepare, read_minutes
from driftwatch.storage.salvage import salvage
from driftwatch.storage.samples import read_samples
from driftwatch.storage.tables import read_references
from driftwatch.storage.write import put_aside_batches, write_batch
from tests.storage.records import MODEL, START, STREAM, full_batch

MINUTES = 400
EVER = Span(0, START * 2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    connection = open_file(path).connection
    prepare(connection)
    with transaction(connection):
        names = InternedNames(connection)
        write_batch(connection, names, Batch(references=(ReferenceRecord(STREAM, MODEL, START, b"weeks" * 500),)))
        for number in range(MINUTES):
            write_batch(connection, names, full_batch(START + 60 * number))
    connection.close()
    return path


def saved(file: Path) -> sqlite3.Connection:
    connection = open_memory()
    prepare(connection)
    with transaction(connection):
        salvage(file, connection)
    return connection


def spoil(file: Path, table: str) -> None:
    """Zeroes the page that a table begins with: nothing of the table can be found any more."""
    connection = connect(file)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 1024)
        opened.write(bytes(1024))


def test_a_sound_file_is_saved_whole(file: Path) -> None:
    connection = saved(file)
    assert len(list(read_minutes(connection, STREAM, EVER))) == MINUTES
    assert len(list(read_samples(connection, STREAM, EVER))) == MINUTES


def test_the_reference_outlives_the_minutes(file: Path) -> None:
    spoil(file, "roll")
    spoil(file, "frame_stats")
    connection = saved(file)
    assert [r.body for r in read_references(connection, STREAM)] == [b"weeks" * 500]
    assert list(read_minutes(connection, STREAM, EVER)) == []


def test_rows_on_both_sides_of_a_damaged_page_are_saved(file: Path) -> None:
    size = file.stat().st_size // 1024
    with file.open("r+b") as opened:
        opened.seek(size // 2 * 1024)
        opened.write(bytes(1024))
    connection = saved(file)
    whole = {"roll": 2 * MINUTES, "frame_stats": MINUTES, "sample": MINUTES, "event": MINUTES}
    tables = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in whole}
    short = [name for name, count in tables.items() if count < whole[name]]
    assert len(short) == 1
    assert tables[short[0]] > whole[short[0]] * 0.8


@pytest.mark.parametrize("table", ["stream", "model"])
def test_figures_without_their_stream_or_model_are_not_given_to_another(file: Path, table: str) -> None:
    spoil(file, table)
    connection = saved(file)
    assert connection.execute("SELECT count(*) FROM roll").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM reference").fetchone() == (0,)


def test_samples_whose_labels_are_lost_are_left_out(file: Path) -> None:
    spoil(file, "label")
    connection = saved(file)
    assert list(read_samples(connection, STREAM, EVER)) == []
    assert len(list(read_references(connection, STREAM))) == 1
    assert len(list(read_minutes(connection, STREAM, EVER))) == MINUTES


def test_minutes_that_were_put_aside_are_saved_too(file: Path) -> None:
    with closing(connect(file)) as connection:
        put_aside_batches(connection, [full_batch(START - 60), full_batch(START)])
    spoil(file, "event")
    minutes = list(read_minutes(saved(file), STREAM, EVER))
    assert [one.roll.start for one in minutes[:2]] == [START - 60, START]
    assert [one.roll.totals.frames.frames for one in minutes[:3]] == [1, 2, 1]


@pytest.mark.parametrize("lost", ["stream", "fresh"])
def test_minutes_that_were_put_aside_are_given_to_no_other(file: Path, lost: str) -> None:
    with closing(connect(file)) as connection:
        put_aside_batches(connection, [full_batch(START - 60)])
    spoil(file, lost)
    minutes = list(read_minutes(saved(file), STREAM, EVER))
    assert len(minutes) == (MINUTES if lost == "fresh" else 0)


def test_a_file_of_an_earlier_version_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with closing(connect(path)) as connection:
        migrate(connection, MIGRATIONS[:4])
        row = (InternedNames(connection).stream(STREAM), "drift", b"a")
        connection.execute("INSERT INTO feed (stream, sensor, body) VALUES (?, ?, ?)", row)
    assert read_feeds(saved(path), STREAM) == {"drift": b"a"}


def test_a_file_that_is_no_database_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_bytes(b"nothing" * 1000)
    connection = saved(tmp_path / "s.db")
    assert connection.execute("SELECT count(*) FROM roll").fetchone() == (0,)
