"""Is the number of detections of this day an outlier among the days before?"""

from collections.abc import Sequence

import numpy as np

from benchmarks.drift.sites.baselines.daily import Daily, Day

_LIMIT = 4.0


class DailyCounts(Daily):
    """z of the square root of the day's detections against up to 28 earlier days, weekends and all; alarm above 4."""

    name = "daily z-test of counts"

    def distance(self, day: Day, usual: Sequence[Day]) -> float:
        roots = np.sqrt([one.detections for one in usual])
        spread = max(float(np.std(roots, ddof=1)), 0.5) * (1 + 1 / len(roots)) ** 0.5
        return abs(day.detections**0.5 - float(roots.mean())) / spread / _LIMIT
