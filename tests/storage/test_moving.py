import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.observation import ModelIdentity
from driftwatch.storage import moving
from driftwatch.storage.database import open_file
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.inventory import streams_in, streams_of
from driftwatch.storage.migrations import MIGRATIONS
from driftwatch.storage.moving import Move, move_streams
from driftwatch.storage.records import Batch, DayRecord, ReferenceRecord, StateRecord, StreamKey
from driftwatch.storage.rollups import Span, prepare, read_hours, read_minutes
from driftwatch.storage.samples import read_samples
from driftwatch.storage.tables import read_days, read_events, read_references, read_state
from driftwatch.storage.write import write_batch
from tests.storage.records import MODEL, START, STREAM, event, full_batch, minute, sample

NEW = StreamKey("renamed", "gate")
EVER = Span(0, 2 * START)
OTHER_MODEL = ModelIdentity("dogs", "2", "cd" * 32)


def of(stream: StreamKey, batch: Batch) -> Batch:
    """The same records of another stream."""
    minutes = tuple(replace(one, stream=stream) for one in batch.minutes)
    return Batch(
        minutes=minutes,
        samples=tuple(replace(one, stream=stream) for one in batch.samples),
        states=tuple(replace(one, stream=stream) for one in batch.states),
        events=tuple(replace(one, stream=stream) for one in batch.events),
        days=tuple(replace(one, stream=stream) for one in batch.days),
        references=tuple(replace(one, stream=stream) for one in batch.references),
    )


def opened(path: Path, *batches: Batch) -> sqlite3.Connection:
    connection = open_file(path).connection
    prepare(connection)
    connection.execute("BEGIN")
    names = InternedNames(connection)
    for batch in batches:
        write_batch(connection, names, batch)
    connection.execute("COMMIT")
    return connection


def learned(number: int = 20_000) -> Batch:
    return Batch(
        days=(DayRecord(STREAM, MODEL, number, b"day"),),
        references=(ReferenceRecord(STREAM, MODEL, START, b"reference"),),
    )


def frames_of(connection: sqlite3.Connection, stream: StreamKey) -> list[int]:
    return [one.roll.totals.frames.frames for one in read_minutes(connection, stream, EVER)]


def everything(connection: sqlite3.Connection, stream: StreamKey) -> Sequence[object]:
    minutes = [replace(one.roll, stream="") for one in read_minutes(connection, stream, EVER)]
    seen = [(one.at.wall, one.answer, one.model) for one in read_samples(connection, stream, EVER)]
    days = [(one.number, one.body, one.model) for one in read_days(connection, stream)]
    references = [(one.started, one.body) for one in read_references(connection, stream)]
    events = [(one.raised_ms, one.cause, one.body) for one in read_events(connection, stream, EVER)]
    state = read_state(connection, stream, MODEL)
    return [minutes, read_hours(connection, stream, EVER), seen, days, references, events, state and state.body]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["same file", "other file"])
def test_everything_goes_on_under_the_new_name(tmp_path: Path, elsewhere: bool) -> None:
    # Names have other numbers in the other file.
    first = Batch(minutes=(minute(START - 600, OTHER_MODEL, dog=(0.5,)),))
    source = opened(tmp_path / "old.db", full_batch(), learned(), Batch(minutes=(minute(START + 60, OTHER_MODEL),)))
    before = everything(source, STREAM)
    connection = opened(tmp_path / "new.db", of(StreamKey("a", "b"), first)) if elsewhere else source
    move_streams(connection, [Move(STREAM, NEW)], tmp_path / "old.db" if elsewhere else None)
    assert everything(connection, NEW) == before
    for one in {connection, source}:
        assert STREAM not in streams_of(one)
    assert streams_of(connection)[NEW].minutes == 2
    for table in moving.TABLES:
        assert source.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == (0 if elsewhere else len_of(table))
    source.close()
    connection.close()


def len_of(table: str) -> int:
    return {"frame_stats": 2, "roll": 2, "roll_hour": 2, "frame_review": 0}.get(table, 1)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["same file", "other file"])
