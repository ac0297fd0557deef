"""Rows of the store as CSV or JSON lines, a bounded number at a time."""

import csv
import io
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, LabelCounts
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import Span, read_hours, read_minutes
from driftwatch.storage.samples import read_samples
from driftwatch.storage.tables import read_events
from driftwatch.watch.statistics_query import frame_row, utc_text

Table = Literal["frames", "minutes", "hours", "samples", "events"]
Format = Literal["csv", "jsonl"]
Row = dict[str, Any]

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ExportQuestion:
    """What to export: rows of `table` of one stream in `span`, at most about `limit`."""

    stream: StreamKey
    span: Span
    table: Table
    form: Format
    limit: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an export."""

    text: str
    """CSV with a line of column names, or a JSON object a line."""
    rows: int
    """How many."""
    next_start: int | None
    """Seconds since 1970 from which the next page begins; None where this was the last."""


def export(connection: sqlite3.Connection, question: ExportQuestion) -> Page:
    """Rows oldest first. Rows of one second are never parted, so that a page may hold a few more than `limit`."""
    rows: list[Row] = []
    next_start: int | None = None
    found = _TABLES[question.table](connection, question.stream, question.span)
    for second, group in itertools.groupby(found, key=lambda entry: entry[0]):
        if len(rows) >= question.limit:
            next_start = second
            break
        rows.extend(row for _, row in group)
    return Page(_as_csv(rows) if question.form == "csv" else _as_lines(rows), len(rows), next_start)


def _frames(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for minute in read_minutes(connection, stream, span):
        start = minute.roll.start
        yield start, {"minute": utc_text(start), "model": minute.model.key, **frame_row(minute.roll.totals.frames)}


def _minutes(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for minute in read_minutes(connection, stream, span):
        start = minute.roll.start
        for label, counts in minute.roll.totals.labels.items():
            yield start, {"minute": utc_text(start), "model": minute.model.key, "label": label, **_sums(counts)}


def _hours(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for row in read_hours(connection, stream, span):
        yield row.hour, {"hour": utc_text(row.hour), "model": row.model.key, "label": row.label, **_sums(row.counts)}


def _samples(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for seen in read_samples(connection, stream, span):
        time = utc_text(seen.at.wall)
        for d in seen.answer.detections or ():
            box = {name: round(getattr(d.box, name), 5) for name in ("xmin", "ymin", "xmax", "ymax")}
            yield int(seen.at.wall), {"time": time, "frame": seen.frame_id, **_scored(d.label, d.confidence), **box}
        for c in seen.answer.classifications or ():
            yield int(seen.at.wall), {"time": time, "frame": seen.frame_id, **_scored(c.label, c.confidence)}


def _events(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for event in read_events(connection, stream, span):
        cleared = utc_text(event.cleared_ms / 1000) if event.cleared_ms is not None else ""
        raised = event.raised_ms // 1000
        yield raised, {"raised": utc_text(raised), "cleared": cleared, "name": event.cause, "alert": event.body}


def _sums(counts: LabelCounts) -> Row:
    """What adds up, unlike means; the histogram as 64 counts with blanks between."""
    return {
        "detections": counts.detections,
        "low_confidence_detections": counts.low_confidence,
        "confidence_sum": round(counts.confidence_sum / CONFIDENCE_UNITS, 4),
        "histogram": " ".join(str(count) for count in counts.histogram.counts.tolist()),
    }


def _scored(label: str, confidence: float) -> Row:
    return {"label": label, "confidence": round(confidence, 5)}


_TABLES: dict[Table, Callable[[sqlite3.Connection, StreamKey, Span], Iterator[tuple[int, Row]]]] = {
    "frames": _frames,
    "minutes": _minutes,
    "hours": _hours,
    "samples": _samples,
    "events": _events,
}


def _as_csv(rows: list[Row]) -> str:
    """Columns of all rows, in the order in which they first appear."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """A spreadsheet runs a text that begins like a formula; with an apostrophe before it, it shows it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _as_lines(rows: list[Row]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
