"""How long there may be nothing at all: gaps in units of what should have been seen in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.day import BLOCKS_AN_HOUR, Day
from driftwatch.monitoring.usual.kinds import Kinds

Floats = NDArray[np.float64]

_LEAST, _SURE = 9.0, 14.0
_TIMES, _MARGIN = 3.0, 1.5
_OPEN_SHARE = 0.2
_KNOWN_WEEK = 7


@dataclass(frozen=True, slots=True)
class GapUsual:
    """objects: (K, 24) independent objects a frame. largest: objects that the emptiest stretch of an open day lacked.

    closed_run: most days in a row on which nothing was seen. knows_week: whether a whole week was seen, so that
    `closed_run` means something. opening: (K,) hour at which a kind of day opens, -1 where it does not.
    """

    objects: Floats
    largest: float
    closed_run: int
    knows_week: bool
    opening: NDArray[np.int64]

    @property
    def limit(self) -> float:
        """Objects that must be missing in a row before that is an outage."""
        return max(min(_TIMES * max(self.largest, _LEAST / _TIMES), _SURE), _MARGIN * self.largest)

    def is_open(self, kind: int, hour: int) -> bool:
        """Whether this is one of the hours in which something is usually going on."""
        peak = float(self.objects[kind].max())
        return peak > 0 and float(self.objects[kind, hour]) >= _OPEN_SHARE * peak


def learn_gaps(days: Sequence[Day], kinds: Kinds, rate: Floats, fano: float) -> GapUsual:
    """rate: (K, 24) detections a frame. fano: detections that come as one object's."""
    objects = rate / fano
    largest, run, longest_run = 0.0, 0, 0
    previous = None
    for day in days:
        blocks = day.blocks()
        seen = blocks[:, 1] > 0
        if previous is not None and day.number != previous + 1:
            run = 0
        previous = day.number
        is_closed = day.number in kinds.closed or not seen.any()
        run = run + 1 if is_closed else 0
        longest_run = max(longest_run, run)
        if is_closed:
            continue
        missing = blocks[:, 0] * np.repeat(objects[kinds.of(day.number)], BLOCKS_AN_HOUR)
        largest = max(largest, largest_gap(missing, seen))
    opening = np.array([_opening(row) for row in objects], np.int64)
    return GapUsual(objects, largest, longest_run, len(days) >= _KNOWN_WEEK, opening)


def largest_gap(missing: Floats, seen: NDArray[np.bool_]) -> float:
    """The most that was missing between two parts in which something was seen; the ends of the day do not count."""
    at = np.flatnonzero(seen)
    if len(at) < 2:
        return 0.0
    sums = np.cumsum(missing)
    return float((sums[at[1:] - 1] - sums[at[:-1]]).max())


def _opening(objects: Floats) -> int:
    busy = np.flatnonzero(objects >= _OPEN_SHARE * objects.max()) if objects.max() > 0 else np.array([], np.int64)
    return int(busy[0]) if len(busy) else -1
