"""The smallest drop of the mean confidence that would have been found, had it set in on the days that were learned."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_days import ComparedDays
from driftwatch.monitoring.usual.level_history import LevelHistory, timeline
from driftwatch.monitoring.usual.level_line import LevelLine, LineWindows
from driftwatch.monitoring.usual.level_usual import LEAST_SHIFT, LevelUsual

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FOUND = 0.9
"""Share of the moments at which a drop may set in, after which it is found within a day."""
_MARGIN: Final = 1.1
"""Days to come are a little further from those learned than these are from each other."""
_LARGEST: Final = 0.25
_OF_THE_WAY: Final = 0.4
"""To the floor. A mean that falls farther has lost detections enough to be a matter of counts."""
_HALVINGS = 7


def smallest_drop(
    history: LevelHistory, days: ComparedDays, line: LevelLine, windows: Sequence[LineWindows], usual: LevelUsual
) -> float | None:
    """In [0.02, 0.25]: the smallest lasting drop that is found within a day, however the day is; None where none is.

    It is tried on the days learned, from each busy part on that another day of the same kind follows. Nine in ten of
    these have to be found: how far the site goes by itself on that day, and what few objects hide, is in it. What is
    promised is a tenth more than that.
    """
    starts = _starts(history, line)
    if not len(starts):
        return None
    windows = [one for one in windows if one.length <= usual.low.shape[1]]
    bars = [_bars(usual, index, one) for index, one in enumerate(windows)]

    def is_found(drop: float) -> bool:
        moved = timeline(history, usual.single.clipped(days.residuals(drop), days.by_chance))
        return _share_found(moved, windows, bars, starts, usual.low.shape[1]) >= _FOUND

    low, high = 0.0, min(_LARGEST, _OF_THE_WAY * (usual.mean - history.floor)) / _MARGIN
    if not is_found(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_found(middle) else (middle, high)
    return max(_MARGIN * high, LEAST_SHIFT)


def _starts(history: LevelHistory, line: LevelLine) -> Ints:
    """(S,) busy parts of the line on days that are followed by one of their kind."""
    parts = history.rows.counts.shape[1]
    followed = np.isin(history.numbers + 1, history.numbers)
    after = np.searchsorted(history.numbers, history.numbers + 1) % len(history.numbers)
    alike = followed & (history.kinds[after] == history.kinds)
    return np.flatnonzero((line.busy > 0) & (timeline(history, np.repeat(alike[:, None], parts, axis=1)) > 0))


def _bars(usual: LevelUsual, index: int, windows: LineWindows) -> Floats:
    """(T,) by how much the mean of the window up to each part must have fallen; infinite where it is not judged."""
    bars = np.full(len(windows.carried), np.inf)
    for quiet, scatter in ((False, usual.at_work), (True, usual.quiet)):
        judged = windows.of_class(quiet) & (windows.objects >= scatter.needed[index])
        bars[judged] = usual.bar(scatter, index, windows.objects[judged])
    return bars


def _share_found(
    residuals: Floats, windows: Sequence[LineWindows], bars: Sequence[Floats], starts: Ints, parts: int
) -> float:
    """Of the starts after which a window that lies wholly behind it passes its bar within a day."""
    ends = np.minimum(starts + parts, len(residuals))
    found = np.zeros(len(starts), np.bool_)
    for one, bar in zip(windows, bars, strict=True):
        passed = np.concatenate([[0], np.cumsum(-one.means(residuals) >= bar)])
        found |= passed[ends] > passed[np.minimum(starts + one.length - 1, ends)]
    return float(found.mean())
