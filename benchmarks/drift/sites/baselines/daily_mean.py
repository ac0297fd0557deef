"""Is the mean confidence of this day an outlier among the days before?"""

from collections.abc import Sequence

import numpy as np

from benchmarks.drift.sites.baselines.daily import Daily, Day
from driftwatch.monitoring.units import CONFIDENCE_UNITS

_LIMIT = 4.0
_FEWEST = 50
_LEAST_SD = 0.002


class DailyMean(Daily):
    """z of the day's mean against the mean and standard deviation of up to 28 earlier days; alarm above 4.

    Days with fewer than 50 detections are neither judged nor learned from.
    """

    name = "daily z-test of the mean"

    def distance(self, day: Day, usual: Sequence[Day]) -> float:
        means = [one.units / one.detections / CONFIDENCE_UNITS for one in usual if one.detections >= _FEWEST]
        if day.detections < _FEWEST or len(means) < self.fewest_days:
            return 0.0
        spread = max(float(np.std(means, ddof=1)), _LEAST_SD) * (1 + 1 / len(means)) ** 0.5
        return abs(day.units / day.detections / CONFIDENCE_UNITS - float(np.mean(means))) / spread / _LIMIT
