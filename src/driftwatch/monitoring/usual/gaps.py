"""How long there may be nothing at all: gaps in units of what should have been seen in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.day import BLOCKS, BLOCKS_AN_HOUR, Day, by_hour
from driftwatch.monitoring.usual.kinds import CLOSED_SHARE, WORKING, Kinds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAST, _SURE = 9.0, 14.0
_TIMES, _MARGIN = 3.0, 1.6
_DAY_TIMES = 2.0
_FEW_DAYS, _CLUSTERED = 6.0, 5.0
"""Where gaps lack more objects than come by chance, few days have not seen the largest one yet."""
_OPEN_SHARE, _STEADY_SHARE = 0.3, 0.1
"""Of what the busiest hour has: what one has in which the place is open, on most days, and on each one."""
_STEADY, _STEADY_DAYS = 0.5, 3
"""Part of an hour in which something was seen on each of three days and more: between two rush hours nobody closes."""
_KNOWN_WEEK = 7
_HOLIDAYS = 3
"""Days in a row that a site may be closed before a week of it is known."""
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class GapUsual:
    """What silence is usual."""

    present: Floats
    """(K, 24) objects in view at a time."""
    come: Floats
    """(K, 24) objects a frame that come into view, those of one frame as far as most are.

    Both are 0 in hours with less than a third of what the busiest has, or a tenth where no such hour was ever empty.
    """
    largest: float
    """Objects that the emptiest stretch of an open day lacked."""
    longest: int
    """Its five minutes with frames in open hours."""
    latest: float
    """Objects that a day lacked up to an hour, of which next to nothing was seen by then, and which was an open one."""
    closed_run: int
    """Most days in a row on which next to nothing was seen, Sundays among them."""
    days: int
    """Learned from: few of them have not seen the largest gap yet, and before a week `closed_run` means little."""
    trusted: NDArray[np.bool_]
    """(K,) kinds of day of which it is known, not guessed from others, that they last as long as is said here."""

    @property
    def longest_closed(self) -> int:
        """Days in a row on which nothing may be seen."""
        return self.closed_run if self.days >= _KNOWN_WEEK else max(self.closed_run, _HOLIDAYS)

    @property
    def limit(self) -> float:
        """Objects that must be missing in a row before that is an outage."""
        by_chance = min(_TIMES * max(self.largest, _LEAST / _TIMES), _SURE)
        return max(by_chance, _MARGIN * self.largest + self._unseen(self.largest))

    def _unseen(self, objects: float) -> float:
        """More that days to come may lack than the `objects` that days so far lacked at most."""
        return _FEW_DAYS / max(self.days, 1) * max(objects - _CLUSTERED, 0.0)

    def limit_of_day(self, closed_days: int) -> float:
        """Objects that must be missing since midnight, strays or not, for a day to be like no open one.

        closed_days: in a row, this one included; that a day may open late explains only the first of them.
        """
        late = _DAY_TIMES * self.latest + self._unseen(self.latest) if closed_days == 1 else 0.0
        return max(_DAY_TIMES * self.limit, late)

    def is_open(self, kind: int, hour: int) -> bool:
        """Whether this is one of the hours in which something is usually going on."""
        return bool(self.present[kind, hour] > 0)

    def missing(self, kinds: Ints, hours: Ints, frames: Floats) -> float:
        """Objects that should have been seen in (N,) parts: those in view at the beginning, and those that come."""
        at_start = float(self.present[kinds, hours].max(initial=0.0)) if len(frames) else 0.0
        return at_start + float((self.come[kinds, hours] * frames).sum())

    def open_parts(self, kinds: Ints, hours: Ints, frames: Floats) -> int:
        """Of (N,) parts, those with frames in open hours."""
        return int(((self.present[kinds, hours] > 0) & (frames > 0)).sum())

    @property
    def longest_parts(self) -> float:
        """Open parts that must be empty in a row before that is an outage, however few objects there usually are."""
        return _TIMES * max(self.longest, _SHORTEST)


def learn_gaps(days: Sequence[Day], kinds: Kinds, rate: Floats, come: Floats) -> GapUsual:
    """rate: (K, 24) detections a frame. come: (K, 24) objects a frame that come."""
    known = np.isin(np.arange(len(rate)), [kinds.of_day(day.number, day) for day in days])
    rate, come = _guessed(rate, known), _guessed(come, known)
    share = np.where(_never_empty(days, kinds, len(rate)), _STEADY_SHARE, _OPEN_SHARE)
    busy = rate >= np.maximum(share * rate.max(axis=1, keepdims=True), 1e-12)
    trusted = known | (np.arange(len(rate)) == WORKING)
    usual = GapUsual(np.where(busy, rate, 0.0), np.where(busy, come, 0.0), 0.0, 0, 0.0, 0, len(days), trusted)
    largest, longest, latest, run, longest_run = 0.0, 0, 0.0, 0, 0
    previous = None
    for day in days:
        blocks = day.blocks()
        seen = blocks[:, 1] > 0
        if previous is not None and day.number != previous + 1:
            run = 0
        previous = day.number
        is_closed = day.number in kinds.closed or is_closed_day(rate[WORKING], day)
        run = run + 1 if is_closed else 0
        longest_run = max(longest_run, run)
        if not is_closed:
            objects, length = _largest_gap(usual, kinds.of_day(day.number, day), blocks[:, 0], seen)
            largest, longest = max(largest, objects), max(longest, length)
            latest = max(latest, _closed_until(usual, kinds.of_day(day.number, day), day, rate))
    return replace(usual, largest=largest, longest=longest, latest=latest, closed_run=longest_run)


def _never_empty(days: Sequence[Day], kinds: Kinds, count: int) -> NDArray[np.bool_]:
    """(K, 24) hours of `count` kinds of day in which something was seen for half of the time on every open day."""
    least, known = np.full((count, HOURS_A_DAY), np.inf), np.zeros((count, HOURS_A_DAY))
    for day in days:
        if day.number in kinds.closed:
            continue
        kind, there = kinds.of_day(day.number, day), day.blocks()[:, :2] > 0
        looked, seen = there.reshape(HOURS_A_DAY, BLOCKS_AN_HOUR, 2).sum(axis=1, dtype=np.float64).T
        least[kind] = np.fmin(least[kind], np.divide(seen, looked, out=np.full(HOURS_A_DAY, np.inf), where=looked > 0))
        known[kind] += looked > 0
    never: NDArray[np.bool_] = (least >= _STEADY) & (known >= _STEADY_DAYS)
    return never


def is_closed_day(working: Floats, day: Day) -> bool:
    """Whether a day held next to nothing of what a working day holds, as Sundays do on many sites.

    working: (24,) detections a frame.
    """
    blocks = day.blocks()
    expected = float((np.repeat(working, BLOCKS_AN_HOUR) * blocks[:, 0]).sum())
    return float(blocks[:, 1].sum()) <= CLOSED_SHARE * expected


def _closed_until(usual: GapUsual, kind: int, day: Day, rate: Floats) -> float:
    """Objects that an open day lacked by the last full hour up to which it held next to nothing. rate: (K, 24)."""
    frames, seen = (by_hour(day.blocks()[:, column]) for column in (0, 1))
    due, hours = np.cumsum(rate[kind] * frames), np.arange(HOURS_A_DAY)
    closed = np.flatnonzero((np.cumsum(seen) <= CLOSED_SHARE * due) & (due > 0))
    if not len(closed):
        return 0.0
    part = slice(0, int(closed[-1]) + 1)
    return usual.missing(np.full(part.stop, kind), hours[part], frames[part])


def _guessed(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """(K, 24) `values`; a kind of day that was never seen has at each hour the least of what the others have.

    A working day is busier than that, nearly everywhere; a first Saturday may end at noon.
    """
    return np.where(known[:, None], values, values[known].min(axis=0)) if known.any() else values


def _largest_gap(usual: GapUsual, kind: int, frames: Floats, seen: NDArray[np.bool_]) -> tuple[float, int]:
    """The most objects and the most open parts that were missing between two parts in which something was seen."""
    hours = np.arange(BLOCKS) // BLOCKS_AN_HOUR
    at = np.flatnonzero(seen)
    largest, longest = 0.0, 0
    for before, after in zip(at[:-1].tolist(), at[1:].tolist(), strict=True):
        if after - before > 1:
            gap = slice(before + 1, after)
            of_kind = np.full(after - before - 1, kind)
            largest = max(largest, usual.missing(of_kind, hours[gap], frames[gap]))
            longest = max(longest, usual.open_parts(of_kind, hours[gap], frames[gap]))
    return largest, longest
