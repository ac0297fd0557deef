"""Looks for fewer or more than usual in windows of every length up to now, and for the end of that."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.counts import LEAST_EXPECTED, WINDOWS, CountUsual, distance
from driftwatch.monitoring.usual.stretches import ANY_DAY, kinds_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_END_SURE = 3.5
_MORE_CAUTION = 1.25
_FEW_DAYS = 3
_LONG = 8
_FILLED = 0.75
"""Of what usually goes on in the hours of a window: looked at, or it scatters as a shorter one does."""
GROSS: Final = 0.35
"""Of what is usual: what is left of it is next to nothing."""


class When(Protocol):
    """kinds, hours: (N,) kind of day and hour of the day of hours in the order of time."""

    @property
    def kinds(self) -> Ints: ...

    @property
    def hours(self) -> Ints: ...


@dataclass(frozen=True, slots=True)
class CountRows:
    """What N hours held and should have held of S series."""

    counts: Floats
    """(N, S)."""
    expected: Floats
    """(N, S)."""
    doubt: Floats
    """(N, S) expected over days."""
    begun: Floats
    """(N, S) objects that should have come."""
    present: Floats
    """(N, S) objects that should be in view at a time."""
    due: Floats
    """(N, S) what usually goes on in such hours, by which they weigh."""
    looked: NDArray[np.bool_]
    """(N,) whether the camera gave frames."""
    kinds: Ints
    """(N,) of day."""
    days: int
    """That the reference was learned from."""
    came: Floats | None = None
    """(N, S) objects that came into view; None where it is not known."""

    def window(self, usual: CountUsual, length: int) -> "CountWindow":
        """The last `length` hours."""
        counts, expected = self.counts[-length:].sum(axis=0), self.expected[-length:].sum(axis=0)
        doubt = np.divide(self.doubt[-length:].sum(axis=0), expected, out=np.ones_like(expected), where=expected > 0)
        begun, present = self.begun[-length:].sum(axis=0), self.present[-length]
        objects = usual.objects(expected, begun, present)
        came = np.full_like(expected, np.inf) if self.came is None else self.came[-length:].sum(axis=0)
        # On a Sunday morning a window is still full of Saturday: it must hold as much as a Saturday asks for.
        a_day = usual.a_day[np.unique(self.kinds[-length:])].max(axis=0)
        due, looked = self.due[-length:], self.looked[-length:]
        filled = due[looked].sum(axis=0) >= _FILLED * due.sum(axis=0)
        times = np.divide(present + came, present + begun, out=np.full_like(expected, np.inf), where=begun > 0)
        # The scatter was learned from days judged by one day less than all.
        spread = np.maximum((1 + doubt) / (1 + 1 / max(self.days - 1, 1)), 1.0)
        return CountWindow(counts, expected, a_day, objects, np.sqrt(spread), times, filled)


@dataclass(frozen=True, slots=True)
class CountWindow:
    """(S,) each."""

    counts: Floats
    """As in CountRows."""
    expected: Floats
    """As in CountRows."""
    a_day: Floats
    """Counts that the busiest kind of day in it usually has."""
    objects: Floats
    """Independent ones that were expected."""
    caution: Floats
    """1 and more, for what few days leave uncertain."""
    times: Floats
    """Objects that came over those that should have come, with those that should be there; infinite where unknown."""
    filled: NDArray[np.bool_]
    """Whether the camera looked for most of it."""

    @property
    def ratio(self) -> Floats:
        return np.divide(self.counts, self.expected, out=np.ones_like(self.expected), where=self.expected > 0)

    def distance(self, scatter: Floats) -> Floats:
        """How far the counts are from what is expected, in deviations; negative where fewer."""
        return self._distance(self.ratio, scatter)

    def excess(self, scatter: Floats) -> Floats:
        """The same where more was counted than usual: many detections of one object are not many objects."""
        return self._distance(np.minimum(self.ratio, self.times), scatter)

    def _distance(self, ratio: Floats, scatter: Floats) -> Floats:
        return distance(self.objects * ratio, self.objects, scatter) / self.caution


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


def count_rows(usual: CountUsual, counts: Floats, base: Floats, frames: Floats, when: "When", days: int) -> CountRows:
    """counts: (N, S). base: (N,) what the rates are per. frames: (N,). days: that the reference was learned from."""
    expected = usual.rate[when.kinds, when.hours] * base[:, None]
    seen = usual.seen[when.kinds, when.hours]
    doubt = np.divide(expected, seen[:, None], out=np.zeros_like(expected), where=seen[:, None] > 0)
    present = np.divide(expected, frames[:, None], out=np.zeros_like(expected), where=frames[:, None] > 0)
    begun = expected * usual.begun[when.kinds, when.hours]
    due, looked = usual.rate[when.kinds, when.hours], frames > 0
    return CountRows(counts, expected, doubt, begun, present, due, looked, when.kinds, days)


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


def scan_counts(usual: CountUsual, rows: CountRows, caution: Caution) -> list[CountShift]:
    """The most telling window of every series that has one, the most telling series first."""
    best: dict[int, CountShift] = {}
    for index, length in enumerate(WINDOWS):
        if length > len(rows.counts):
            break
        if length < caution.shortest:
            continue
        window = rows.window(usual, length)
        statistic, ratio = window.distance(usual.scatter[index]), window.ratio
        enough = window.filled & (window.objects >= LEAST_EXPECTED)
        enough &= window.expected >= caution.share * window.a_day
        scores = np.zeros(len(ratio))
        if caution.fewer:
            # People come at other times: a few hours show only what is gross.
            significant = enough & (statistic < 0) & ((length >= _LONG) | (ratio <= GROSS))
            bar = np.maximum(usual.limit[index], usual.farthest(index, window.expected))
            scores = np.where(significant, -statistic / bar, scores)
        below = caution.below
        if below is not None and length in below.hours:
            kinds = kinds_of(rows.expected[-length:], rows.kinds[-length:], len(usual.rate))
            place = kinds if below.by_kind else np.full(len(kinds), ANY_DAY)
            lowest = usual.stretches.known_lowest(index, place)
            low = np.minimum(below.most, below.margin * lowest)
            # The lowest stretch is one of busy ones: of nights it says nothing.
            a_day = usual.a_day[kinds, np.arange(len(kinds))] if below.by_kind else window.a_day
            busy = usual.stretches.busy(index, place, window.expected) & (window.expected >= 0.5 * a_day)
            many = busy & (window.objects >= below.objects)
            significant = enough & many & (low > 0) & (ratio <= low)
            sure = below.deviations(ratio / np.maximum(lowest, 1e-9))
            scores = np.where(significant, np.maximum(scores, -statistic / sure), scores)
        if caution.more and rows.days >= _FEW_DAYS:
            excess = window.excess(usual.scatter[index])
            significant = enough & (excess > 0) & ((length >= _LONG) | (ratio >= 1 / GROSS))
            bar = _MORE_CAUTION * np.maximum(usual.limit[index], usual.most[index])
            scores = np.where(significant, excess / bar, scores)
        for series in np.flatnonzero(scores > 0).tolist():
            if series not in best or scores[series] > best[series].score:
                counts, expected = float(window.counts[series]), float(window.expected[series])
                best[series] = CountShift(series, float(scores[series]), counts, expected, length)
    return sorted(best.values(), key=lambda shift: -shift.score)


def count_is_back(usual: CountUsual, rows: CountRows, series: int, ratio: float) -> int:
    """How many hours show by themselves that `series` is no longer at `ratio` of what is usual; 0 where none do."""
    for index, length in enumerate(WINDOWS):
        if length > len(rows.counts):
            break
        window = rows.window(usual, length)
        objects, scatter = window.objects[series], usual.scatter[index][series]
        if objects < 1:
            continue
        apart = float(distance(ratio * objects, objects, scatter))
        now = float(distance(window.ratio[series] * objects, objects, scatter))
        if abs(apart) > _END_SURE * window.caution[series] and now / apart < 0.5:
            return length
    return 0
