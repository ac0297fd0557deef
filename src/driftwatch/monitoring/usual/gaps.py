"""How long there may be nothing at all: gaps in units of what should have been seen in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.day import BLOCKS, BLOCKS_AN_HOUR, OF_LABEL, Day
from driftwatch.monitoring.usual.kinds import KINDS, WORKING, Kinds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAST, _SURE = 9.0, 18.0
_TIMES, _MARGIN = 3.0, 1.6
_OPEN_SHARE = 0.3
_KNOWN_WEEK = 7
_HOLIDAYS = 3
"""Days in a row that a site may be closed before a week of it is known."""
_SHORTEST = 8
_MOST_TOGETHER = 2.0
"""Also the profile of the day makes hours differ from those around, so that more would be said of it than is so."""
_MEDIAN_SQUARE = 0.455
"""Median of the square of a normal deviate. The mean of two neighbours adds half of its variance."""
_FEW = 6.0
"""Objects an hour below which it is looked at with the hours around."""


@dataclass(frozen=True, slots=True)
class GapUsual:
    """What silence is usual."""

    present: Floats
    """(K, 24) objects in view at a time."""
    come: Floats
    """(K, 24) objects a frame that come into view and stay.

    Both are 0 in hours with less than a third of what the busiest has.
    """
    largest: float
    """Objects that the emptiest stretch of an open day lacked."""
    longest: int
    """Its five minutes with frames in open hours."""
    closed_run: int
    """Most days in a row on which nothing was seen."""
    knows_week: bool
    """Whether a whole week was seen, so that `closed_run` means something."""
    together: float
    """Objects that come together and count as one: a herd, a family, the riders of a bus."""
    trusted: NDArray[np.bool_]
    """(K,) kinds of day of which it is known, not guessed from others, that they last as long as is said here."""

    @property
    def longest_closed(self) -> int:
        """Days in a row on which nothing may be seen."""
        return self.closed_run if self.knows_week else max(self.closed_run, _HOLIDAYS)

    @property
    def limit(self) -> float:
        """Objects that must be missing in a row before that is an outage."""
        return max(min(_TIMES * max(self.largest, _LEAST / _TIMES), _SURE), _MARGIN * self.largest)

    def is_open(self, kind: int, hour: int) -> bool:
        """Whether this is one of the hours in which something is usually going on."""
        return bool(self.present[kind, hour] > 0)

    def missing(self, kinds: Ints, hours: Ints, frames: Floats) -> float:
        """Objects that should have been seen in (N,) parts: those in view at the beginning, and those that come.

        Of those that come together one is counted.
        """
        at_start = float(self.present[kinds, hours].max(initial=0.0)) if len(frames) else 0.0
        return (at_start + float((self.come[kinds, hours] * frames).sum())) / self.together

    def open_parts(self, kinds: Ints, hours: Ints, frames: Floats) -> int:
        """Of (N,) parts, those with frames in open hours."""
        return int(((self.present[kinds, hours] > 0) & (frames > 0)).sum())

    @property
    def longest_parts(self) -> float:
        """Open parts that must be empty in a row before that is an outage, however few objects there usually are."""
        return _TIMES * max(self.longest, _SHORTEST)


def learn_gaps(days: Sequence[Day], kinds: Kinds) -> GapUsual:
    """Learns from at least one day, closed ones among them."""
    of_kind = np.array([-1 if day.number in kinds.closed else kinds.of_day(day.number, day) for day in days])
    known = np.isin(np.arange(KINDS), [kinds.of_day(day.number, day) for day in days])
    rate, come = (_guessed(values, known) for values in _typical(days, of_kind))
    busy = rate >= np.maximum(_OPEN_SHARE * rate.max(axis=1, keepdims=True), 1e-12)
    trusted = known | (np.arange(len(rate)) == WORKING)
    usual = GapUsual(
        present=np.where(busy, rate, 0.0),
        come=np.where(busy, come, 0.0),
        largest=0.0,
        longest=0,
        closed_run=0,
        knows_week=len(days) >= _KNOWN_WEEK,
        together=_together(np.stack([_staying(day) for day in days])),
        trusted=trusted,
    )
    largest, longest, run, longest_run = 0.0, 0, 0, 0
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
        if not is_closed:
            objects, length = _largest_gap(usual, kinds.of_day(day.number, day), blocks[:, 0], seen)
            largest, longest = max(largest, objects), max(longest, length)
    return replace(usual, largest=largest, longest=longest, closed_run=longest_run)


def _typical(days: Sequence[Day], of_kind: Ints) -> tuple[Floats, Floats]:
    """(K, 24) detections a frame, and objects a frame that come to stay, as an hour of its kind typically has them.

    The mean of the roots, squared: the herd of one evening hardly raises it, and where much comes it is the mean. Where
    an hour holds a few objects only, the hours around are taken with it.
    """
    blocks = np.stack([day.blocks() for day in days]).reshape(len(days), HOURS_A_DAY, BLOCKS_AN_HOUR, -1).sum(axis=2)
    frames, detections = blocks[:, :, 0], blocks[:, :, 1]
    stay = np.stack([_staying(day) for day in days])
    rate, come = (np.zeros((KINDS, HOURS_A_DAY)) for _ in range(2))
    for kind in range(KINDS):
        own = (of_kind == kind)[:, None] & (frames > 0)
        few = (stay * own).sum(axis=0) < _FEW * np.maximum(own.sum(axis=0), 1)
        for counts, result in ((detections, rate), (stay, come)):
            roots = np.where(own, np.sqrt(np.divide(counts, frames, out=np.zeros_like(counts), where=own)), 0.0)
            sums, seen = (_with_neighbours(part.sum(axis=0), few) for part in (roots, own.astype(np.float64)))
            result[kind] = np.divide(sums, seen, out=np.zeros_like(sums), where=seen > 0) ** 2
    return rate, come


def _together(stay: Floats) -> float:
    """Variance over mean of (D, 24) objects an hour about the mean of the hours before and after, by its median.

    That is known from the first day on, and what opens or closes sharply hardly moves a median.
    """
    around = 0.5 * (stay[:, :-2] + stay[:, 2:])
    some = around >= 1
    if not some.any():
        return 1.0
    apart = (stay[:, 1:-1] - around)[some] ** 2 / around[some]
    return float(np.clip(np.median(apart) / _MEDIAN_SQUARE / 1.5, 1.0, _MOST_TOGETHER))


def _staying(day: Day) -> Floats:
    """(24,) objects of all labels that came into view and were seen in more than one frame."""
    hours = sum((day.hours_of(label) for label in day.labels), np.zeros((HOURS_A_DAY, len(OF_LABEL))))
    return np.maximum(hours[:, OF_LABEL.index("begun")] - hours[:, OF_LABEL.index("fleeting")], 0.0)


def _with_neighbours(values: Floats, few: NDArray[np.bool_]) -> Floats:
    """(24,) values, added to half of those of the hours before and after where `few`."""
    return np.where(few, values + 0.5 * (np.roll(values, 1) + np.roll(values, -1)), values)


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
