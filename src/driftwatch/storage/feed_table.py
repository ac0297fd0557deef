"""What drift sensors have not given away yet; it changes every minute, and so it must cost little to write again."""

import sqlite3
from itertools import groupby
from typing import Final

from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import FeedRecord, StreamKey

PART: Final = 940
"""Bytes, so that a part and its key fill one page of 1 kB: written over where it lies, it costs this page alone."""


def put_feed(connection: sqlite3.Connection, names: InternedNames, record: FeedRecord) -> None:
    """A part that is written again is filled up with zeros: of another length it would cost more pages."""
    key = (names.stream(record.stream), record.sensor)
    if not record.body:
        connection.execute("DELETE FROM feed WHERE stream = ? AND sensor = ?", key)
        return
    size = len(record.body)
    for part, start in enumerate(range(0, size, PART)):
        body = record.body[start : start + PART]
        if connection.execute(_WRITE_OVER, (size, body.ljust(PART, b"\0"), *key, part)).rowcount == 0:
            connection.execute(_INSERT, (*key, part, size, body))


def read_feeds(connection: sqlite3.Connection, stream: StreamKey) -> dict[str, bytes]:
    """Sensor to body; one of which a part is lost is left out."""
    rows = connection.execute(_READ, (stream.service, stream.camera)).fetchall()
    feeds: dict[str, bytes] = {}
    for sensor, parts in groupby(rows, lambda row: row[0]):
        held = [(size, body) for _, size, body in parts]
        body = b"".join(body for _, body in held)
        size = len(held[0][1]) if held[0][0] is None else held[0][0]
        if len(body) >= size:
            feeds[sensor] = body[:size]
    return feeds


_WRITE_OVER = "UPDATE feed SET size = ?, body = ? WHERE stream = ? AND sensor = ? AND part = ?"
_INSERT = "INSERT INTO feed (stream, sensor, part, size, body) VALUES (?, ?, ?, ?, ?)"
_READ = """
    SELECT sensor, size, body FROM feed
    WHERE stream = (SELECT id FROM stream WHERE service = ? AND camera = ?) ORDER BY sensor, part
"""
