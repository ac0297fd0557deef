from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from driftwatch.storage.database import FILE_NAME, connect_alone, migrate, open_file, open_memory, transaction
from driftwatch.storage.feed_table import PART, put_feed, read_feeds
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.migrations import MIGRATIONS
from driftwatch.storage.records import FeedRecord, StreamKey
from tests.storage.pages import PagesWritten
from tests.storage.records import STREAM

OTHER = StreamKey("vision", "other")


def test_gives_what_was_put_last_whatever_its_length() -> None:
    connection, chance = open_memory(), Random(1)
    names = InternedNames(connection)
    put_feed(connection, names, FeedRecord(OTHER, "drift", b"elsewhere"))
    expected: dict[str, bytes] = {}
    for _ in range(300):
        sensor = chance.choice(("drift", "drift:notify", "more"))
        body = chance.randbytes(chance.choice((0, 1, PART - 1, PART, PART + 1, 5000)))
        put_feed(connection, names, FeedRecord(STREAM, sensor, body))
        expected[sensor] = body
        assert read_feeds(connection, STREAM) == {name: held for name, held in expected.items() if held}
    assert read_feeds(connection, OTHER) == {"drift": b"elsewhere"}


@pytest.mark.parametrize(("size", "pages"), [(200, 1), (780, 1), (1700, 2), (2600, 3)])
def test_a_feed_that_changes_costs_a_page_for_each_kilobyte(tmp_path: Path, size: int, pages: int) -> None:
    connection, chance = open_file(tmp_path / FILE_NAME, connect_alone).connection, Random(1)
    with closing(connection):
        names = InternedNames(connection)
        put_feed(connection, names, FeedRecord(STREAM, "more", b"another"))
        put_feed(connection, names, FeedRecord(STREAM, "drift", bytes(size)))
        put_feed(connection, names, FeedRecord(STREAM, "drift", bytes(size)))
        written = PagesWritten(tmp_path / FILE_NAME)
        for minute in range(30):
            body = chance.randbytes(size + chance.randrange(-150, 150) if minute % 10 else 20)
            with transaction(connection):
                put_feed(connection, names, FeedRecord(STREAM, "drift", body))
            assert written.since() <= pages


def test_a_feed_of_version_4_is_there_still() -> None:
    with closing(connect_alone(":memory:")) as connection:
        migrate(connection, MIGRATIONS[:4])
        stream = InternedNames(connection).stream(STREAM)
        rows = [(stream, "drift", b"a" * 2000), (stream, "more", b"b")]
        connection.executemany("INSERT INTO feed (stream, sensor, body) VALUES (?, ?, ?)", rows)
        migrate(connection)
        assert read_feeds(connection, STREAM) == {"drift": b"a" * 2000, "more": b"b"}
        put_feed(connection, InternedNames(connection), FeedRecord(STREAM, "drift", b"c" * 1000))
        assert read_feeds(connection, STREAM) == {"drift": b"c" * 1000, "more": b"b"}


def test_a_feed_of_which_a_part_is_lost_is_left_out() -> None:
    connection = open_memory()
    names = InternedNames(connection)
    put_feed(connection, names, FeedRecord(STREAM, "drift", bytes(2500)))
    put_feed(connection, names, FeedRecord(STREAM, "more", b"b"))
    connection.execute("DELETE FROM feed WHERE part = 2")
    assert read_feeds(connection, STREAM) == {"more": b"b"}
    connection.execute("DELETE FROM feed WHERE part = 0 AND sensor = 'drift'")
    assert read_feeds(connection, STREAM) == {"more": b"b"}
