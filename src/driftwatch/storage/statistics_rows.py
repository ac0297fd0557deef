"""Minutes and samples as rows of their tables, which can be added now, or be kept as bytes and added later."""

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch
from driftwatch.storage.rollups import add_frame_rows, add_label_rows, frame_row, label_rows
from driftwatch.storage.samples import add_sample_rows, sample_row

Row: TypeAlias = tuple[Any, ...]
"""Numbers, of which the last one of labels and samples is bytes."""


@dataclass(frozen=True, slots=True)
class StatisticsRows:
    """frames, labels: of minutes. All of them refer to the file's own numbers of streams, models and labels."""

    frames: tuple[Row, ...] = ()
    labels: tuple[Row, ...] = ()
    samples: tuple[Row, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.frames or self.labels or self.samples)

    def __add__(self, later: "StatisticsRows") -> "StatisticsRows":
        return StatisticsRows(self.frames + later.frames, self.labels + later.labels, self.samples + later.samples)


def statistics_rows(names: InternedNames, batches: Iterable[Batch]) -> StatisticsRows:
    """Names that are new are written at once."""
    frames: list[Row] = []
    labels: list[Row] = []
    samples: list[Row] = []
    for batch in batches:
        for minute in batch.minutes:
            frames.append(frame_row(names, minute))
            labels += label_rows(names, minute)
        samples += (sample_row(names, one) for one in batch.samples)
    return StatisticsRows(tuple(frames), tuple(labels), tuple(samples))


def add_rows(connection: sqlite3.Connection, rows: StatisticsRows) -> None:
    """To their tables, inside a transaction of the caller."""
    add_frame_rows(connection, rows.frames)
    add_label_rows(connection, rows.labels)
    add_sample_rows(connection, rows.samples)


def pack_rows(rows: StatisticsRows) -> bytes:
    """Some 150 bytes for a minute, and 60 for a label."""
    content = [rows.frames, _with_text(rows.labels), _with_text(rows.samples)]
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode())


def unpack_rows(packed: bytes) -> StatisticsRows:
    """Raises ValueError where `packed` is damaged."""
    try:
        frames, labels, samples = json.loads(zlib.decompress(packed))
        return StatisticsRows(tuple(map(tuple, frames)), _with_bytes(labels), _with_bytes(samples))
    except (zlib.error, TypeError) as error:
        raise ValueError(f"these are no rows: {error}") from error


def _with_text(rows: Iterable[Row]) -> list[Row]:
    return [(*numbers, base64.b64encode(body).decode()) for *numbers, body in rows]


def _with_bytes(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple((*numbers, base64.b64decode(text)) for *numbers, text in rows)
