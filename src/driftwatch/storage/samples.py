"""Raw observations as a few bytes each: examples of what the model said, kept for some days.

A frame takes 13 bytes and 11 for each detection: one every ten seconds is less than half a megabyte a day.
"""

import sqlite3
import struct
from collections.abc import Iterator

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.names import Names
from driftwatch.storage.records import SampleRecord, StreamKey
from driftwatch.storage.rolls import Span

KEPT_CLASSES = 5  # of a classifier's answer, the most probable ones
KEPT_DETECTIONS = 100  # of a detector's answer, the most confident ones
_HEAD = struct.Struct("<HHB8s")  # width, height, parts, beginning of the frame's digest
_COUNT = struct.Struct("<B")
_CLASS = struct.Struct("<HH")  # label, confidence
_DETECTION = struct.Struct("<HHHHHH")  # label, confidence, box
_UNITS = 65535
_HAS_DETECTIONS, _HAS_CLASSES = 1, 2


def add_sample(connection: sqlite3.Connection, names: Names, record: SampleRecord) -> None:
    """Writes the observation; another one of the same millisecond and stream is replaced."""
    seen = record.observation
    row = (int(seen.at.wall * 1000), names.stream(record.stream), names.model(seen.model), _pack(seen, names))
    connection.execute("INSERT OR REPLACE INTO sample (at_ms, stream, model, body) VALUES (?, ?, ?, ?)", row)


def read_samples(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[Observation]:
    """The kept observations of `stream` in `span`, oldest first.

    Confidences and boxes are rounded to 1/65535, `frame_id` is cut to 16 digits, `at.monotonic` is 0.
    """
    labels: dict[int, str] = dict(connection.execute("SELECT id, text FROM label"))
    window = (span.start * 1000, span.end * 1000, stream.service, stream.camera)
    for at_ms, name, version, sha256, body in connection.execute(_READ, window):
        answer, frame_id = _unpack(body, labels)
        model = ModelIdentity(name, version, sha256)
        yield Observation(stream.camera, Moment(at_ms / 1000, 0.0), model, answer, frame_id)


def _pack(seen: Observation, names: Names) -> bytes:
    answer = seen.answer
    size = (min(answer.size.width, _UNITS), min(answer.size.height, _UNITS))
    parts = _HAS_DETECTIONS * (answer.detections is not None) + _HAS_CLASSES * (answer.classifications is not None)
    out = [_HEAD.pack(*size, parts, bytes.fromhex(seen.frame_id[:16]))]
    if answer.detections is not None:
        kept = sorted(answer.detections, key=lambda d: -d.confidence)[:KEPT_DETECTIONS]
        out.append(_COUNT.pack(len(kept)))
        out += [_DETECTION.pack(names.label(d.label), *_units(d.confidence, *_corners(d.box))) for d in kept]
    if answer.classifications is not None:
        top = sorted(answer.classifications, key=lambda c: -c.confidence)[:KEPT_CLASSES]
        out.append(_COUNT.pack(len(top)))
        out += [_CLASS.pack(names.label(c.label), *_units(c.confidence)) for c in top]
    return b"".join(out)


def _unpack(body: bytes, labels: dict[int, str]) -> tuple[Answer, str]:
    width, height, parts, digest = _HEAD.unpack_from(body)
    offset = _HEAD.size
    detections: tuple[Detection, ...] | None = None
    classes: tuple[Classification, ...] | None = None
    if parts & _HAS_DETECTIONS:
        rows, offset = _rows(body, offset, _DETECTION)
        detections = tuple(Detection(Box(*_shares(*box)), labels[n], *_shares(c)) for n, c, *box in rows)
    if parts & _HAS_CLASSES:
        rows, offset = _rows(body, offset, _CLASS)
        classes = tuple(Classification(labels[n], *_shares(c)) for n, c in rows)
    return Answer(Size(width, height), detections, classes), digest.hex()


def _rows(body: bytes, offset: int, layout: struct.Struct) -> tuple[list[tuple[int, ...]], int]:
    (count,) = _COUNT.unpack_from(body, offset)
    end = offset + 1 + count * layout.size
    return list(layout.iter_unpack(body[offset + 1 : end])), end


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.xmin, box.ymin, box.xmax, box.ymax


def _units(*shares: float) -> tuple[int, ...]:
    return tuple(round(min(max(share, 0.0), 1.0) * _UNITS) for share in shares)


def _shares(*units: int) -> tuple[float, ...]:
    return tuple(unit / _UNITS for unit in units)


_READ = """
    SELECT at_ms, name, version, sha256, body FROM sample JOIN model ON model.id = sample.model
    WHERE at_ms >= ? AND at_ms < ? AND stream = (SELECT id FROM stream WHERE service = ? AND camera = ?)
    ORDER BY at_ms
"""
