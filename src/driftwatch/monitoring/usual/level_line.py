"""The days learned as one line of parts in the order of time, along which windows are slid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_history import LevelHistory, LevelRows, timeline
from driftwatch.monitoring.usual.scatter import rolling

Floats = NDArray[np.float64]

_ENOUGH = 0.5
"""Of what windows of a length carry in busy hours; one that carries less scatters as shorter ones do."""
_USUALLY = 0.9
_FOUR_HOURS = 1 / 6
"""Of a day, the shortest window that may be half empty: of a shorter one its hour of the day says it."""


def is_quiet(busy: Floats, carried: Floats, full: Floats | float) -> NDArray[np.bool_]:
    """(N,) whether next to nothing goes on in windows of (N,) weight `carried`, `busy` of it in busy parts.

    full: weight of such windows in busy hours; 0 where they may hold as little as they do.
    """
    quiet: NDArray[np.bool_] = (busy < carried / 2) | (carried < _ENOUGH * full)
    return quiet


@dataclass(frozen=True, slots=True)
class LevelLine:
    """(T,) each, zeros where a day is missing. weights: how much a part counts. busy: the same of busy parts only.

    begun, counts, present: as in LevelRows, which `rows` are.
    """

    rows: LevelRows
    weights: Floats
    busy: Floats
    begun: Floats
    counts: Floats
    present: Floats

    @classmethod
    def of(cls, history: LevelHistory, weights: Floats, busy: NDArray[np.bool_]) -> "LevelLine":
        """weights: (D, B). busy: (K, B) parts in which something usually goes on."""
        rows = history.rows
        return cls(
            rows,
            weights=timeline(history, weights),
            busy=timeline(history, weights * busy[history.kinds]),
            begun=timeline(history, rows.begun * (weights > 0)),
            counts=timeline(history, rows.counts * (weights > 0)),
            present=timeline(history, rows.present),
        )

    def windows(self, length: int) -> "LineWindows":
        """Windows of `length` parts, one up to each part; shorter ones at the beginning."""
        carried = rolling(self.weights, length)
        present = np.concatenate(
            [np.zeros(min(length - 1, len(self.present))), self.present[: max(len(self.present) - length + 1, 0)]]
        )
        seen = self.rows.seen(present, rolling(self.begun, length), rolling(self.counts, length))
        busy = rolling(self.busy, length)
        at_work = carried[~is_quiet(busy, carried, 0.0) & (carried > 0)]
        long = length >= _FOUR_HOURS * self.rows.counts.shape[1]
        full = float(np.quantile(at_work, _USUALLY)) if long and len(at_work) else 0.0
        return LineWindows(length, self.weights, carried, seen, is_quiet(busy, carried, full), full)


@dataclass(frozen=True, slots=True)
class LineWindows:
    """carried: (T,) weight of the window up to each part. objects: (T,) in it. quiet: (T,) whether little goes on.

    full: weight of a window as it is in busy hours; 0 for short ones.
    """

    length: int
    weights: Floats
    carried: Floats
    objects: Floats
    quiet: NDArray[np.bool_]
    full: float

    def means(self, residuals: Floats) -> Floats:
        """(T,) weighted mean of (T,) residuals over each window; 0 where nothing was seen."""
        sums = rolling(residuals * self.weights, self.length)
        return np.divide(sums, self.carried, out=np.zeros_like(sums), where=self.carried > 0)

    def of_class(self, quiet: bool) -> NDArray[np.bool_]:
        """(T,) windows with anything in them that are quiet ones, or that are not."""
        return (self.carried > 0) & (self.quiet == quiet)
