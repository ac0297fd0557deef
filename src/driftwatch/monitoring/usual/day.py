"""One local day of a stream, small enough to keep weeks of them."""

import json
import struct
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY, MINUTES_A_DAY
from driftwatch.monitoring.histogram import BINS
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, IMAGE_UNITS, RollUp

BLOCK = 5
"""Minutes that are added up before anything is compared."""
BLOCKS = MINUTES_A_DAY // BLOCK
BLOCKS_AN_HOUR = 60 // BLOCK
TOTALS = ("frames", "detections", "low", "confidence", "begun", "fleeting")
"""Of all labels, by block. confidence: sum over detections, in [0, 1] each.

begun: objects that came into view; fleeting: those of them that were seen in one frame only.
"""
OF_LABEL = ("detections", "low", "confidence", "begun", "fleeting")
"""The same of one label, by hour."""
PICTURE = ("frames", "brightness", "contrast", "sharpness")
"""Of the pictures, by hour: how many were measured, and sums over them."""
MOST_LABELS = 100
OTHER_LABELS = "\N{HORIZONTAL ELLIPSIS}other labels"
_FORMAT = 3
_BEFORE_TRAILS = 2
_BEFORE_PICTURES = 1
_HEAD_NAMES = (
    "number", "model", "floor", "low_confidence", "minutes", "first", "last", "alarmed", "era", "like", "followed",
)  # fmt: skip
_HEAD = struct.Struct("<BI")

Floats = NDArray[np.float64]


def by_hour(blocks: Floats) -> Floats:
    """(..., 24) sums of (..., 288) values of blocks."""
    sums: Floats = blocks.reshape(*blocks.shape[:-1], HOURS_A_DAY, BLOCKS_AN_HOUR).sum(axis=-1)
    return sums


