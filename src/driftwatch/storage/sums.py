"""Sums of a long stretch by steps of minutes or hours, added up by SQLite and read without histograms."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from driftwatch.monitoring.rollup import FRAME_COUNTS, FrameCounts
from driftwatch.monitoring.trend.trend import Sums
from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import EventRecord, StreamKey
from driftwatch.storage.rollups import SECONDS_A_MINUTE, SECONDS_AN_HOUR, Span, hours_of, minutes_of

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class LabelSums:
    """One label of one model in one step. start: seconds since 1970."""

    start: int
    model: str
    label: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class FrameSums:
    """The frames of one model in one step. start: seconds since 1970."""

    start: int
    model: str
    frames: FrameCounts


@dataclass(frozen=True, slots=True)
class ModelSeen:
    """From `since` on, seconds since 1970, this model spoke and no longer the one before."""

    model: ModelIdentity
    since: int
    is_first: bool


def has_hours_only(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> bool:
    """Whether the minutes of `span` were deleted already, and its hours were not."""
    if connection.execute(_ANY_MINUTE, minutes_of(stream, span)).fetchone() is not None:
        return False
    return connection.execute(_ANY_HOUR, hours_of(stream, span)).fetchone() is not None


def read_label_sums(connection: sqlite3.Connection, stream: StreamKey, span: Span, step: int) -> Iterator[LabelSums]:
    """step: whole minutes in seconds, that divide an hour; a whole hour reads what is kept longer."""
    if step >= SECONDS_AN_HOUR:
        rows = connection.execute(_LABEL_HOURS, hours_of(stream, span))
        scale = SECONDS_AN_HOUR
    else:
        minutes = step // SECONDS_A_MINUTE
        rows = connection.execute(_LABEL_MINUTES, {**_named(stream, span), "step": minutes})
        scale = step
    for number, model, label, detections, low, confidence in rows:
        yield LabelSums(number * scale, model, label, Sums(detections, low, confidence))


def read_frame_sums(connection: sqlite3.Connection, stream: StreamKey, span: Span, step: int) -> list[FrameSums]:
    """Oldest first. step: as in read_label_sums; frames are kept by the minute only."""
    minutes = min(step // SECONDS_A_MINUTE, _MINUTES_AN_HOUR)
    keys: dict[int, str] = dict(connection.execute("SELECT id, key FROM model"))
    rows = connection.execute(_FRAMES, {**_named(stream, span), "step": minutes})
    scale = minutes * SECONDS_A_MINUTE
    return [FrameSums(number * scale, keys[model], FrameCounts(*counts)) for number, model, *counts in rows]


def read_models(
    connection: sqlite3.Connection, stream: StreamKey, span: Span, frames: Sequence[FrameSums]
) -> list[ModelSeen]:
    """Which models spoke in `span`, each time another one began; the first of them from its first minute in it.

    frames: of `span`, as read_frame_sums gave them; only steps in which the model changes are read minute by minute.
    """
    before = connection.execute(_MODEL_BEFORE, (span.start // SECONDS_A_MINUTE, *_key(stream))).fetchone()
    last: str | None = before[0] if before else None
    seen: list[ModelSeen] = []
    looked = [one for one in frames if one.frames.frames]
    starts = sorted({one.start for one in looked})
    ends = dict(zip(starts, [*starts[1:], span.end], strict=False))
    for start, of_step in itertools.groupby(looked, lambda one: one.start):
        if seen and {one.model for one in of_step} == {last}:
            continue
        rows = connection.execute(_MODELS, minutes_of(stream, Span(start, ends[start]))).fetchall()
        for minute, of_minute in itertools.groupby(rows, lambda row: row[0]):
            # In the minute of a change both spoke, the one before first.
            for _, key, *identity in sorted(of_minute, key=lambda row: row[1] != last):
                if key != last or not seen:
                    is_first = last is None or key == last
                    seen.append(ModelSeen(ModelIdentity(*identity), minute * SECONDS_A_MINUTE, is_first))
                last = key
    return seen


def newest_model(connection: sqlite3.Connection, stream: StreamKey) -> ModelIdentity | None:
    """The one that spoke last; None where none did."""
    row = connection.execute(_NEWEST, _key(stream)).fetchone()
    return None if row is None else ModelIdentity(*row)


def read_events_within(connection: sqlite3.Connection, stream: StreamKey, span: Span) -> list[EventRecord]:
    """Events that were raised before the end of `span` and not known to be over before its beginning, oldest first."""
    rows = connection.execute(_EVENTS, (span.end * 1000, span.start * 1000, *_key(stream)))
    return [
        EventRecord(stream, ModelIdentity(name, version, sha256), cause, raised, cleared, body)
        for raised, name, version, sha256, cause, cleared, body in rows
    ]


def _key(stream: StreamKey) -> tuple[str, str]:
    return stream.service, stream.camera


def _named(stream: StreamKey, span: Span) -> dict[str, int | str]:
    first, end, service, camera = minutes_of(stream, span)
    return {"first": first, "end": end, "service": service, "camera": camera}


_OF_STREAM = "stream = (SELECT id FROM stream WHERE service = ? AND camera = ?)"
_NAMED_STREAM = "stream = (SELECT id FROM stream WHERE service = :service AND camera = :camera)"
_ANY_MINUTE = f"SELECT 1 FROM frame_stats WHERE minute >= ? AND minute < ? AND {_OF_STREAM} LIMIT 1"  # noqa: S608
_ANY_HOUR = f"SELECT 1 FROM roll_hour WHERE hour >= ? AND hour < ? AND {_OF_STREAM} LIMIT 1"  # noqa: S608
_LABEL_MINUTES = f"""
    SELECT minute / :step AS part, model.key, label.text, sum(detections), sum(low_confidence), sum(confidence_sum)
    FROM roll JOIN model ON model.id = roll.model JOIN label ON label.id = roll.label
    WHERE minute >= :first AND minute < :end AND {_NAMED_STREAM} GROUP BY part, model.key, label.text
