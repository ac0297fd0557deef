"""Rows of the store as CSV or JSON lines, a bounded number at a time."""

import csv
import io
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts
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
    """What to export: rows of `table` of one stream in `span`, at most `limit`.

    skip: how many rows of the first second are left out, because a page before has them.
    """

    stream: StreamKey
    span: Span
    table: Table
    form: Format
    limit: int
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an export."""

    text: str
    """CSV with a line of column names, or a JSON object a line."""
    rows: int
    """How many."""
    next_start: int | None = None
    """Seconds since 1970 from which the next page begins; None where this was the last."""
    next_skip: int = 0
    """The `skip` of the next page."""


def export(connection: sqlite3.Connection, question: ExportQuestion) -> Page:
    """Rows oldest first."""
    table = _TABLES[question.table]
    found = itertools.islice(table.read(connection, question.stream, question.span), question.skip, None)
    rows = list(itertools.islice(found, question.limit + 1))
    text = _as_csv if question.form == "csv" else _as_lines
    page = Page(text([row for _, row in rows[: question.limit]], table.columns), min(len(rows), question.limit))
    if len(rows) <= question.limit:
        return page
    second = rows[-1][0]
    given = sum(row[0] == second for row in rows[:-1])
    before = question.skip if rows[0][0] == second else 0
    return replace(page, next_start=second, next_skip=given + before)


def _frames(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for minute in read_minutes(connection, stream, span):
        start = minute.roll.start
        yield start, {"minute": utc_text(start), "model": minute.model.key, **frame_row(minute.roll.totals.frames)}


def _minutes(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> Iterator[tuple[int, Row]]:
    for minute in read_minutes(connection, stream, span):
        start = minute.roll.start
        for label, counts in sorted(minute.roll.totals.labels.items()):
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


@dataclass(frozen=True, slots=True)
class _Table:
    """columns: in their order, the same on every page. read: gives each row with its second, oldest first."""

    columns: tuple[str, ...]
    read: Callable[[sqlite3.Connection, StreamKey, Span], Iterator[tuple[int, Row]]]


_SUMS = ("model", "label", "detections", "low_confidence_detections", "confidence_sum", "histogram")
_TABLES: dict[Table, _Table] = {
    "frames": _Table(("minute", "model", *frame_row(FrameCounts())), _frames),
    "minutes": _Table(("minute", *_SUMS), _minutes),
    "hours": _Table(("hour", *_SUMS), _hours),
    "samples": _Table(("time", "frame", "label", "confidence", "xmin", "ymin", "xmax", "ymax"), _samples),
    "events": _Table(("raised", "cleared", "name", "alert"), _events),
}


def _as_csv(rows: list[Row], columns: tuple[str, ...]) -> str:
    """What a row does not have is left blank."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """A spreadsheet runs a text that begins like a formula; with an apostrophe before it, it shows it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _as_lines(rows: list[Row], columns: tuple[str, ...]) -> str:
    del columns
    return "".join(json.dumps(row) + "\n" for row in rows)
