"""Minutes and hours of statistics in the file; adding to a minute that is there already adds up exactly."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import FRAME_COUNTS, IMAGE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import MinuteRecord, StreamKey

SECONDS_A_MINUTE, SECONDS_AN_HOUR = 60, 3600
SUMS: Final = ("frames", "detections", "low_confidence", "confidence_sum", "square_sum", "begun", "fleeting")


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds since 1970: from `start` up to, not with, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HourRow:
    """One label in one hour."""

    hour: int
    """Seconds since 1970 of its beginning."""
    model: ModelIdentity
    label: str
    counts: LabelCounts


def minutes_of(stream: StreamKey, span: Span) -> tuple[int, int, str, str]:
    """First minute, the one after the last, service, camera: what most queries are asked with."""
    return span.start // SECONDS_A_MINUTE, -(-span.end // SECONDS_A_MINUTE), stream.service, stream.camera


def hours_of(stream: StreamKey, span: Span) -> tuple[int, int, str, str]:
    """Likewise by hours."""
    return span.start // SECONDS_AN_HOUR, -(-span.end // SECONDS_AN_HOUR), stream.service, stream.camera


def prepare(connection: sqlite3.Connection) -> None:
    """Teaches the connection to add histograms; to be called before anything is added."""
    connection.create_function("add_histograms", 2, _add_histograms, deterministic=True)


def add_minute(connection: sqlite3.Connection, names: InternedNames, record: MinuteRecord) -> None:
    """Adds the roll-up to its minute and to its hour."""
    add_frame_rows(connection, [frame_row(names, record)])
    add_label_rows(connection, list(label_rows(names, record)))


def frame_row(names: InternedNames, record: MinuteRecord) -> tuple[int, ...]:
    """What `add_frame_rows` takes: the minute, its stream and model, and the counts of frames."""
    minute, frames = record.roll.start // SECONDS_A_MINUTE, record.roll.totals.frames
    key = (names.stream(record.stream), names.model(record.model))
    return (minute, *key, *(getattr(frames, name) for name in FRAME_COUNTS))


def label_rows(names: InternedNames, record: MinuteRecord) -> Iterator[tuple[int | bytes, ...]]:
    """What `add_label_rows` takes: the minute, its stream, model and label, the sums, and the histogram."""
    minute = record.roll.start // SECONDS_A_MINUTE
    key = (names.stream(record.stream), names.model(record.model))
    for label, counts in record.roll.totals.labels.items():
        yield (
            minute,
            *key,
            names.label(label),
            *(getattr(counts, name) for name in SUMS),
            counts.histogram.to_bytes(),
        )


def add_frame_rows(connection: sqlite3.Connection, rows: Iterable[Sequence[int]]) -> None:
    """To the counts of their minutes."""
    connection.executemany(_ADD_FRAMES, rows)


def add_label_rows(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> None:
    """To their minutes and hours; an hour gets its minutes all at once."""
    hours: dict[tuple[int, ...], tuple[list[int], Histogram]] = {}
    for minute, stream, model, label, *sums, histogram in rows:
        key = (minute * SECONDS_A_MINUTE // SECONDS_AN_HOUR, stream, model, label)
        before, shape = hours.get(key, ([0] * len(sums), Histogram()))
        hours[key] = ([one + more for one, more in zip(before, sums, strict=True)], shape + _histogram(histogram))
    connection.executemany(_ADD_ROLL, rows)
    connection.executemany(_ADD_HOUR, [(*key, *sums, shape.to_bytes()) for key, (sums, shape) in hours.items()])


def read_minutes(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[MinuteRecord]:
    """Every minute of `stream` in `span`, oldest first, a record per model."""
    window = minutes_of(stream, span)
    labels: dict[tuple[int, str], dict[str, LabelCounts]] = {}
    for minute, key, label, *counts in connection.execute(_READ_ROLLS, window):
        labels.setdefault((minute, key), {})[label] = _counts(counts)
    for minute, key, name, version, sha256, *counts in connection.execute(_READ_FRAMES, window):
        totals = Totals(FrameCounts(*counts), labels.get((minute, key), {}))
        roll = RollUp(minute * SECONDS_A_MINUTE, stream.camera, key, totals)
        yield MinuteRecord(stream, ModelIdentity(name, version, sha256), roll)


def read_frame_total(connection: sqlite3.Connection, stream: StreamKey, span: Span, model: str) -> FrameCounts:
    """All frames of `stream` in `span`. model: key of one model, "" for all."""
    window = minutes_of(stream, span)
    row = connection.execute(_SUM_FRAMES, (*window, model, model)).fetchone()
    return FrameCounts(*(value or 0 for value in row))


def read_image_means(
    connection: sqlite3.Connection, stream: StreamKey, span: Span, model: str, minutes: int
) -> list[tuple[float, float, float]]:
    """Mean brightness, contrast and sharpness of each stretch of this many minutes that holds an image, in grey levels.

    model: key of one model.
    """
    window = minutes_of(stream, span)
    return list(connection.execute(_READ_IMAGES, (IMAGE_UNITS, IMAGE_UNITS, IMAGE_UNITS, *window, model, minutes)))


def first_minute(connection: sqlite3.Connection, stream: StreamKey, model: ModelIdentity) -> int | None:
    """Seconds since 1970 of the oldest minute that is kept of this stream and model."""
    (minute,) = connection.execute(_FIRST, (stream.service, stream.camera, model.key)).fetchone()
    return None if minute is None else minute * SECONDS_A_MINUTE


def read_hours(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> list[HourRow]:
    """Every label and hour of `stream` in `span`, oldest first."""
    window = hours_of(stream, span)
    return [
        HourRow(hour * SECONDS_AN_HOUR, ModelIdentity(name, version, sha256), label, _counts(counts))
        for hour, name, version, sha256, label, *counts in connection.execute(_READ_HOURS, window)
    ]


def _counts(row: list[int | bytes]) -> LabelCounts:
    *sums, begun, fleeting, histogram = row
    return LabelCounts(*sums, _histogram(histogram), begun, fleeting)  # type: ignore[arg-type]


def _add_histograms(first: bytes, second: bytes) -> bytes:
    return (_histogram(first) + _histogram(second)).to_bytes()


def _histogram(stored: bytes) -> Histogram:
    """Empty where a power cut left zeros inside a page, which SQLite's own check cannot see."""
    try:
        return Histogram.from_bytes(stored)
    except ValueError:
        return Histogram()


