"""Minutes that are put aside are as good as those in the tables, whatever happens in between."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from driftwatch.observation import Moment
from driftwatch.storage.database import FILE_NAME, connect_alone, open_memory, transaction
from driftwatch.storage.fresh_log import PART, add_up, put_aside
from driftwatch.storage.health import Notice
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch, MinuteRecord
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import Span, prepare, read_hours, read_minutes
from driftwatch.storage.samples import read_samples
from driftwatch.storage.statistics_rows import StatisticsRows, pack_rows, statistics_rows, unpack_rows
from driftwatch.storage.write import put_aside_batches, write_batch
from driftwatch.storage.write_buffer import Disk, WriteBuffer
from tests.storage.pages import PagesWritten
from tests.storage.records import MODEL, START, STREAM, full_batch, minute, sample

EVER = Span(0, START * 2)


def opened() -> sqlite3.Connection:
    """In a transaction, as everywhere."""
    connection = open_memory()
    prepare(connection)
    connection.execute("BEGIN")
    return connection


def test_outside_a_transaction_nothing_is_added_up() -> None:
    connection = opened()
    connection.execute("COMMIT")
    with pytest.raises(RuntimeError, match="twice"):
        add_up(connection)


def content(connection: sqlite3.Connection) -> tuple[object, ...]:
    return (
        list(read_minutes(connection, STREAM, EVER)),
        read_hours(connection, STREAM, EVER),
        list(read_samples(connection, STREAM, EVER)),
    )


def batches(count: int) -> list[Batch]:
    """Several of a minute, too, and minutes of many labels."""
    chance = Random(1)
    many = {f"label {number}": tuple(chance.random() for _ in range(9)) for number in range(80)}
    every = [full_batch(START + 60 * (number // 2)) for number in range(count)]
    return [*every, Batch(minutes=(minute(START, MODEL, **many),), samples=(sample(START + 7, *[0.5] * 90),))]


def test_what_is_put_aside_and_added_up_later_is_what_would_have_been_written_at_once() -> None:
    at_once, later = opened(), opened()
    for number, batch in enumerate(batches(30)):
        write_batch(at_once, InternedNames(at_once), batch)
        put_aside_batches(later, [batch])
        if number in (3, 4, 20):
            assert add_up(later) == 0
    assert content(later) != content(at_once)
    assert add_up(later) == 0
    assert content(later) == content(at_once)
    assert add_up(later) == 0, "nothing is added twice"
    assert content(later) == content(at_once)


def test_rows_come_back_as_they_were() -> None:
    connection = opened()
    rows = statistics_rows(InternedNames(connection), batches(3))
    assert unpack_rows(pack_rows(rows)) == rows
    with pytest.raises(ValueError, match="no rows"):
        unpack_rows(pack_rows(rows)[:-9])


def test_one_that_is_damaged_is_lost_and_counted_and_no_other() -> None:
    connection = opened()
    for batch in batches(4):
        put_aside_batches(connection, [batch])
    connection.execute("UPDATE fresh SET body = zeroblob(960) WHERE id = 3")
    assert add_up(connection) == 1
    found = list(read_minutes(connection, STREAM, EVER))
    assert sum(one.roll.totals.frames.frames for one in found) == 4


def test_a_part_in_the_middle_that_is_gone_costs_the_commit_it_belongs_to() -> None:
    connection = opened()
    put_aside_batches(connection, batches(0))
    put_aside_batches(connection, batches(1)[:1])
    connection.execute("DELETE FROM fresh WHERE id = 2")
    assert add_up(connection) > 0, "what is left of it is no commit"
    (found,) = read_minutes(connection, STREAM, EVER)
    assert found.roll.totals.frames.frames == 1


def test_a_row_that_no_table_takes_costs_the_commit_it_belongs_to() -> None:
    connection = opened()
    put_aside(connection, StatisticsRows(frames=((None,) * 16,), labels=(), samples=()))
    put_aside(connection, StatisticsRows(frames=(), labels=(), samples=((2**70, 1, 1, b""),)))
    put_aside_batches(connection, [full_batch()])
    assert add_up(connection) == 2
    assert len(list(read_minutes(connection, STREAM, EVER))) == 1


def test_where_nobody_knows_what_was_added_up_nothing_is_twice() -> None:
    connection = opened()
    put_aside_batches(connection, [full_batch()])
    add_up(connection)
    connection.execute("DELETE FROM fresh WHERE id = 0")
    assert add_up(connection) == 0
    put_aside_batches(connection, [full_batch()])
    assert add_up(connection) == 0
    (found,) = read_minutes(connection, STREAM, EVER)
    assert found.roll.totals.frames.frames == 2


class Buffer:
    """Over a real file."""

    def __init__(self, folder: Path) -> None:
        self.notices: list[Notice] = []
        self.buffer = WriteBuffer((folder,), RetentionSettings(), self.notices.append, Disk(connect_alone))

    def commit(self, number: int) -> None:
        """A minute."""
        self.buffer.hold(full_batch(START + 60 * number))
        self.buffer.commit(Moment(START + 60.0 * number, 60.0 * number))

    def minutes(self) -> list[MinuteRecord]:
        return self.buffer.read(lambda connection: list(read_minutes(connection, STREAM, EVER)))


def test_a_minute_costs_a_page_and_all_of_them_together_two(tmp_path: Path) -> None:
    kept = Buffer(tmp_path)
    for number in range(35):
        kept.commit(number)
    written = PagesWritten(tmp_path / FILE_NAME)
    pages: list[int] = []
    for number in range(35, 95):
        before = written.since()
        kept.commit(number)
        pages.append(written.since() + before)
    kept.buffer.close()
    assert sorted(pages)[len(pages) // 2] <= 3, "the state and the event of the batch have a page each"
    assert sum(pages) / len(pages) <= 6


def test_a_run_that_is_killed_leaves_every_minute_to_the_next(tmp_path: Path) -> None:
    for run in range(4):
        kept = Buffer(tmp_path)
        for number in range(10):
            kept.commit(10 * run + number)
            assert len(kept.minutes()) == 10 * run + number + 1
        kept.buffer.read(lambda connection: connection.close())  # as a kill: nothing is written any more
    kept = Buffer(tmp_path)
    kept.commit(40)
    assert [one.roll.start for one in kept.minutes()] == [START + 60 * number for number in range(41)]
    assert all(one.roll.totals.frames.frames == 1 for one in kept.minutes())
    assert kept.notices == []


def test_a_run_that_ends_leaves_nothing_aside(tmp_path: Path) -> None:
    kept = Buffer(tmp_path)
    for number in range(5):
        kept.commit(number)
    kept.buffer.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, transaction(connection):
        assert connection.execute("SELECT count(*) FROM frame_stats").fetchone() == (5,)
        prepare(connection)
        assert add_up(connection) == 0
        assert connection.execute("SELECT count(*) FROM frame_stats").fetchone() == (5,)


def test_what_cannot_be_read_any_more_is_said(tmp_path: Path) -> None:
    kept = Buffer(tmp_path)
    for number in range(3):
        kept.commit(number)

    def spoil(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            put_aside_batches(connection, [full_batch(START + 600)])
        connection.execute("UPDATE fresh SET body = zeroblob(960) WHERE turn = (SELECT turn FROM fresh WHERE id = 0)")

    kept.buffer.change(spoil)
    kept.buffer.close()
    assert [one.text for one in kept.notices] == ["1 minutes cannot be read from the disk any more, and are lost"]
    assert len(Buffer(tmp_path).minutes()) == 3


def test_a_part_and_its_key_fit_into_a_page() -> None:
    assert 800 < PART < 1024 - 8 - 35


def test_who_asks_again_and_again_does_not_wait_for_the_same_minutes_each_time(tmp_path: Path) -> None:
    kept = Buffer(tmp_path)
    for number in range(29):
        kept.commit(number)
    assert len(kept.minutes()) == 29
    written = PagesWritten(tmp_path / FILE_NAME)
    assert len(kept.minutes()) == 29
    assert written.since() == 0
    aside = kept.buffer.read(lambda connection: connection.execute("SELECT turn FROM fresh WHERE id = 0").fetchone())
    kept.commit(29)
    assert len(kept.minutes()) == 30
    assert written.since() > 0
    assert aside == (2,), "what the first commit, and the first question, found"
