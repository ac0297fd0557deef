"""What is true of a site: how right the model is, how busy the site is, which days are alike."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.days import MINUTES, is_between_the_years
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.stream import SiteStream
from driftwatch.monitoring.dates import date_of

WORSE: Final = 0.03
"""Precision or recall this far below its usual value is a model that is worse."""
_FEW: Final = 20
"""Objects a day below which neither can be known, so that every alarm counts as false."""


@dataclass(frozen=True)
class Truth:
    """About one unchanged stream from day 0 on."""

    kind: Kind
    stream: SiteStream

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Weekends and holidays, (days,)."""
        return np.array([kind != "working" for kind in self.stream.day_kinds])

    @cached_property
    def between_the_years(self) -> NDArray[np.bool_]:
        """Days from 24 to 31 December, (days,)."""
        dates = (date_of(self.stream.local_day + day) for day in range(self.stream.days))
        return np.array([is_between_the_years(date) for date in dates])

    def by_day(self, name: str) -> NDArray[np.float64]:
        """Sum of one of the truth's counts for each day, (days,)."""
        return np.asarray(getattr(self.stream.truth, name), np.float64).reshape(-1, MINUTES).sum(axis=1)

    @cached_property
    def objects(self) -> NDArray[np.int64]:
        """All that came on each day, (days,)."""
        return self.stream.day_objects.sum(axis=1)

    def a_day(self, free: bool, label: int | None = None) -> float:
        """Median number of objects that come on such a day; 0 where there is none."""
        counts = self.objects if label is None else self.stream.day_objects[:, label]
        alike = counts[self.free == free]
        return float(np.median(alike)) if len(alike) else 0.0

    @cached_property
    def objects_a_night(self) -> float:
        truth = self.stream.truth
        counts = np.where(truth.dark & (truth.frames > 0), truth.arrivals, 0).reshape(-1, MINUTES).sum(axis=1)
        return float(np.median(counts[~self.free]))

    def worse_than_usual(self, minute: float) -> bool:
        """Whether precision or recall over the day before `minute` lay far below their usual value for such a day.

        Whether precision or recall over the day before `minute` lay below their usual value for such a day, by WORSE
        and by more than twice their scatter (robust) between such days.

        What weather does to a site again and again is its usual scatter. Of fewer than 20 objects nothing is said.
        """
        end = int(minute)
        begin = max(end - MINUTES, 0)
        truth = self.stream.truth
        if truth.arrivals[begin:end].sum() < _FEW:
            return False
        right, wrong, missed = (float(getattr(truth, n)[begin:end].sum()) for n in ("right", "wrong", "missed"))
        alike = self.free == self.free[min(end // MINUTES, len(self.free) - 1)]
        measured = (right / max(right + wrong, 1), right / max(right + missed, 1))
        return any(
            value < usual - max(WORSE, 2 * scatter)
            for value, (usual, scatter) in zip(measured, self._usual(alike), strict=True)
        )

    def _usual(self, alike: NDArray[np.bool_]) -> list[tuple[float, float]]:
        right, wrong, missed = (self.by_day(name)[alike] for name in ("right", "wrong", "missed"))
        seen = right + missed > 0
        shares = [(right / np.maximum(right + other, 1))[seen] for other in (wrong, missed)]
        return [_middle(share) for share in shares]

    def usual_gap(self, free: bool) -> float:
        """Open minutes of the longest silence of a usual day of the kind.

        The median over such days of the longest run of open minutes without a detection; at least one minute.
        """
        detections = self.stream.a_minute("detections").reshape(-1, MINUTES)
        opened = self.stream.truth.open.reshape(-1, MINUTES)
        days = np.flatnonzero(self.free == free)
        gaps = [_longest(detections[day][opened[day]] == 0) for day in days if opened[day].any()]
        return max(float(np.median(gaps)), 1.0) if gaps else float(MINUTES)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    if not len(values):
        return 0.0, 0.0
    median = float(np.median(values))
    return median, 1.4826 * float(np.median(np.abs(values - median)))


def _longest(silent: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], silent.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))
