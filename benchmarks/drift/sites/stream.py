"""The minutes of one simulated site, as the monitor takes them, and the truth about them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.counts import BINS, COLUMNS
from benchmarks.drift.sites.days import DAY_S, MINUTES, DayKind
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import IMAGE_UNITS, MINUTE, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity, Moment

MODEL: Final = ModelIdentity("simulated", "1", "")
_BOOTED: Final = 5_000.0
_LABEL_FIELDS: Final = frozenset(entry.name for entry in fields(LabelCounts))

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Minutes:
    """One entry a minute, (M,): what is counted once a frame, and the truth.

    frames, empty, low_frames, covered_ms, brightness, contrast, sharpness: as in FrameCounts (sums in 1/256).
    right, wrong, missed: detections (one an object and frame) that are true, false, or not there; visible: objects
    and frames that a person could see. arrivals: objects that came. busy: objects a minute that the site's rhythm
    leads one to expect. open: whether traffic is usual at that minute. dark: the sun is down.
    """

    frames: Ints
    empty: Ints
    low_frames: Ints
    covered_ms: Ints
    brightness: Ints
    contrast: Ints
    sharpness: Ints
    right: Ints
    wrong: Ints
    missed: Ints
    visible: Ints
    arrivals: Ints
    busy: NDArray[np.float64]
    open: NDArray[np.bool_]
    dark: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SiteStream:
    """Minutes of one site from `first_day` on; minute 0 is the first local midnight of day 0, whatever `first_day`.

    kind, seed: of the site. zone_h: hours that local time is ahead of UTC. start_s: seconds since 1970, UTC, of minute
    0. labels: rows' names. classifier: whether each frame has one top class.
    day_kinds: of each day from `first_day` on. day_objects: (days, labels) objects that came.
    minutes: one entry a minute. row_minute (from `first_day` on), row_label: (R,) of each minute and label with any
    confidence; rows: (R, 7) COLUMNS; pointer, bins, counts: the histogram of row r is counts[pointer[r]:pointer[r + 1]]
    at those bins.
    """

    kind: str
    seed: int
    zone_h: float
    start_s: int
    first_day: int
    labels: tuple[str, ...]
    classifier: bool
    day_kinds: tuple[DayKind, ...]
    day_objects: Ints
    truth: Minutes
    row_minute: Ints
    row_label: Ints
    rows: Ints
    pointer: Ints
    bins: NDArray[np.uint8]
    counts: NDArray[np.uint32]

    @property
    def days(self) -> int:
        return len(self.day_kinds)

    @property
    def local_day(self) -> int:
        """Number of its day 0 in local time, counted from 1 January 1970."""
        return int((self.start_s + self.zone_h * 3600) // DAY_S)

    @property
    def first(self) -> int:
        """Number of the first minute."""
        return self.first_day * MINUTES

    @property
    def end(self) -> int:
        """Number of the first minute that is no longer simulated."""
        return self.first + self.days * MINUTES

    @property
    def name(self) -> str:
        return f"{self.kind} {self.seed}"

    def column(self, name: str) -> Ints:
        """One of COLUMNS, (R,)."""
        return self.rows[:, COLUMNS.index(name)]

    def a_minute(self, name: str, label: int | None = None) -> Ints:
        """One of COLUMNS over all labels (or one) for each minute, (M,)."""
        values = self.column(name) if label is None else np.where(self.row_label == label, self.column(name), 0)
        return np.bincount(self.row_minute, values, minlength=self.days * MINUTES).astype(np.int64)

    def minutes(self, first: int | None = None, end: int | None = None) -> Iterator[ClosedMinute]:
        """Minutes `first` to before `end`, counted from minute 0 of day 0; those without a frame do not exist."""
        begin = (self.first if first is None else max(first, self.first)) - self.first
        stop = (self.end if end is None else min(end, self.end)) - self.first
        edges = np.searchsorted(self.row_minute, np.arange(begin, stop + 1))
        for number, minute in enumerate(range(begin, stop)):
            if self.truth.frames[minute]:
                yield self._minute(minute, int(edges[number]), int(edges[number + 1]))

    def _minute(self, minute: int, first_row: int, end_row: int) -> ClosedMinute:
        labels = {self.labels[self.row_label[row]]: self._label(row) for row in range(first_row, end_row)}
        wall = self.start_s + (self.first + minute) * MINUTE
        rollup = RollUp(wall, self.name, MODEL.key, Totals(self._frames(minute), labels))
        ends = wall + MINUTE
        return ClosedMinute(rollup, Moment(float(ends), ends - self.start_s + _BOOTED))

    def _frames(self, minute: int) -> FrameCounts:
        truth = self.truth
        frames = int(truth.frames[minute])
        return FrameCounts(
            frames=frames,
            empty_frames=int(truth.empty[minute]),
            low_confidence_frames=int(truth.low_frames[minute]),
            covered_ms=int(truth.covered_ms[minute]),
            image_frames=frames,
            brightness_sum=int(truth.brightness[minute]),
            contrast_sum=int(truth.contrast[minute]),
            sharpness_sum=int(truth.sharpness[minute]),
            classified_frames=frames if self.classifier else 0,
        )

    def _label(self, row: int) -> LabelCounts:
        frames, detections, low, units, squares, begun, fleeting = self.rows[row].tolist()
        histogram = np.zeros(BINS, np.int64)
        part = slice(self.pointer[row], self.pointer[row + 1])
        histogram[self.bins[part]] = self.counts[part]
        return label_counts((frames, detections, low, units, squares), (begun, fleeting), histogram)

    def save(self, path: Path) -> None:
        """Writes everything to `path`, by way of a temporary file next to it, so that no half file is ever read."""
        arrays = {f"truth_{entry.name}": getattr(self.truth, entry.name) for entry in fields(Minutes)}
        for name in ("day_objects", "row_minute", "row_label", "rows", "pointer", "bins", "counts"):
            arrays[name] = getattr(self, name)
        about = np.array([self.kind, *map(str, (self.seed, self.zone_h, self.start_s, self.first_day))])
        part = path.with_suffix(f".{os.getpid()}.npz")
        np.savez_compressed(
            part,
            about=about,
            labels=np.array(self.labels),
            day_kinds=np.array(self.day_kinds),
            classifier=np.array(self.classifier),
            **arrays,
        )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> "SiteStream":
        """What `save` wrote."""
        with np.load(path) as file:
            kind, seed, zone_h, start_s, first_day = file["about"].tolist()
            truth = Minutes(*(file[f"truth_{entry.name}"] for entry in fields(Minutes)))
            return cls(
                kind,
                int(seed),
                float(zone_h),
                int(start_s),
                int(first_day),
                tuple(file["labels"].tolist()),
                bool(file["classifier"]),
                tuple(file["day_kinds"].tolist()),
                file["day_objects"],
                truth,
                *(file[name] for name in ("row_minute", "row_label", "rows", "pointer", "bins", "counts")),
            )


def label_counts(sums: tuple[int, ...], runs: tuple[int, int], histogram: Ints) -> LabelCounts:
    """sums: frames, detections, low, units, squares. runs: begun and fleeting, for a LabelCounts that counts them."""
    kept = {name: value for name, value in zip(("begun", "fleeting"), runs, strict=True) if name in _LABEL_FIELDS}
    return LabelCounts(*sums, **kept, histogram=Histogram(histogram))


def image_sums(mean: NDArray[np.float64], frames: Ints) -> Ints:
    """Sum of a picture's value over `frames` frames a minute, in units of 1/256; (M,)."""
    return np.rint(mean * frames * IMAGE_UNITS).astype(np.int64)


def joined(days: Sequence[SiteStream]) -> SiteStream:
    """Days of one site that follow each other, as one stream."""
    lengths = np.concatenate([np.diff(day.pointer) for day in days])
    shifts = np.cumsum([0, *(day.days * MINUTES for day in days)])[:-1]

    def together(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(day, name) for day in days])

    return replace(
        days[0],
        day_kinds=tuple(kind for day in days for kind in day.day_kinds),
        day_objects=together("day_objects"),
        truth=Minutes(*(np.concatenate([getattr(day.truth, name) for day in days]) for name in Minutes.__slots__)),
        row_minute=np.concatenate([day.row_minute + shift for day, shift in zip(days, shifts, strict=True)]),
        row_label=together("row_label"),
        rows=together("rows"),
        pointer=np.concatenate(([0], np.cumsum(lengths))),
        bins=together("bins"),
        counts=together("counts"),
    )
