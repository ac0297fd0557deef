"""Raw observations as a few bytes each: examples of what the model said, kept for some days.

A frame takes 10 bytes and mostly 8 for each detection: five a minute are some 0.35 MB a day.
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
_NONE = 255  # in place of a number of detections or classes: the model does not play that role
_HEAD = struct.Struct("<HHBB4s")  # width, height, detections, classes, beginning of the frame's digest
_SCORE = struct.Struct("<H")
_BOX_BYTES = 5  # four corners of 10 bits
_SCORE_UNITS, _BOX_UNITS = 65_535, 1023


def add_sample(connection: sqlite3.Connection, names: Names, record: SampleRecord) -> None:
    """Writes the observation; another one of the same second and stream is replaced."""
    seen = record.observation
    row = (int(seen.at.wall), names.stream(record.stream), names.model(seen.model), _pack(seen, names))
    connection.execute("INSERT OR REPLACE INTO sample (second, stream, model, body) VALUES (?, ?, ?, ?)", row)


def read_samples(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[Observation]:
    """The kept observations of `stream` in `span`, oldest first; a row that is damaged is passed over.

    Times are whole seconds, confidences rounded to 1/65535, boxes to 1/1023, `frame_id` is cut to 8 digits.
    """
    labels: dict[int, str] = dict(connection.execute("SELECT id, text FROM label"))
    window = (span.start, span.end, stream.service, stream.camera)
    for second, name, version, sha256, body in connection.execute(_READ, window):
        try:
            answer, frame_id = _Reader(body, labels).read()
        except (struct.error, IndexError, KeyError):
            continue
        model = ModelIdentity(name, version, sha256)
        yield Observation(stream.camera, Moment(float(second), 0.0), model, answer, frame_id)


def _pack(seen: Observation, names: Names) -> bytes:
    answer = seen.answer
    detections = sorted(answer.detections or (), key=lambda d: -d.confidence)[:KEPT_DETECTIONS]
    classes = sorted(answer.classifications or (), key=lambda c: -c.confidence)[:KEPT_CLASSES]
    size = (min(answer.size.width, 65_535), min(answer.size.height, 65_535))
    counts = (
        _NONE if answer.detections is None else len(detections),
        _NONE if answer.classifications is None else len(classes),
    )
    out = [_HEAD.pack(*size, *counts, bytes.fromhex(seen.frame_id[:8]))]
    for detection in detections:
        out += [_scored(detection, names), _pack_box(detection.box)]
    out += [_scored(classification, names) for classification in classes]
    return b"".join(out)


class _Reader:
    """Reads one row from front to end. Raises IndexError, KeyError or struct.error where it is not whole."""

    def __init__(self, body: bytes, labels: dict[int, str]) -> None:
        self._body, self._labels = body, labels
        self._at = _HEAD.size

    def read(self) -> tuple[Answer, str]:
        width, height, detected, classified, digest = _HEAD.unpack_from(self._body)
        detections = None if detected == _NONE else tuple(self._detection() for _ in range(detected))
        classes = None if classified == _NONE else tuple(Classification(*self._scored()) for _ in range(classified))
        return Answer(Size(width, height), detections, classes), digest.hex()

    def _detection(self) -> Detection:
        label, confidence = self._scored()
        packed = self._body[self._at : self._at + _BOX_BYTES]
        self._at += _BOX_BYTES
        return Detection(_unpack_box(packed), label, confidence)

    def _scored(self) -> tuple[str, float]:
        number, shift = 0, 0
        while True:
            byte = self._body[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        (confidence,) = _SCORE.unpack_from(self._body, self._at)
        self._at += _SCORE.size
        return self._labels[number], confidence / _SCORE_UNITS


def _scored(item: Detection | Classification, names: Names) -> bytes:
    """The label's number in LEB128, and the confidence."""
    number, out = names.label(item.label), bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out) + _SCORE.pack(round(min(max(item.confidence, 0.0), 1.0) * _SCORE_UNITS))


def _pack_box(box: Box) -> bytes:
    packed = 0
    for corner in (box.xmin, box.ymin, box.xmax, box.ymax):
        packed = packed << 10 | round(min(max(corner, 0.0), 1.0) * _BOX_UNITS)
    return packed.to_bytes(_BOX_BYTES, "little")


def _unpack_box(packed: bytes) -> Box:
    value = int.from_bytes(packed, "little")
    return Box(*((value >> shift & _BOX_UNITS) / _BOX_UNITS for shift in (30, 20, 10, 0)))


_READ = """
    SELECT second, name, version, sha256, body FROM sample JOIN model ON model.id = sample.model
    WHERE second >= ? AND second < ? AND stream = (SELECT id FROM stream WHERE service = ? AND camera = ?)
    ORDER BY second
"""