def test_a_minute_that_both_have_counted_adds_up(tmp_path: Path, elsewhere: bool) -> None:
    theirs = Batch(minutes=(*full_batch().minutes, minute(START - 60), minute(START - 120)))
    mine = of(NEW, Batch(minutes=(minute(START, face=(0.3,)),)))
    if elsewhere:
        opened(tmp_path / "old.db", theirs).close()
        connection = opened(tmp_path / "a.db", mine)
    else:
        connection = opened(tmp_path / "a.db", theirs, mine)
    move_streams(connection, [Move(STREAM, NEW)], tmp_path / "old.db" if elsewhere else None)
    one = list(read_minutes(connection, NEW, EVER))[-1]
    assert (one.roll.totals.frames.frames, one.roll.totals.labels["face"].detections) == (2, 3)
    assert one.roll.totals.labels["face"].histogram.counts.sum() == 3
    (hour,) = [row for row in read_hours(connection, NEW, EVER) if row.label == "face"]
    assert hour.counts.detections == 3
    connection.close()


def test_the_learned_state_wins_and_a_day_of_both_is_made_again_from_its_minutes(tmp_path: Path) -> None:
    mine = Batch(
        days=tuple(DayRecord(NEW, MODEL, number, b"mine") for number in (20_000, 20_001)),
        states=(StateRecord(NEW, MODEL, START // 60 + 9, b"just begun"),),
        events=(replace(event(START * 1000), stream=NEW, body="mine"),),
    )
    connection = opened(tmp_path / "a.db", full_batch(), learned(20_000), mine)
    move_streams(connection, [Move(STREAM, NEW)], None)
    assert [(one.number, one.body) for one in read_days(connection, NEW)] == [(20_001, b"mine")]
    state = read_state(connection, NEW, MODEL)
    assert state is not None
    assert (state.minute, state.body) == (START // 60, b"state")
    assert [one.body for one in read_events(connection, NEW, EVER)] == ["mine"]
    connection.close()


def test_moving_again_after_a_power_cut_between_the_files_adds_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path / "old.db", full_batch()).close()
    connection = opened(tmp_path / "new.db")

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(moving, "forget_stream", cut)
        with pytest.raises(KeyboardInterrupt):
            move_streams(connection, [Move(STREAM, NEW)], tmp_path / "old.db")
    assert frames_of(connection, NEW) == [1]
    move_streams(connection, [Move(STREAM, NEW)], tmp_path / "old.db")
    assert frames_of(connection, NEW) == [1]
    assert streams_in(tmp_path) == {}
    connection.close()


def test_what_fails_leaves_both_files_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = opened(tmp_path / "a.db", full_batch(), Batch(samples=(sample(START + 5, 0.4),)))
    before = everything(connection, STREAM)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(moving, "add_sample", full)
        with pytest.raises(sqlite3.OperationalError):
            move_streams(connection, [Move(STREAM, NEW)], None)
    assert everything(connection, STREAM) == before
    assert frames_of(connection, NEW) == []
    connection.close()


def test_a_file_of_an_earlier_schema_is_listed_and_taken(tmp_path: Path) -> None:
    path = tmp_path / "statistics.db"
    connection = sqlite3.connect(path)
    connection.executescript(MIGRATIONS[0])
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO stream VALUES (1, 'vision', 'cam')")
    connection.execute("INSERT INTO model VALUES (1, 'k', 'faces', '1', 'ab')")
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(frame_stats)")]
    row = [1 if name in ("stream", "model") else 7 for name in columns]
    connection.execute(f"INSERT INTO frame_stats VALUES ({', '.join('?' * len(row))})", row)
    connection.commit()
    connection.close()
    assert streams_in(tmp_path)[STREAM].minutes == 1
    new = opened(tmp_path / "new.db")
    move_streams(new, [Move(STREAM, NEW)], path)
    assert streams_of(new)[NEW].minutes == 1
    new.close()