"""  # noqa: S608
_LABEL_HOURS = f"""
    SELECT hour, model.key, label.text, detections, low_confidence, confidence_sum
    FROM roll_hour JOIN model ON model.id = roll_hour.model JOIN label ON label.id = roll_hour.label
    WHERE hour >= ? AND hour < ? AND {_OF_STREAM}
"""  # noqa: S608
_FRAMES = f"""
    SELECT minute / :step AS part, model, {", ".join(f"sum({name})" for name in FRAME_COUNTS)} FROM frame_stats
    WHERE minute >= :first AND minute < :end AND {_NAMED_STREAM} GROUP BY part, model
"""  # noqa: S608
_MODEL_BEFORE = f"""
    SELECT key FROM frame_stats JOIN model ON model.id = frame_stats.model
    WHERE minute < ? AND {_OF_STREAM} AND frames > 0 ORDER BY minute DESC LIMIT 1
"""  # noqa: S608
_MODELS = f"""
    SELECT minute, key, name, version, sha256 FROM frame_stats JOIN model ON model.id = frame_stats.model
    WHERE minute >= ? AND minute < ? AND {_OF_STREAM} AND frames > 0 ORDER BY minute, model
"""  # noqa: S608
_NEWEST = f"""
    SELECT name, version, sha256 FROM frame_stats JOIN model ON model.id = frame_stats.model
    WHERE {_OF_STREAM} ORDER BY minute DESC LIMIT 1
"""  # noqa: S608
_EVENTS = f"""
    SELECT raised_ms, name, version, sha256, cause, cleared_ms, body FROM event JOIN model ON model.id = event.model
    WHERE raised_ms < ? AND (cleared_ms IS NULL OR cleared_ms >= ?) AND {_OF_STREAM} ORDER BY raised_ms
"""  # noqa: S608
