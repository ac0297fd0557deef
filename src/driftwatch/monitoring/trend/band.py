"""What mean confidence and the share of low confidence usually are in a stretch of time, as the detectors know it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY, MINUTES_A_DAY, Calendar
from driftwatch.monitoring.rollup import IMAGE_UNITS, FrameCounts
from driftwatch.monitoring.trend.trend import UsualShare
from driftwatch.monitoring.usual.day import BLOCK, BLOCKS, BLOCKS_AN_HOUR
from driftwatch.monitoring.usual.level_usual import LevelUsual
from driftwatch.monitoring.usual.usual import Usual

Floats = NDArray[np.float64]

_DEVIATIONS: Final = 2.0
"""Of windows of this length: 19 of 20 lie within."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """The blocks of five minutes that a stretch is made of: kind of day, place in the day, and how much each counts."""

    kinds: NDArray[np.int64]
    blocks: NDArray[np.int64]
    weights: Floats


class Band:
    """Of one stream and its present model. usual: learned from as many days as it takes to judge."""

    def __init__(self, usual: Usual, calendar: Calendar) -> None:
        self._usual, self._calendar = usual, calendar

    def mean(self, start: int, end: int, explained: float = 0.0) -> UsualShare | None:
        """Of the mean confidence; None where next to nothing is usually seen. start < end: seconds since 1970.

        The profile of the day, and two deviations of windows of this length beyond it. explained: see `light`.
        """
        level = self._usual.level
        parts = self._parts(start, end)
        if level is None or parts is None:
            return None
        low = float((parts.weights * level.low[parts.kinds, parts.blocks]).sum()) + explained
        high = float((parts.weights * level.high[parts.kinds, parts.blocks]).sum()) + explained
        at_work = bool((parts.weights * level.busy[parts.kinds, parts.blocks]).sum() >= 0.5)
        around = _DEVIATIONS * _error(level, _window(level, start, end), at_work)
        return UsualShare(_share(low - around), _share(high + around))

    def low_rate(self, start: int, end: int) -> UsualShare | None:
        """Of the share of low confidence; None as `mean`."""
        parts, rates, level = self._parts(start, end), self._usual.unsure, self._usual.level
        if parts is None or level is None:
            return None
        hourly = rates.rate[parts.kinds, parts.blocks // BLOCKS_AN_HOUR]
        known = ~np.isnan(hourly)
        weights = np.where(known, parts.weights, 0.0)
        if not weights.sum():
            return None
        middle = float((weights * np.nan_to_num(hourly)).sum() / weights.sum())
        spread = float((weights * rates.spread[parts.kinds]).sum() / weights.sum())
        # A shorter stretch scatters more, a longer one less, as mean confidence does.
        hour = _error(level, _window(level, start, start + 3600), True)
        around = spread * _error(level, _window(level, start, end), True) / hour
        return UsualShare(_share(middle - around), _share(middle + around))

    def light(self, at: int, frames: FrameCounts) -> float:
        """By how much the picture of `frames`, an hour at most from `at` on, explains a higher mean confidence."""
        if not frames.image_frames:
            return 0.0
        sums = np.array([[frames.brightness_sum, frames.contrast_sum, frames.sharpness_sum]], np.float64)
        figures = np.log(sums / (IMAGE_UNITS * frames.image_frames) + 1.0)
        hour = np.array([self._calendar.place(at)[1] // 60 % HOURS_A_DAY], np.int64)
        return float(self._usual.light.explains(figures, hour)[0])

    def _parts(self, start: int, end: int) -> _Parts | None:
        """None where usually nothing is seen in them."""
        count = max((end - start) // (60 * BLOCK), 1)
        day, minute = self._calendar.place(start)
        index = minute // BLOCK + np.arange(count)
        days, blocks = day + index // BLOCKS, index % BLOCKS
        of_day = {int(one): self._usual.kinds.of(int(one)) for one in np.unique(days)}
        kinds = np.array([of_day[int(one)] for one in days], np.int64)
        seen = self._usual.counts.rate[kinds, blocks // BLOCKS_AN_HOUR, 0]
        return _Parts(kinds, blocks, seen / seen.sum()) if seen.sum() > 0 else None


def _window(level: LevelUsual, start: int, end: int) -> int:
    """Index of the window that is as long as the stretch, or the longest one shorter than it."""
    parts = (end - start) * level.low.shape[1] // (60 * MINUTES_A_DAY)
    return max((index for index, window in enumerate(level.windows) if window <= parts), default=0)


def _error(level: LevelUsual, window: int, at_work: bool) -> float:
    scatter = level.at_work if at_work else level.quiet
    return level.error(scatter, window, float(scatter.objects[window]))


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