def _upsert(table: str, key: Iterable[str], sums: Iterable[str], histogram: bool) -> str:
    columns = [*key, *sums, *(["histogram"] if histogram else [])]
    added = [f"{name} = {name} + excluded.{name}" for name in sums]
    if histogram:
        added.append("histogram = add_histograms(histogram, excluded.histogram)")
    marks = ", ".join("?" * len(columns))
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(added)}"
    )


_ADD_ROLL = _upsert("roll", ("minute", "stream", "model", "label"), SUMS, histogram=True)
_ADD_HOUR = _upsert("roll_hour", ("hour", "stream", "model", "label"), SUMS, histogram=True)
_ADD_FRAMES = _upsert("frame_stats", ("minute", "stream", "model"), FRAME_COUNTS, histogram=False)
_OF_STREAM = "stream = (SELECT id FROM stream WHERE service = ? AND camera = ?)"
_FIRST = f"SELECT min(minute) FROM frame_stats WHERE {_OF_STREAM} AND model = (SELECT id FROM model WHERE key = ?)"  # noqa: S608
_READ_ROLLS = f"""
    SELECT minute, model.key, label.text, {", ".join(SUMS)}, histogram
    FROM roll JOIN model ON model.id = roll.model JOIN label ON label.id = roll.label
    WHERE minute >= ? AND minute < ? AND {_OF_STREAM}
"""  # noqa: S608
_READ_FRAMES = f"""
    SELECT minute, key, name, version, sha256, {", ".join(FRAME_COUNTS)}
    FROM frame_stats JOIN model ON model.id = frame_stats.model
    WHERE minute >= ? AND minute < ? AND {_OF_STREAM} ORDER BY minute, model
"""  # noqa: S608
_SUM_FRAMES = f"""
    SELECT {", ".join(f"sum({name})" for name in FRAME_COUNTS)}
    FROM frame_stats JOIN model ON model.id = frame_stats.model
    WHERE minute >= ? AND minute < ? AND {_OF_STREAM} AND (? = '' OR key = ?)
"""  # noqa: S608
_IMAGE_SUMS = ("brightness_sum", "contrast_sum", "sharpness_sum")
_IMAGE_MEANS = ", ".join(f"1.0 * sum({one}) / sum(image_frames) / ?" for one in _IMAGE_SUMS)
_READ_IMAGES = f"""
    SELECT {_IMAGE_MEANS}
    FROM frame_stats JOIN model ON model.id = frame_stats.model
    WHERE minute >= ? AND minute < ? AND {_OF_STREAM} AND key = ? AND image_frames > 0 GROUP BY minute / ?
"""  # noqa: S608
_READ_HOURS = f"""
    SELECT hour, name, version, sha256, label.text, {", ".join(SUMS)}, histogram
    FROM roll_hour JOIN model ON model.id = roll_hour.model JOIN label ON label.id = roll_hour.label
    WHERE hour >= ? AND hour < ? AND {_OF_STREAM} ORDER BY hour, label.text
"""  # noqa: S608