@dataclass(slots=True)
class Day:
    """Counts of one local day under one model; grows while the day goes on.

    number: local days since 1 January 1970. floor, low_confidence: the thresholds that the counts were made with.
    minutes: those with frames. first, last: wall clock of its first and last minute, seconds since 1970; 0 where empty.
    alarmed: whether an alert was active in it. era: counts up each time the owner says that the present is usual.
    like: kind of day that it turned out to be like, although the calendar says otherwise; -1 where it does not.
    followed: whether an object that was out of sight for a while was known again when its return was counted.
    """

    number: int
    model: str = ""
    floor: float = 0.3
    low_confidence: float = 0.6
    minutes: int = 0
    first: int = 0
    last: int = 0
    alarmed: bool = False
    era: int = 0
    like: int = -1
    followed: bool = True
    totals: "array[float]" = field(default_factory=lambda: array("d", bytes(8 * BLOCKS * len(TOTALS))))
    picture: "array[float]" = field(default_factory=lambda: array("d", bytes(8 * HOURS_A_DAY * len(PICTURE))))
    labels: dict[str, "array[float]"] = field(default_factory=dict[str, "array[float]"])
    histogram: NDArray[np.int64] = field(default_factory=lambda: np.zeros(BINS, np.int64))

    def add(self, rollup: RollUp, minute: int) -> None:
        """Adds one minute; `minute` of the local day."""
        frames = rollup.totals.frames.frames
        if not frames:
            return
        self.minutes += 1
        self.first = self.first or rollup.start
        self.last = max(self.last, rollup.start)
        detections = low = begun = fleeting = 0
        units = 0
        hour = minute // 60 * len(OF_LABEL)
        for label, counts in rollup.totals.labels.items():
            self.histogram += counts.histogram.counts
            if not counts.detections:
                continue
            row = self._row(label)
            row[hour] += counts.detections
            row[hour + 1] += counts.low_confidence
            row[hour + 2] += counts.confidence_sum / CONFIDENCE_UNITS
            row[hour + 3] += counts.begun
            row[hour + 4] += counts.fleeting
            detections += counts.detections
            low += counts.low_confidence
            units += counts.confidence_sum
            begun += counts.begun
            fleeting += counts.fleeting
        self._add_picture(rollup, minute // 60 * len(PICTURE))
        at = minute // BLOCK * len(TOTALS)
        self.totals[at] += frames
        self.totals[at + 1] += detections
        self.totals[at + 2] += low
        self.totals[at + 3] += units / CONFIDENCE_UNITS
        self.totals[at + 4] += begun
        self.totals[at + 5] += fleeting

    def _add_picture(self, rollup: RollUp, at: int) -> None:
        frames = rollup.totals.frames
        self.picture[at] += frames.image_frames
        self.picture[at + 1] += frames.brightness_sum / IMAGE_UNITS
        self.picture[at + 2] += frames.contrast_sum / IMAGE_UNITS
        self.picture[at + 3] += frames.sharpness_sum / IMAGE_UNITS

    def forget(self, until: int) -> None:
        """Takes out what lies before the block and the hour of minute `until` of the day."""
        self.totals[: until // BLOCK * len(TOTALS)] = array("d", bytes(8 * (until // BLOCK * len(TOTALS))))
        hours = until // 60 * len(PICTURE)
        self.picture[:hours] = array("d", bytes(8 * hours))
        for row in self.labels.values():
            end = until // 60 * len(OF_LABEL)
            row[:end] = array("d", bytes(8 * end))

    def _row(self, label: str) -> "array[float]":
        row = self.labels.get(label)
        if row is None:
            if len(self.labels) >= MOST_LABELS:
                label = OTHER_LABELS
            row = self.labels.setdefault(label, array("d", bytes(8 * HOURS_A_DAY * len(OF_LABEL))))
        return row

    def blocks(self) -> Floats:
        """(288, 6): TOTALS of each block."""
        return np.frombuffer(self.totals, np.float64).reshape(BLOCKS, len(TOTALS))

    def hours_of(self, label: str) -> Floats:
        """(24, 5): OF_LABEL of each hour; zeros for a label that was not seen."""
        row = self.labels.get(label)
        shape = (HOURS_A_DAY, len(OF_LABEL))
        return np.zeros(shape) if row is None else np.frombuffer(row, np.float64).reshape(shape)

    def pictures(self) -> Floats:
        """(24, 4): PICTURE of each hour."""
        return np.frombuffer(self.picture, np.float64).reshape(HOURS_A_DAY, len(PICTURE))

    @property
    def detections(self) -> float:
        return float(self.blocks()[:, 1].sum())

    def pack(self) -> bytes:
        """Some kilobytes; `unpack` reads them."""
        head = json.dumps({**{n: getattr(self, n) for n in _HEAD_NAMES}, "labels": list(self.labels)}).encode()
        parts = [self.totals, self.picture, *self.labels.values()]
        body = b"".join(np.frombuffer(part, np.float64).astype("<f4").tobytes() for part in parts)
        return zlib.compress(_HEAD.pack(_FORMAT, len(head)) + head + self.histogram.astype("<i8").tobytes() + body)

    @classmethod
    def unpack(cls, packed: bytes) -> "Day":
        """Raises RecordError where `packed` is not what `pack` gave."""
        try:
            raw = zlib.decompress(packed)
            version, length = _HEAD.unpack_from(raw)
            if version not in (_BEFORE_PICTURES, _BEFORE_TRAILS, _FORMAT):
                raise RecordError(f"a day of format {version}, this program reads {_FORMAT}")
            at = _HEAD.size + length
            head: Mapping[str, Any] = json.loads(raw[_HEAD.size : at])
            histogram = np.frombuffer(raw, "<i8", BINS, at).astype(np.int64)
            values = np.frombuffer(raw, "<f4", offset=at + 8 * BINS).astype(np.float64)
            labels = [str(label) for label in head["labels"]]
            size, row = BLOCKS * len(TOTALS), HOURS_A_DAY * len(OF_LABEL)
            if version < _FORMAT:
                values = _with_fleeting(values)
                head = {**head, "followed": False}
            if version == _BEFORE_PICTURES:
                values = np.insert(values, min(size, len(values)), np.zeros(HOURS_A_DAY * len(PICTURE)))
            start = size + HOURS_A_DAY * len(PICTURE)
            if len(values) != start + row * len(labels) or not np.isfinite(values).all():
                raise RecordError("a day of another size")
            fields = {name: head[name] for name in head if name != "labels"}
            rows = {name: array("d", values[start + i * row : start + (i + 1) * row]) for i, name in enumerate(labels)}
            totals, picture = array("d", values[:size]), array("d", values[size:start])
            return cls(**fields, totals=totals, picture=picture, labels=rows, histogram=histogram)
        except (zlib.error, struct.error, ValueError, KeyError, TypeError) as error:
            raise RecordError(f"not a day: {error}") from error


def _with_fleeting(values: Floats) -> Floats:
    """Values of a day of an older format, whose blocks had no "fleeting" at their end."""
    size = BLOCKS * (len(TOTALS) - 1)
    blocks = np.pad(values[:size].reshape(BLOCKS, -1), ((0, 0), (0, 1)))
    return np.concatenate([blocks.ravel(), values[size:]])
