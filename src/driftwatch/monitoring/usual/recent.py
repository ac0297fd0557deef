"""The last hours and days of a stream as rows in the order of time, out of its history."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.came import that_came
from driftwatch.monitoring.usual.day import BLOCKS, BLOCKS_AN_HOUR, TOTALS, Day
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.light import FIGURES, figures_of
from driftwatch.monitoring.usual.pace import UNUSUAL
from driftwatch.monitoring.usual.usual import Usual

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RecentBlocks:
    """totals: (N, 6) as in usual.day.TOTALS. figures: (N, 3) of the picture of its hour, as in usual.light.

    kinds, blocks: (N,) kind of day and block of the day.
    """

    totals: Floats
    figures: Floats
    kinds: Ints
    blocks: Ints


@dataclass(frozen=True, slots=True)
class RecentHours:
    """frames, detections, begun, came: (N,) of all labels. labels: (N, L, 5) as in usual.day.OF_LABEL.

    came: objects that came, those of one frame as far as they are real.

    figures: (N, 3) of the picture, as in usual.light. kinds, hours: (N,) kind of day and hour of the day. pace: (N,)
    how many times as often as usual frames came, of which those that were more are left out here.
    """

    frames: Floats
    detections: Floats
    begun: Floats
    came: Floats
    labels: Floats
    figures: Floats
    kinds: Ints
    hours: Ints
    pace: Floats

    @property
    def unusual_pace(self) -> NDArray[np.bool_]:
        """(N,) hours in which frames came clearly more or less often than usual."""
        unusual: NDArray[np.bool_] = (self.pace > UNUSUAL) | (self.pace < 1 / UNUSUAL)
        return unusual


def recent_blocks(history: History, usual: Usual, until: int, length: int) -> RecentBlocks:
    """The `length` blocks before `until`, a block counted from 1 January 1970 (local), at the usual pace."""
    first = (until - length) // BLOCKS
    days = range(first, (until - 1) // BLOCKS + 1)
    known = [history.day(number) or Day(number) for number in days]
    totals = np.concatenate([usual.pace.blocks_of(day) for day in known])
    figures = np.repeat(figures_of(known), BLOCKS_AN_HOUR, axis=1).reshape(-1, FIGURES)
    part = slice(until - length - first * BLOCKS, until - first * BLOCKS)
    of_kind = np.repeat([usual.kinds.of_day(day.number, day) for day in known], BLOCKS)
    blocks = np.tile(np.arange(BLOCKS), len(days))
    return RecentBlocks(totals[part], figures[part], of_kind[part], blocks[part])


def recent_hours(history: History, usual: Usual, labels: Sequence[str], until: int, length: int) -> RecentHours:
    """The `length` hours before `until`, an hour counted from 1 January 1970 (local), at the usual pace."""
    first = (until - length) // HOURS_A_DAY
    numbers = range(first, (until - 1) // HOURS_A_DAY + 1)
    days = [history.day(number) or Day(number) for number in numbers]
    part = slice(until - length - first * HOURS_A_DAY, until - first * HOURS_A_DAY)
    blocks = np.concatenate([usual.pace.blocks_of(day) for day in days])
    totals = blocks.reshape(-1, BLOCKS_AN_HOUR, len(TOTALS)).sum(axis=1)[part]
    figures = figures_of(days).reshape(-1, FIGURES)[part]
    of_label = np.concatenate([usual.pace.hours_of(day, labels) for day in days])[part]
    of_kind = np.repeat([usual.kinds.of_day(day.number, day) for day in days], HOURS_A_DAY)[part]
    hours = np.tile(np.arange(HOURS_A_DAY), len(days))[part]
    pace = np.concatenate([usual.pace.times(day) for day in days])[part]
    frames, detections, begun = totals[:, 0], totals[:, 1], totals[:, 4]
    came = that_came(totals, usual.real_flashes[0], TOTALS)
    return RecentHours(frames, detections, begun, came, of_label, figures, of_kind, hours, pace)
