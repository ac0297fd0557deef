"""Looks for fewer or more than usual in windows of every length up to now, and for the end of that."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.counts import LEAST_EXPECTED, WINDOWS, CountUsual, root_difference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_END_SURE = 3.5
_MORE_CAUTION = 1.25
_FEW_DAYS = 3


@dataclass(frozen=True, slots=True)
class CountRows:
    """What N hours held and should have held of S series. counts, expected: (N, S). doubt: (N, S) expected over days.

    days: that the reference was learned from.
    """

    counts: Floats
    expected: Floats
    doubt: Floats
    days: int

    def window(self, length: int) -> tuple[Floats, Floats, Floats]:
        """Counts, expected counts and spread of the last `length` hours, (S,) each."""
        counts, expected = self.counts[-length:].sum(axis=0), self.expected[-length:].sum(axis=0)
        doubt = np.divide(self.doubt[-length:].sum(axis=0), expected, out=np.ones_like(expected), where=expected > 0)
        # The scatter was learned from days judged by one day less than all.
        return counts, expected, np.maximum((1 + doubt) / (1 + 1 / max(self.days - 1, 1)), 1.0)


@dataclass(frozen=True, slots=True)
class CountShift:
    """series: which one. score: above 1 where it means something. seen, expected: counts of the window.

    length: hours of the window.
    """

    series: int
    score: float
    seen: float
    expected: float
    length: int

    @property
    def ratio(self) -> float:
        return self.seen / self.expected if self.expected > 0 else float("inf")


def count_rows(usual: CountUsual, counts: Floats, base: Floats, kinds: Ints, hours: Ints, days: int) -> CountRows:
    """counts: (N, S). base: (N,) what the rates are per: frames, detections, objects."""
    expected = usual.rate[kinds, hours] * base[:, None]
    seen = usual.seen[kinds, hours]
    doubt = np.divide(expected, seen[:, None], out=np.zeros_like(expected), where=seen[:, None] > 0)
    return CountRows(counts, expected, doubt, days)


def scan_counts(usual: CountUsual, rows: CountRows, fewer: bool = True, more: bool = True) -> list[CountShift]:
    """The most telling window of every series that has one, the most telling series first."""
    best: dict[int, CountShift] = {}
    for index, length in enumerate(WINDOWS):
        if length > len(rows.counts):
            break
        counts, expected, spread = rows.window(length)
        statistic = usual.statistic(index, counts, expected, spread)
        scores = np.zeros(len(counts))
        if fewer:
            told = (statistic < 0) & (expected / usual.hour_fano >= LEAST_EXPECTED)
            bar = np.maximum(usual.limit[index], usual.fewest[index])
            scores = np.where(told, -statistic / bar, scores)
        if more and rows.days >= _FEW_DAYS:
            told = (statistic > 0) & (counts / usual.hour_fano >= LEAST_EXPECTED) & (expected > 0)
            bar = _MORE_CAUTION * np.maximum(usual.limit[index], usual.most[index])
            scores = np.where(told, statistic / bar, scores)
        for series in np.flatnonzero(scores > 0):
            score = float(scores[series])
            if series not in best or score > best[series].score:
                best[int(series)] = CountShift(int(series), score, float(counts[series]), float(expected[series]), length)
    return sorted(best.values(), key=lambda shift: -shift.score)


def count_is_back(usual: CountUsual, rows: CountRows, series: int, ratio: float) -> int:
    """How many hours show by themselves that `series` is no longer at `ratio` of what is usual; 0 where none do."""
    for index, length in enumerate(WINDOWS):
        if length > len(rows.counts):
            break
        counts, expected, spread = rows.window(length)
        error = float(np.sqrt(usual.fano[index][series] * spread[series]))
        seen, usually = counts[series : series + 1], expected[series : series + 1]
        if usually[0] / usual.hour_fano[series] < 1:
            continue
        apart = float(root_difference(ratio * usually, usually)[0])
        now = float(root_difference(seen, usually)[0])
        if abs(apart) > _END_SURE * error and now / apart < 0.5:
            return length
    return 0
