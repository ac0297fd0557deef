"""How many detections an hour usually holds, of every label, and how far that scatters."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.count_history import (
    CountHistory,
    at_start,
    begun_rates,
    independent_windows,
    left_out,
    rates,
    timeline,
    usual_days,
)
from driftwatch.monitoring.usual.scatter import TRUST, chance, daily_largest, rare, rolling, shrunk, student_limit
from driftwatch.monitoring.usual.stretches import ANY_DAY, BUSY, Stretches, lowest_stretches

Floats = NDArray[np.float64]

WINDOWS: Final = (1, 2, 4, 8, 12, 18, 24, 72)
"""Hours over which counts are added up before they are compared."""
LEAST_EXPECTED: Final = 8.0
"""Independent objects that must be expected before their absence means anything."""
_SPAN_DAYS = 28
_MARGIN, _LABEL_MARGIN = 1.25, 1.5
_HIGHEST = 3.0
_RARE = 3e-4
"""Chance a day that windows of one length go farther than their limit, all series together."""
_FAIR = 1.6
_FIRST_SCATTER, _LEAST_SCATTER = 0.1, 0.0004


@dataclass(frozen=True, slots=True)
class CountUsual:
    """What is usual of S series of counts.

    rate: (K, 24, S) counts a unit of the base. begun: (K, 24, S) objects a count. a_day: (K, S) counts.
    seen: (K, 24) days that each is from. together: (S,) counts that come together, as one object's.
    scatter: (W, S) variance of the ratio of seen to expected, of a window with endless objects.
    limit: (W, S) of the distance in deviations; fewest, most: (W, S) how far it went in the days learned, as a limit;
    fewest_busy: the same of windows that are busy ones by `stretches`.
    stretches: the lowest ratios of seen to expected in those days, for each kind of day.
    """

    rate: Floats
    begun: Floats
    a_day: Floats
    seen: Floats
    together: Floats
    scatter: Floats
    limit: Floats
    fewest: Floats
    most: Floats
    fewest_busy: Floats
    stretches: Stretches

    def farthest(self, window: int, expected: Floats) -> Floats:
        """(S,) how far windows of length number `window` in which (S,) counts are expected go down by themselves."""
        busy = self.stretches.busy(window, np.full(len(expected), ANY_DAY), expected)
        return np.where(busy, self.fewest_busy[window], self.fewest[window])

    def expected(self, kind: int, hour: int, frames: float) -> tuple[Floats, float]:
        """(S,) counts that `frames` of this hour should hold, and from how many days that is known."""
        return self.rate[kind, hour] * frames, float(self.seen[kind, hour])

    def days_of(self, kind: int) -> int:
        """Days of a kind that were learned, at the hour that most of them hold."""
        return int(self.seen[kind].max())

    def of_all(self) -> "CountUsual":
        """The first series alone."""
        return self._part(slice(0, 1))

    def of_labels(self) -> "CountUsual":
        """All series but the first."""
        return self._part(slice(1, None))

    def _part(self, series: slice) -> "CountUsual":
        return CountUsual(
            rate=self.rate[:, :, series],
            begun=self.begun[:, :, series],
            a_day=self.a_day[:, series],
            seen=self.seen,
            together=self.together[series],
            scatter=self.scatter[:, series],
            limit=self.limit[:, series],
            fewest=self.fewest[:, series],
            most=self.most[:, series],
            fewest_busy=self.fewest_busy[:, series],
            stretches=self.stretches.part(series),
        )

    def objects(self, expected: Floats, begun: Floats, present: Floats) -> Floats:
        """Independent objects in expected counts: those there at the beginning and those that come."""
        return np.minimum(expected / self.together, present + begun)


def distance(objects: Floats, expected: Floats, scatter: Floats) -> Floats:
    """In standard deviations, of counts whose variance is their mean plus `scatter` times its square.

    The transform makes the variance 1 whatever the mean: a square root where objects come by chance, a logarithm
    where a whole day is busier (Anscombe 1948). Where that is much, low counts are less rare than it says: a few
    objects that stay are nearly all there is. Then a gamma law's cube root is believed (Wilson and Hilferty 1931).
    """
    wide = np.sqrt(np.maximum(scatter, 1e-6))
    even = (np.arcsinh(wide * np.sqrt(objects + 0.375)) - np.arcsinh(wide * np.sqrt(expected + 0.375))) * 2 / wide
    mean = np.maximum(expected, 1e-6)
    third = np.sqrt((scatter + 1 / mean) / 9)
    skewed = (np.cbrt(objects / mean) - (1 - third**2)) / third
    return np.where(even < 0, np.maximum(even, np.minimum(skewed, 0.0)), even)


def learn_counts(history: CountHistory, kinds: int) -> CountUsual:
    """Learns from at least one day."""
    rate, seen = rates(history, kinds)
    begun = begun_rates(history, kinds)
    expected, active = left_out(history, kinds)
    frames = history.frames[:, :, None]
    hourly = np.repeat(history.kinds[:, None, None], HOURS_A_DAY, axis=1)
    lines = _Lines(
        counts=timeline(history, history.counts * active[:, :, None]),
        expected=timeline(history, expected),
        come=timeline(history, expected * begun[history.kinds]),
        present=timeline(history, np.divide(expected, frames, out=np.zeros_like(expected), where=frames > 0)),
        kinds=timeline(history, hourly.astype(np.float64))[:, 0].astype(np.int64),
        days=int(active.any(axis=1).sum()),
    )
    is_total = np.arange(history.counts.shape[2]) < history.totals
    together = _together(history, expected * active[:, :, None], active, is_total)
    scatter, limit, fewest, most, fewest_busy = _scatter(lines, together, is_total)
    bound = _HIGHEST * limit
    return CountUsual(
        rate=rate,
        begun=begun,
        a_day=usual_days(history, kinds),
        seen=seen,
        together=together,
        scatter=scatter,
        limit=limit,
        fewest=np.minimum(fewest, bound),
        most=np.minimum(most, bound),
        fewest_busy=np.minimum(fewest_busy, bound),
        stretches=_stretches(lines, together, kinds),
    )


def _together(history: CountHistory, expected: Floats, active: Floats, is_total: NDArray[np.bool_]) -> Floats:
    """(S,) of all detections what comes together within minutes; of a label no more than its own hours scatter.

    Where many labels are seen, a crowd of all of them says little of how many objects a rare one is.
    """
    whole = max(history.fano, 1.0)
    apart = ((history.counts * active[:, :, None] - expected) ** 2).sum(axis=(0, 1))
    mass = expected.sum(axis=(0, 1))
    own = np.divide(apart, mass, out=np.full(len(mass), whole), where=mass > 0)
    return np.where(is_total, whole, np.clip(own, 1.0, whole))


@dataclass(frozen=True, slots=True)
class _Lines:
    """(T, S) hours in the order of time. come: objects that should have come. present: objects in view at a time.

    kinds: (T,) of day. days: that can be judged by others.
    """

    counts: Floats
    expected: Floats
    come: Floats
    present: Floats
    kinds: NDArray[np.int64]
    days: int

    def objects(self, together: Floats, window: int) -> Floats:
        """(T, S) independent ones that were expected in the window up to each hour."""
        come = at_start(self.present, window) + rolling(self.come, window)
        return np.minimum(rolling(self.expected, window) / together, come)

    @property
    def recent(self) -> NDArray[np.bool_]:
        """(T, 1) hours of the last four weeks."""
        hours = len(self.counts)
        return np.arange(hours)[:, None] >= hours - _SPAN_DAYS * HOURS_A_DAY


def _scatter(lines: _Lines, together: Floats, is_total: NDArray[np.bool_]) -> tuple[Floats, ...]:
    """(W, S) each, as the fields of CountUsual from `scatter` on."""
    series = lines.counts.shape[1]
    scatter, limit, fewest, most, fewest_busy = (np.zeros((len(WINDOWS), series)) for _ in range(5))
    guess = np.full(series, _FIRST_SCATTER)
    figures = np.where(is_total, 1, max(series - int(is_total.sum()), 1))
    # Of totals only fewer is judged: one day of a fair must not make half of the usual look usual.
    margin, most_times = np.where(is_total, _MARGIN, _LABEL_MARGIN), np.where(is_total, _FAIR, np.inf)
    for index, window in enumerate(WINDOWS):
        wanted = rolling(lines.expected, window)
        mean = lines.objects(together, window)
        total = np.divide(rolling(lines.counts, window) * mean, wanted, out=np.zeros_like(mean), where=wanted > 0)
        counted = np.minimum(total, most_times * np.maximum(mean, 1e-9))
        mass, excess = (mean**2).sum(axis=0), ((counted - mean) ** 2 - mean).sum(axis=0)
        square = np.divide(excess, mass, out=np.zeros(series), where=mass > 0)
        independent = independent_windows(lines.expected, lines.days, window)
        first = guess if index else np.where(independent > TRUST, square, guess)
        scatter[index] = np.maximum(shrunk(square, independent, first), _LEAST_SCATTER)
        guess = scatter[index] * math.sqrt(window / WINDOWS[min(index + 1, len(WINDOWS) - 1)])
        freedom = np.minimum(TRUST + independent, 200).astype(int)
        limit[index] = [
            student_limit(chance(window, many), max(int(f), 3))
            for f, many in zip(freedom, figures.tolist(), strict=True)
        ]
        standard, enough = distance(total, mean, scatter[index]), (mean >= LEAST_EXPECTED) & lines.recent
        busy = enough & (wanted >= BUSY * wanted.max(axis=0, initial=0.0))
        for sign, windows, farthest in ((-1, enough, fewest), (1, enough, most), (-1, busy, fewest_busy)):
            largest = daily_largest(sign * standard, windows, HOURS_A_DAY)
            seen = np.nanmax(np.where(np.isnan(largest), 0.0, largest), axis=0, initial=0.0)
            farthest[index] = np.maximum(margin * seen, rare(largest, _RARE / figures, window / HOURS_A_DAY))
    return scatter, limit, fewest, most, fewest_busy


def _stretches(lines: _Lines, together: Floats, kinds: int) -> Stretches:
    tables = [
        lowest_stretches(
            lines.counts,
            lines.expected,
            (lines.objects(together, window) >= LEAST_EXPECTED) & lines.recent,
            lines.kinds,
            window,
            kinds,
        )
        for window in WINDOWS
    ]
    return Stretches(*(np.stack(table) for table in zip(*tables, strict=True)))
