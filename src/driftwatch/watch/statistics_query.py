"""Statistics of a stretch of time out of the store, in the forms that people ask for."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import chain
from typing import Any, Literal, TypeVar

from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, Totals
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import SECONDS_AN_HOUR, Span, read_frame_total, read_hours, read_minutes
from driftwatch.watch.snapshot import OpenMinute

_Key = TypeVar("_Key")
Grouping = Literal["window", "label", "hour", "label_and_hour", "histogram"]
_MINUTES_UP_TO = 86_400  # longer stretches are read from the hours: a week is 700 rows instead of 40,000


@dataclass(frozen=True, slots=True)
class StatisticsQuery:
    """Which statistics are asked for, and in which form."""

    stream: StreamKey
    span: Span
    """Seconds since 1970."""
    by: Grouping
    model: str = ""
    """Key of a model (ModelIdentity.key), "" for all together."""


def query_statistics(
    connection: sqlite3.Connection, question: StatisticsQuery, running: OpenMinute
) -> list[dict[str, Any]]:
    """Rows of numbers and texts, labels and hours (UTC) in order. A stretch of over a day begins at a whole hour.

    running: the minute that is counted with what is stored.
    """
    totals = running.totals if question.model in ("", running.model) else Totals()
    if question.by in ("hour", "label_and_hour"):
        return _by_hour(connection, question, int(running.at.wall), totals)
    labels = sorted(_summed(chain(_labels(connection, question).items(), totals.labels.items())).items())
    if question.by == "window":
        frames = read_frame_total(connection, question.stream, _aligned(question.span), question.model) + totals.frames
        return [{**frame_row(frames), **label_row(Totals(labels=dict(labels)).overall)}]
    if question.by == "label":
        return [{"label": label, **label_row(counts)} for label, counts in labels]
    return [{"label": label, "histogram": counts.histogram.counts.tolist()} for label, counts in labels]


def frame_row(frames: FrameCounts) -> dict[str, Any]:
    return {
        "seconds": round(frames.covered_ms / 1000, 1),
        "frames": frames.frames,
        "empty_frames": frames.empty_frames,
        "low_confidence_frames": frames.low_confidence_frames,
        "failed_frames": frames.failed_frames,
        "frozen_frames": frames.frozen_frames,
    }


def label_row(counts: LabelCounts) -> dict[str, Any]:
    """Mean and rate are left out where nothing was detected."""
    row: dict[str, Any] = {"detections": counts.detections, "low_confidence_detections": counts.low_confidence}
    if counts.mean is not None and counts.low_confidence_rate is not None:
        row["mean_confidence"] = round(counts.mean, 5)
        row["low_confidence_rate"] = round(counts.low_confidence_rate, 5)
    return row


def utc_text(seconds: float) -> str:
    """Gives a UTC time as in 2026-01-31T12:00:00Z."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _by_hour(
    connection: sqlite3.Connection, question: StatisticsQuery, now: int, running: Totals
) -> list[dict[str, Any]]:
    with_label = question.by == "label_and_hour"
    stored = (
        (row.hour, row.label, row.counts)
        for row in read_hours(connection, question.stream, question.span)
        if question.model in ("", row.model.key)
    )
    hour = now // SECONDS_AN_HOUR * SECONDS_AN_HOUR
    rows = chain(stored, ((hour, label, counts) for label, counts in running.labels.items()))
    groups = _summed(((hour, label if with_label else ""), counts) for hour, label, counts in rows)
    return [
        {"hour": utc_text(hour), **({"label": label} if with_label else {}), **label_row(counts)}
        for (hour, label), counts in sorted(groups.items())
    ]


def _labels(connection: sqlite3.Connection, question: StatisticsQuery) -> dict[str, LabelCounts]:
    if question.span.end - question.span.start > _MINUTES_UP_TO:
        rows = read_hours(connection, question.stream, _aligned(question.span))
        return _summed((row.label, row.counts) for row in rows if question.model in ("", row.model.key))
    minutes = read_minutes(connection, question.stream, question.span)
    return _summed(
        entry
        for minute in minutes
        if question.model in ("", minute.model.key)
        for entry in minute.roll.totals.labels.items()
    )


def _aligned(span: Span) -> Span:
    long = span.end - span.start > _MINUTES_UP_TO
    return Span(span.start // SECONDS_AN_HOUR * SECONDS_AN_HOUR, span.end) if long else span


def _summed(entries: Iterable[tuple[_Key, LabelCounts]]) -> dict[_Key, LabelCounts]:
    groups: dict[_Key, LabelCounts] = {}
    for key, counts in entries:
        groups[key] = groups[key] + counts if key in groups else counts
    return groups
