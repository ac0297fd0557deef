"""Raw observations as a few bytes each: examples of what the model said, kept for some days.

Five a minute are some 0.35 MB a day.
"""

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.packing import pack, unpack
from driftwatch.storage.records import SampleRecord, StreamKey
from driftwatch.storage.rollups import Span

KEPT_CLASSES = 5  # of a classifier's answer, the most probable ones


def add_sample(connection: sqlite3.Connection, names: InternedNames, record: SampleRecord) -> None:
    """Writes the observation; another one of the same second and stream is replaced."""
    add_sample_rows(connection, [sample_row(names, record)])


def sample_row(names: InternedNames, record: SampleRecord) -> tuple[int | bytes, ...]:
    """What `add_sample_rows` takes."""
    seen = record.observation
    body = pack(seen.answer, seen.frame_id, names.label, KEPT_CLASSES)
    return (int(seen.at.wall), names.stream(record.stream), names.model(seen.model), body)


def add_sample_rows(connection: sqlite3.Connection, rows: Iterable[Sequence[Any]]) -> None:
    """As `add_sample`."""
    connection.executemany("INSERT OR REPLACE INTO sample (second, stream, model, body) VALUES (?, ?, ?, ?)", rows)


def read_samples(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[Observation]:
    """The kept observations of `stream` in `span`, oldest first; a row that is damaged is passed over.

    Times are whole seconds, confidences and boxes rounded as `unpack` says, `frame_id` is cut to 8 digits.
    """
    labels: dict[int, str] = dict(connection.execute("SELECT id, text FROM label"))
    window = (span.start, span.end, stream.service, stream.camera)
    for second, name, version, sha256, body in connection.execute(_READ, window):
        try:
            answer, frame_id = unpack(body, labels)
        except (struct.error, IndexError, KeyError):
            continue
        model = ModelIdentity(name, version, sha256)
        yield Observation(stream.camera, Moment(float(second), 0.0), model, answer, frame_id)


_READ = """
    SELECT second, name, version, sha256, body FROM sample JOIN model ON model.id = sample.model
    WHERE second >= ? AND second < ? AND stream = (SELECT id FROM stream WHERE service = ? AND camera = ?)
    ORDER BY second
"""
