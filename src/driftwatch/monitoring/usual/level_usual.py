"""How sure the model usually is through the day, and what follows of it: what it could be found to have lost."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_fit import PartScatter

Floats = NDArray[np.float64]

LEAST_SHIFT: Final = 0.02
"""Of the mean confidence; what is less means nothing to anybody."""
_RISE_CAUTION = 1.2


@dataclass(frozen=True, slots=True)
class LevelScatter:
    """How windows of each length scattered. (W,) each.

    variance: of a window with endless objects. chance: how much of the variance of single objects a window really
    has, 1 where others come all the time, next to nothing where the same ones stay.
    limit: of the distance in deviations; fallen, risen: how far it went in the days learned, as a limit.
    objects: of a window as it usually is where anything is seen. needed: objects without which a window is not judged;
    where few are all there is, time makes up for them.
    """

    variance: Floats
    chance: Floats
    limit: Floats
    fallen: Floats
    risen: Floats
    objects: Floats
    needed: Floats


@dataclass(frozen=True, slots=True)
class LevelUsual:
    """What mean confidence is usual at each time of day.

    mean: of all that was learned. low, high: (K, B) ends of what the mean confidence of a part may be at its time of
    day: the profile within an hour of it.

    busy: (K, B) parts in which as much goes on as in a tenth of the busiest, at least. variance: of single objects'
    confidences. single: how single parts scatter. at_work, quiet: how windows scattered whose parts are mostly busy
    ones, or not. full: (W,) weight of such windows in busy hours, 0 for short ones. caution: how many times farther
    than its limit a shift has to go.
    smallest_drop: of the mean confidence, that lasts and is found within a day; None where none is.
    """

    mean: float
    windows: tuple[int, ...]
    low: Floats
    high: Floats
    busy: NDArray[np.bool_]
    together: float
    often: float
    variance: float
    single: PartScatter
    at_work: LevelScatter
    quiet: LevelScatter
    full: Floats
    caution: float = 1.0
    smallest_drop: float | None = None

    def clipped(self, residuals: Floats, objects: Floats) -> Floats:
        """What parts with that number of objects say, none more than odd objects let expect."""
        return self.single.clipped(residuals, self.variance / np.maximum(objects, 1.0))

    def error(self, scatter: LevelScatter, window: int, objects: float) -> float:
        """Standard deviation of the mean of a window of this length with this many independent objects."""
        return float(self._errors(scatter, window, np.array([objects]))[0])

    def bar(self, scatter: LevelScatter, window: int, objects: Floats, rise: bool = False) -> Floats:
        """(N,) by how much the mean of windows with (N,) objects must fall, or rise, to mean something."""
        farthest = scatter.risen[window] if rise else scatter.fallen[window]
        deviations = max(float(scatter.limit[window]), float(farthest)) * (_RISE_CAUTION if rise else 1.0)
        return self.caution * np.maximum(deviations * self._errors(scatter, window, objects), LEAST_SHIFT)

    def least_bar(self) -> float:
        """By how much the mean of usual windows of a day and less must fall where that is least; infinite for none."""
        scatter, parts = self.at_work, self.low.shape[1]
        bars = (
            self.bar(scatter, index, scatter.objects[[index]]).item()
            for index, window in enumerate(self.windows)
            if window <= parts and scatter.objects[index] >= scatter.needed[index]
        )
        return min(bars, default=np.inf)

    def _errors(self, scatter: LevelScatter, window: int, objects: Floats) -> Floats:
        single = scatter.chance[window] * self.variance
        return np.sqrt(scatter.variance[window] + single / np.maximum(objects, 1.0))
