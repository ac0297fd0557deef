import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.rollup import FRAME_COUNTS, Totals
from driftwatch.observation import ModelIdentity
from driftwatch.storage.database import open_memory
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import MinuteRecord, StreamKey
from driftwatch.storage.rollups import Span, add_minute, prepare, read_hours, read_minutes
from tests.storage.records import MODEL, START, STREAM, minute

confidences = st.lists(st.floats(0, 1), max_size=6).map(tuple)
records = st.lists(
    st.builds(minute, st.sampled_from([START, START + 60, START + 3600]), face=confidences, cup=confidences)
)


def opened() -> sqlite3.Connection:
    connection = open_memory()
    prepare(connection)
    return connection


def add_all(connection: sqlite3.Connection, added: list[MinuteRecord]) -> None:
    names = InternedNames(connection)
    for record in added:
        add_minute(connection, names, record)


@given(records)
def test_minutes_read_back_are_the_sum_of_what_was_added(added: list[MinuteRecord]) -> None:
    connection = opened()
    add_all(connection, added)
    read = {r.roll.start: r.roll.totals for r in read_minutes(connection, STREAM, Span(0, START * 2))}
    expected = {r.roll.start: Totals() for r in added}
    for record in added:
        expected[record.roll.start] += record.roll.totals
    assert read == expected


@given(records)
def test_hours_are_the_sum_of_their_minutes(added: list[MinuteRecord]) -> None:
    connection = opened()
    add_all(connection, added)
    whole = Totals.total(r.roll.totals for r in added)
    by_label = {"face": whole.labels.get("face"), "cup": whole.labels.get("cup")}
    for label, counts in by_label.items():
        rows = [row.counts for row in read_hours(connection, STREAM, Span(0, START * 2)) if row.label == label]
        if counts is not None:
            assert Totals.total(Totals(labels={label: c}) for c in rows).labels[label] == counts


def test_every_frame_count_has_its_column() -> None:
    columns = [row[1] for row in opened().execute("PRAGMA table_info(frame_stats)")]
    assert tuple(columns[3:]) == FRAME_COUNTS


def test_models_and_streams_are_kept_apart() -> None:
    connection = opened()
    other = ModelIdentity("faces", "2", "cd" * 32)
    add_all(connection, [minute(face=(0.9,)), minute(model=other, face=(0.4,))])
    read = list(read_minutes(connection, STREAM, Span(START, START + 60)))
    assert [r.model for r in read] == [MODEL, other]
    assert list(read_minutes(connection, StreamKey("vision", "other"), Span(0, START * 2))) == []


def test_a_span_ends_before_its_end() -> None:
    connection = opened()
    add_all(connection, [minute(START, face=(0.9,)), minute(START + 60, face=(0.9,))])
    assert [r.roll.start for r in read_minutes(connection, STREAM, Span(START, START + 60))] == [START]


@pytest.mark.parametrize("stored", [b"", b"\x00" * 20, b"\x01\x80"])
def test_a_zeroed_histogram_is_read_as_empty_and_does_not_stop_the_adding(stored: bytes) -> None:
    connection = opened()
    add_all(connection, [minute(face=(0.9,))])
    connection.execute("UPDATE roll SET histogram = ?", (stored,))
    (read,) = read_minutes(connection, STREAM, Span(START, START + 60))
    assert read.roll.totals.labels["face"].histogram.size == 0
    add_all(connection, [minute(face=(0.5,))])
    (read,) = read_minutes(connection, STREAM, Span(START, START + 60))
    assert read.roll.totals.labels["face"].histogram.size == 1
