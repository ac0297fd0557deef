"""How sure the model usually is through the day, and how far that scatters over minutes, hours and days."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.scatter import GROWTH, TRUST, chance, rolling, shrunk, student_limit

Floats = NDArray[np.float64]

BINS: Final = 48
"""Half hours of a day."""
_REACH = 2
_SPAN_DAYS = 28
_MARGIN = 1.15
_HIGHEST = 3.0
_LEAST_DEVIATION = 0.002
_FIRST_DEVIATION = 0.05


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """Sums of B parts of each of D days. sums: (D, B) of confidences; counts: (D, B) of detections.

    numbers, kinds: (D,). windows: how many parts are added up before they are compared, the shortest first.
    """

    sums: Floats
    counts: Floats
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    windows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LevelUsual:
    """mean: of all that was learned. low, high: (K, B) ends of what the mean confidence of a part may be at its time
    of day: the profile within an hour of it. trust: detections at which a part counts half.

    deviation: (W,) of the weighted mean of a window, times the root of its mass; enough: (W,) mass from which on more
    detections do not make a window surer. limit, fallen, risen: (W,) as in CountUsual. a_day: (W,) mass of a window
    as it usually is.
    """

    mean: float
    windows: tuple[int, ...]
    low: Floats
    high: Floats
    centre: Floats
    trust: float
    deviation: Floats
    enough: Floats
    limit: Floats
    fallen: Floats
    risen: Floats

    def weight(self, count: Floats) -> Floats:
        """How much means of so many detections count, 0 to 1."""
        return count / (count + self.trust)

    def statistic(self, window: int, weighted: float, mass: float) -> float:
        """Distance of a window from what is usual in deviations; weighted: its sum of residuals times weights."""
        if mass <= 0:
            return 0.0
        return weighted / mass * float(np.sqrt(min(mass, self.enough[window]))) / float(self.deviation[window])

    def detectable(self, window: int) -> float:
        """The smallest lasting drop that a usual window of this length finds."""
        hidden = float((self.high - self.low).mean()) / 2
        bar = max(self.limit[window], self.fallen[window])
        return hidden + float(bar * self.deviation[window] / np.sqrt(self.enough[window]))


def learn_level(history: LevelHistory, kinds: int) -> LevelUsual | None:
    """Learns from at least one day; None where nothing was detected."""
    parts = history.sums.shape[1]
    if not history.counts.sum():
        return None
    values = np.divide(history.sums, history.counts, out=np.zeros_like(history.sums), where=history.counts > 0)
    low, high, centre = (np.empty((kinds, parts)) for _ in range(3))
    plain = history.counts / (history.counts + 20.0)
    residuals = np.zeros_like(values)
    active = np.zeros(values.shape, np.bool_)
    for kind in range(kinds):
        own = _days_like(history, kind)
        low[kind], high[kind], centre[kind] = _profile(values[own], plain[own])
        for day in np.flatnonzero(history.kinds == kind):
            others = own[own != day]
            if len(others) and plain[others].sum():
                bottom, top, _ = _profile(values[others], plain[others])
                residuals[day] = np.maximum(values[day] - top, 0) + np.minimum(values[day] - bottom, 0)
                active[day] = history.counts[day] > 0
    trust = _trust(residuals[active], history.counts[active])
    weights = history.counts / (history.counts + trust) * active
    return _scatter(history, residuals, weights, (low, high, centre), trust)


def _scatter(
    history: LevelHistory, residuals: Floats, weights: Floats, profile: tuple[Floats, Floats, Floats], trust: float
) -> LevelUsual:
    days, parts = residuals.shape
    line, mass = _timeline(history, residuals * weights), _timeline(history, weights)
    usual_mass = history.counts / (history.counts + trust)
    count = len(history.windows)
    deviation, enough, limit = np.empty(count), np.empty(count), np.empty(count)
    fallen, risen = np.zeros(count), np.zeros(count)
    learned = mass > 0
    guess = _FIRST_DEVIATION**2
    single = float((line[learned] ** 2 / mass[learned]).mean()) if learned.any() else guess
    whole = _timeline(history, usual_mass)
    for index, window in enumerate(history.windows):
        total, carried = rolling(line, window), rolling(mass, window)
        usual = rolling(whole, window)
        enough[index] = max(float((usual**2).sum() / max(usual.sum(), 1e-12)), 1e-6)
        useful = np.minimum(carried, enough[index])
        statistic = np.divide(total, carried, out=np.zeros_like(total), where=carried > 0) * np.sqrt(useful)
        independent = np.array([float(carried.sum()) / enough[index] / window])
        square = float((statistic**2 * useful).sum() / max(useful.sum(), 1e-12))
        first = guess if index else max(single, 1e-8)
        variance = float(shrunk(np.array([square]), independent, np.array([first]))[0])
        deviation[index] = max(np.sqrt(variance), _LEAST_DEVIATION * np.sqrt(enough[index]))
        guess = variance * GROWTH
        freedom = int(min(TRUST + independent[0], 200))
        limit[index] = student_limit(chance(24 * window / parts), max(freedom, 3))
        recent = slice(-_SPAN_DAYS * parts, None)
        standard = (statistic / deviation[index])[recent]
        bound = _HIGHEST * limit[index]
        fallen[index] = min(_MARGIN * max(float((-standard).max(initial=0.0)), 0.0), bound)
        risen[index] = min(_MARGIN * max(float(standard.max(initial=0.0)), 0.0), bound)
    mean = float(history.sums.sum() / history.counts.sum())
    return LevelUsual(mean, history.windows, *profile, trust, deviation, enough, limit, fallen, risen)


def _days_like(history: LevelHistory, kind: int) -> NDArray[np.int64]:
    """Rows of the days that a kind's confidence is judged by: its own, all days while there are fewer than two."""
    own = np.flatnonzero(history.kinds == kind)
    return own if len(own) >= 2 else np.arange(len(history.kinds))


