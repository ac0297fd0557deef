"""Looks for fewer or more than usual in windows of every length up to now, and for the end of that."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.count_rows import CountRows, CountWindow
from driftwatch.monitoring.usual.counts import LEAST_EXPECTED, WINDOWS, CountUsual, distance
from driftwatch.monitoring.usual.stretches import ANY_DAY, kinds_of

Floats = NDArray[np.float64]

_END_SURE = 3.5
_MORE_CAUTION = 1.25
_FEW_DAYS = 3
GROSS: Final = 0.35
"""Of what is usual: what is left of it is next to nothing."""


@dataclass(frozen=True, slots=True)
class CountShift:
    """A window in which counts differ from what is usual."""

    series: int
    """Which one."""
    score: float
    """Above 1 where it means something."""
    seen: float
    """Counts of the window."""
    expected: float
    """Counts of the window."""
    length: int
    """Hours of the window."""

    @property
    def ratio(self) -> float:
        return self.seen / self.expected if self.expected > 0 else float("inf")


@dataclass(frozen=True, slots=True)
class Caution:
    """What a window of counts must hold to be judged."""

    shortest: int
    """Hours of the shortest window."""
    share: float
    """Of a usual day's count that a window must be expected to hold, so that nights and holes say nothing."""
    fewer: bool = True
    more: bool = True
    """Whether more than usual counts as well as fewer."""
    long: int = 8
    """Hours of the shortest window that shows more than what is gross: people come at other times."""
    most: float = 1.0
    """Of what is usual, that is left at most where fewer count, however sure it is: a quiet day is no loss."""
    below: "Below | None" = None
    """Which losses are judged by the lowest stretch so far: that needs less than the scatter of days."""


@dataclass(frozen=True, slots=True)
class Below:
    """A loss that is gross: what is seen is at most `most` of what is usual, and `margin` of the lowest such stretch.

    objects: that must be expected. sure: deviations that it must be away, all the same; fewer where it lies far below
    the lowest stretch, down to `clear` at `far` of it.
    hours: of the windows that are judged.
    by_kind: whether the lowest stretch is one of days of the same kind; for labels that come and go it is one of any.
    """

    most: float
    margin: float
    objects: float
    sure: float
    far: float
    clear: float
    hours: tuple[int, ...]
    by_kind: bool = False

    def deviations(self, of_lowest: Floats) -> Floats:
        """(S,) that a loss must be away; `of_lowest`: what is left, as a share of the lowest stretch."""
        return np.interp(of_lowest, [self.far, self.margin], [self.clear, self.sure])


HALF: Final = Below(0.65, 0.8, 40.0, 3.6, 0.6, 2.8, (12, 18, 24), by_kind=True)
GONE: Final = Below(0.1, 0.5, 16.0, 3.3, 0.1, 2.8, (12, 24))
_BEGIN_SURE = min(HALF.clear, GONE.clear)
"""Deviations by which a loss may begin to be one."""


def scan_counts(usual: CountUsual, rows: CountRows, caution: Caution) -> list[CountShift]:
    """The most telling window of every series that has one, the most telling series first."""
    best: dict[int, CountShift] = {}
    for index, length in enumerate(WINDOWS):
        if length > len(rows.counts):
            break
        if length < caution.shortest:
            continue
        window = rows.window(usual, length)
        scores = _scores(usual, rows, window, index, caution)
        for series in np.flatnonzero(scores > 0).tolist():
            if series not in best or scores[series] > best[series].score:
                counts, expected = float(window.counts[series]), float(window.expected[series])
                best[series] = CountShift(series, float(scores[series]), counts, expected, length)
    return sorted(best.values(), key=lambda shift: -shift.score)


def _scores(usual: CountUsual, rows: CountRows, window: CountWindow, index: int, caution: Caution) -> Floats:
    """(S,) of the window of length number `index`; 0 where it says nothing."""
    length, below = WINDOWS[index], caution.below
    statistic, ratio = window.distance(usual.scatter[index]), window.ratio
    enough = window.filled & (window.objects >= LEAST_EXPECTED)
    enough &= window.at_pace >= caution.share * window.a_day
    scores = np.zeros(len(ratio))
    if caution.fewer:
        some = (length >= caution.long) & (ratio <= caution.most)
        significant = enough & (statistic < 0) & (some | (ratio <= GROSS))
        bar = np.maximum(usual.limit[index], usual.farthest(index, window.at_pace))
        scores = np.where(significant, -statistic / bar, scores)
    if below is not None and length in below.hours:
        scores = np.maximum(scores, np.where(enough, _below_scores(usual, rows, window, index, below), 0.0))
    if caution.more and rows.days >= _FEW_DAYS:
        excess = window.excess(usual.scatter[index])
        significant = enough & (excess > 0) & ((length >= caution.long) | (ratio >= 1 / GROSS))
        bar = _MORE_CAUTION * np.maximum(usual.limit[index], usual.most[index])
        scores = np.where(significant, excess / bar, scores)
    return scores


def _below_scores(usual: CountUsual, rows: CountRows, window: CountWindow, index: int, below: Below) -> Floats:
    """(S,) of losses far below the lowest stretch of the window's length; 0 where there is none."""
    length, ratio = WINDOWS[index], window.ratio
    kinds = kinds_of(rows.expected[-length:], rows.kinds[-length:], len(usual.rate))
    place = kinds if below.by_kind else np.full(len(kinds), ANY_DAY)
    lowest = usual.stretches.known_lowest(index, place)
    low = np.minimum(below.most, below.margin * lowest)
    # The lowest stretch is one of busy ones: of nights it says nothing.
    a_day = usual.a_day[kinds, np.arange(len(kinds))] if below.by_kind else window.a_day
    busy = usual.stretches.busy(index, place, window.at_pace) & (window.at_pace >= 0.5 * a_day)
    many = busy & (window.objects >= below.objects)
    sure = below.deviations(ratio / np.maximum(lowest, 1e-9))
    return np.where(many & (low > 0) & (ratio <= low), -window.distance(usual.scatter[index]) / sure, 0.0)


def count_is_back(usual: CountUsual, rows: CountRows, series: int, ratio: float, hours: int) -> int:
    """How many hours show by themselves that `series` is no longer at `ratio` of what is usual; 0 where none do.

    hours: that it took to find that; as many need not be surer of its end than they had to be of its beginning.
    """
    for index, length in enumerate(WINDOWS):
        if length > len(rows.counts):
            break
        window = rows.window(usual, length)
        objects, scatter = window.objects[series], usual.scatter[index][series]
        if objects < 1:
            continue
        apart = float(distance(ratio * objects, objects, scatter))
        now = float(distance(window.ratio[series] * objects, objects, scatter))
        sure = _END_SURE if length < hours else _BEGIN_SURE
        if abs(apart) > sure * window.caution[series] and now / apart < 0.5:
            return length
    return 0
