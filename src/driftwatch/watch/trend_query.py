"""The trend of one stream out of the store and the minute that is going on: the one way for page, chart and report."""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.calendar import Calendar
from driftwatch.monitoring.condition import Condition
from driftwatch.monitoring.detectors.low_confidence_rate import DEFAULT_LIMIT
from driftwatch.monitoring.rollup import FrameCounts, Totals
from driftwatch.monitoring.trend.band import Band
from driftwatch.monitoring.trend.buckets import Buckets, cut, step_for
from driftwatch.monitoring.trend.trend import AlertMark, Bucket, LabelTrend, ModelMark, Standing, Sums, Trend, total
from driftwatch.monitoring.usual.usual import Usual
from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import EventRecord, StreamKey
from driftwatch.storage.rollups import SECONDS_AN_HOUR, Span
from driftwatch.storage.sums import (
    LabelSums,
    has_hours_only,
    read_events_within,
    read_frame_sums,
    read_label_sums,
    read_models,
)
from driftwatch.watch.decisions import is_decision
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.snapshot import OpenMinute

_NO_FRAMES: Final = FrameCounts()


@dataclass(frozen=True, slots=True)
class TrendQuestion:
    """Which trend is asked for. points: buckets at most. labels: how many get a series of their own."""

    stream: StreamKey
    span: Span
    points: int = 300
    labels: int = 8


@dataclass(frozen=True, slots=True)
class TrendKnown:
    """What is known of the stream without the file. usual: None while learning."""

    condition: Condition
    standing: Standing
    usual: Usual | None
    calendar: Calendar


def trend_known(
    condition: Condition, model: ModelIdentity | None, settings: WatchSettings, usual: Usual | None
) -> TrendKnown:
    """model: that runs now. usual: see TrendKnown."""
    limit = settings.alert.low_confidence_rate
    standing = Standing(
        state=condition.state,
        cause=condition.cause,
        model=model,
        learning=condition.progress.text,
        learned_days=condition.progress.days,
        needed_days=condition.progress.needed,
        limit=DEFAULT_LIMIT if limit is None else limit,
    )
    return TrendKnown(condition, standing, usual, Calendar(settings.reference.zone()))


def query_trend(
    connection: sqlite3.Connection, question: TrendQuestion, known: TrendKnown, running: OpenMinute | None
) -> Trend:
    """running: the minute that is counted with what is stored; None where nothing runs."""
    stream, span = question.stream, question.span
    step = step_for(span.start, span.end, question.points, known.calendar)
    if step < SECONDS_AN_HOUR and has_hours_only(connection, stream, span):
        step = max(step, SECONDS_AN_HOUR)  # minutes are kept for months, hours for years
    buckets = cut(span.start, span.end, step, known.calendar)
    whole = Span(buckets.starts[0], span.end)
    fold = _Fold(buckets, known)
    for frames in read_frame_sums(connection, stream, whole, step):
        fold.add_frames(frames.start, frames.frames)
    for sums in read_label_sums(connection, stream, whole, step):
        fold.add_sums(sums)
    if running is not None and whole.start <= running.at.wall < whole.end:
        fold.add_running(running)
    ranked = fold.ranked
    return Trend(
        camera=stream.camera,
        start=whole.start,
        end=whole.end,
        step=step,
        standing=known.standing,
        buckets=fold.buckets(),
        labels=tuple(fold.label(label) for label in ranked[: question.labels]),
        others=fold.others(ranked[question.labels :]),
        alerts=tuple(_alerts(read_events_within(connection, stream, whole), known.condition.alerts, span)),
        models=tuple(ModelMark(m.model, m.since, not m.is_first) for m in read_models(connection, stream, whole)),
    )


@dataclass(slots=True)
class _Part:
    """What falls into one bucket. own: detections of the present model. explained: by the picture, times detections."""

    frames: FrameCounts = _NO_FRAMES
    labels: dict[str, Sums] = field(default_factory=dict[str, Sums])
    own: int = 0
    explained: float = 0.0


