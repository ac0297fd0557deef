"""How sure the model usually is through the day, and what follows of it: what it could be found to have lost."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.level_fit import clipped

Floats = NDArray[np.float64]

LEAST_SHIFT: Final = 0.02
"""Of the mean confidence; what is less means nothing to anybody."""


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
    confidences. at_work, quiet: how windows scattered whose parts are mostly busy ones, or not.
    hidden: half the width between low and high, as it usually is.
    """

    mean: float
    windows: tuple[int, ...]
    low: Floats
    high: Floats
    busy: NDArray[np.bool_]
    together: float
    often: float
    variance: float
    single: tuple[float, float]
    at_work: LevelScatter
    quiet: LevelScatter
    hidden: float
    detectable: float = 1.0
    old: float = 1.0
    least: float = 0.06

    def clipped(self, residuals: Floats, objects: Floats) -> Floats:
        """What parts with that number of objects say, none more than odd objects let expect."""
        return clipped(residuals, self.variance / np.maximum(objects, 1.0), self.single, self.least)

    def error(self, scatter: LevelScatter, window: int, objects: float) -> float:
        """Standard deviation of the mean of a window of this length with this many independent objects."""
        single = scatter.chance[window] * self.variance
        return float(np.sqrt(scatter.variance[window] + single / max(objects, 1.0)))

    @property
    def detectable_in_a_day(self) -> float:
        """The smallest lasting drop that windows of a day and less find."""
        parts = self.low.shape[1]
        return min(self._detectable(index) for index, window in enumerate(self.windows) if window <= parts)

    def _detectable(self, window: int) -> float:
        """The smallest lasting drop that a usual window of this length finds."""
        scatter = self.at_work
        if scatter.objects[window] < scatter.needed[window]:
            return 1.0
        bar = max(scatter.limit[window], scatter.fallen[window])
        return self.hidden + max(float(bar * self.error(scatter, window, float(scatter.objects[window]))), LEAST_SHIFT)
