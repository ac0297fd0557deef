"""Did as many of each label come as on the same day of the weeks before?"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from benchmarks.drift.sites.baselines.daily import Daily, Day

_FEWEST: Final = 20
"""Detections a day from which a label is judged."""
_ONE: Final = 3.0
_LOSS, _GAIN = 0.6, 1.7


class SameWeekday(Daily):
    """Compares a day with the same weekday before.

    A label with a third or three times the median of the same weekday, or all labels together below .6 or above 1.7
    times theirs. Needs two such weekdays; up to four are kept.
    """

    name = "same weekday"
    fewest_days = 14

    def distance(self, day: Day, usual: Sequence[Day]) -> float:
        alike = [one for one in usual if (one.number - day.number) % 7 == 0][-4:]
        if len(alike) < 2:
            return 0.0
        expected = float(np.median([one.detections for one in alike]))
        furthest = _ratio(day.detections, expected, 1 / _LOSS, _GAIN) if expected >= _FEWEST else 0.0
        for label in {label for one in alike for label in one.per_label} | day.per_label.keys():
            before = float(np.median([one.per_label.get(label, 0) for one in alike]))
            if before >= _FEWEST:
                furthest = max(furthest, _ratio(day.per_label.get(label, 0), before, _ONE, _ONE))
        return furthest


def _ratio(count: int, expected: float, loss: float, gain: float) -> float:
    """How far the count is away as a share of what is allowed: 1 at a loss or a gain by that factor."""
    ratio = max(count, 0.5) / expected
    return float(np.log(1 / ratio) / np.log(loss) if ratio < 1 else np.log(ratio) / np.log(gain))