class _Fold:
    """Adds rows to the buckets that they fall into."""

    def __init__(self, buckets: Buckets, known: TrendKnown) -> None:
        self._buckets = buckets
        self._band = Band(known.usual, known.calendar) if known.usual is not None else None
        self._model = known.standing.model.key if known.standing.model else ""
        self._parts = [_Part() for _ in buckets.starts]
        self._light: dict[int, float] = {}

    def add_frames(self, start: int, frames: FrameCounts) -> None:
        part = self._at(start)
        part.frames += frames
        if self._band is not None:
            self._light[start] = self._band.light(start, frames)

    def add_sums(self, row: LabelSums) -> None:
        part = self._at(row.start)
        part.labels[row.label] = part.labels.get(row.label, Sums()) + row.sums
        part.own += row.sums.detections if row.model == self._model else 0
        part.explained += self._light.get(row.start, 0.0) * row.sums.detections

    def add_running(self, running: OpenMinute) -> None:
        at = int(running.at.wall)
        self._at(at).frames += running.totals.frames
        for label, sums in _sums(running.totals).items():
            self.add_sums(LabelSums(at, running.model, label, sums))

    @property
    def ranked(self) -> list[str]:
        """Every label, the most frequent first."""
        counts: dict[str, int] = {}
        for part in self._parts:
            for label, sums in part.labels.items():
                counts[label] = counts.get(label, 0) + sums.detections
        return sorted((label for label in counts if counts[label]), key=lambda label: (-counts[label], label))

    def label(self, label: str) -> LabelTrend:
        return LabelTrend(label, tuple(part.labels.get(label, Sums()) for part in self._parts))

    def others(self, labels: Iterable[str]) -> tuple[Sums, ...]:
        names = frozenset(labels)
        return tuple(total(sums for label, sums in part.labels.items() if label in names) for part in self._parts)

    def buckets(self) -> tuple[Bucket, ...]:
        edges = zip(self._buckets.starts, self._buckets.ends, self._parts, strict=True)
        return tuple(self._bucket(start, end, part) for start, end, part in edges)

    def _bucket(self, start: int, end: int, part: _Part) -> Bucket:
        bucket = Bucket(start, part.frames, total(part.labels.values()))
        detections = bucket.sums.detections
        if self._band is None or (detections and not part.own):
            return bucket
        end = max(end, start + self._buckets.step)  # the last one is still going on, and its day is known
        light = part.explained / detections if detections else 0.0
        return replace(
            bucket, usual_mean=self._band.mean(start, end, light), usual_low_rate=self._band.low_rate(start, end)
        )

    def _at(self, second: int) -> _Part:
        return self._parts[max(bisect_right(self._buckets.starts, second) - 1, 0)]


def _sums(totals: Totals) -> Mapping[str, Sums]:
    return {
        label: Sums(counts.detections, counts.low_confidence, counts.confidence_sum)
        for label, counts in totals.labels.items()
    }


def _alerts(events: Iterable[EventRecord], standing: tuple[Alert, ...], span: Span) -> list[AlertMark]:
    """An event without an end that nothing stands for any more has ended, nobody knows when."""
    active = {(alert.name, int(alert.raised * 1000)): alert for alert in standing}
    marks: list[AlertMark] = []
    for event in events:
        if is_decision(event):
            continue
        alert = active.pop((event.cause, event.raised_ms), None)
        cleared = None if event.cleared_ms is None else event.cleared_ms / 1000
        if alert is None and cleared is None and event.raised_ms < span.start * 1000:
            continue
        marks.append(AlertMark(alert or _read(event), event.model.key, alert is not None, cleared))
    marks += [AlertMark(alert, "", True) for alert in active.values() if alert.raised < span.end]
    return sorted(marks, key=lambda mark: mark.alert.raised)


def _read(event: EventRecord) -> Alert:
    """Saved out of a damaged file, only its name and time are known."""
    try:
        return read(Alert, json.loads(event.body)).value
    except (ValueError, TypeError, AttributeError, ConfigError):
        at = event.raised_ms / 1000
        return Alert(name=event.cause, cause="", since=at, raised=at, distance=0.0, score=0.0)
