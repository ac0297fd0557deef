"""Hourly counts of one place: as they were recorded, and what is usual there at an hour."""

import csv
import datetime
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.days import DayKind

HOURS: Final = 24
_USUAL_DAYS: Final = 28
"""Days before and after a day of which those of its kind say what is usual."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recorded:
    """first: date of the first day. counts: (days, 24) by the hour of people's clocks, NaN where none was counted."""

    first: datetime.date
    counts: Floats

    def hours(self, date: datetime.date, clock: int) -> Floats:
        """Counts of the 24 hours of standard time of a day, (24,), where people's clocks are `clock` hours ahead."""
        flat = self.counts.ravel()
        at = (date - self.first).days * HOURS + clock + np.arange(HOURS)
        inside = (at >= 0) & (at < len(flat))
        return np.where(inside, flat[np.clip(at, 0, len(flat) - 1)], np.nan)

    def usual(self, date: datetime.date, clock: int, kinds: Mapping[datetime.date, DayKind]) -> Floats:
        """Median counts of such days within four weeks before and after, (24,); zero where none was counted.

        kinds: of every day of the record.
        """
        near = (date + datetime.timedelta(days=days) for days in range(-_USUAL_DAYS, _USUAL_DAYS + 1))
        alike = [self.hours(day, clock) for day in near if kinds.get(day) == kinds.get(date)]
        known = [hours for hours in alike if np.isfinite(hours).all()]
        return np.median(known, axis=0) if known else np.zeros(HOURS)

    def whole(self, date: datetime.date, days: int) -> bool:
        """Whether nine in ten hours of the `days` from `date` on were counted."""
        row = (date - self.first).days
        return row >= 0 and np.isfinite(self.counts[row : row + days]).sum() >= 0.9 * days * HOURS


@lru_cache(maxsize=64)
def recorded(place: str, series: str) -> Recorded:
    """Of `PLACE.csv.gz` next to this file. Raises OSError or KeyError where there is no such file or column."""
    with gzip.open(Path(__file__).parent / f"{place}.csv.gz", "rt", newline="") as file:
        rows = [(row["hour"], row[series]) for row in csv.DictReader(file)]
    first = datetime.date.fromisoformat(rows[0][0][:10])
    days = (datetime.date.fromisoformat(rows[-1][0][:10]) - first).days + 1
    counts = np.full((days, HOURS), np.nan)
    for hour, count in rows:
        if count:
            counts[(datetime.date.fromisoformat(hour[:10]) - first).days, int(hour[11:])] = float(count)
    return Recorded(first, counts)