def _profile(values: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """(B,) lowest, highest and middle of the profile within an hour of each part, of (D, B) values."""
    parts = values.shape[1]
    bins = min(BINS, parts)
    mass = weights.reshape(len(values), bins, -1).sum(axis=(0, 2))
    total = (weights * values).reshape(len(values), bins, -1).sum(axis=(0, 2))
    seen = mass > 0.5
    overall = float(total.sum() / mass.sum()) if mass.sum() else 0.0
    means = np.divide(total, mass, out=np.full(bins, overall), where=mass > 0)
    reach = max(_REACH * bins // BINS, 1)
    shifts = range(-reach, reach + 1)
    known = np.stack([np.roll(seen, shift) for shift in shifts])
    around = np.stack([np.roll(means, shift) for shift in shifts])
    # A half hour with next to nothing in it is no evidence of what is usual there.
    lowest = np.where(known, around, np.inf).min(axis=0)
    highest = np.where(known, around, -np.inf).max(axis=0)
    blank = ~known.any(axis=0)
    lowest[blank], highest[blank] = (means[seen].min(), means[seen].max()) if seen.any() else (0.0, 1.0)
    width = parts // bins
    return np.repeat(lowest, width), np.repeat(highest, width), np.repeat(means, width)


def _trust(residuals: Floats, counts: Floats) -> float:
    """Detections at which the scatter of single objects equals that of the parts themselves, by moments."""
    if len(counts) < 50:
        return 60.0
    squares = residuals**2
    order = np.argsort(counts)
    groups = np.array_split(order, 10)
    inverse = np.array([(1 / counts[group]).mean() for group in groups])
    means = np.array([squares[group].mean() for group in groups])
    weight = 1 / np.maximum(means, 1e-8)
    design = np.stack([inverse, np.ones_like(inverse)], axis=1) * weight[:, None]
    single, common = np.linalg.lstsq(design, means * weight, rcond=None)[0]
    if single <= 0:
        return 5.0
    return float(np.clip(single / max(common, single / 2000), 5.0, 2000.0))


def _timeline(history: LevelHistory, values: Floats) -> Floats:
    first, last = int(history.numbers.min()), int(history.numbers.max())
    line = np.zeros((last - first + 1, values.shape[1]))
    line[history.numbers - first] = values
    return line.ravel()
