"""Whether what is seen a frame and the objects that come bear each other out, where objects linger.

A few objects that stay for hours are most of what is seen in many places: when they leave, detections fall by half, and
no object is missed. A model that misses objects shows fewer of both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.count_rows import CountRows
from driftwatch.monitoring.usual.count_scan import Caution, CountShift, scan_counts
from driftwatch.monitoring.usual.counts import LEAST_EXPECTED, CountUsual


@dataclass(frozen=True, slots=True)
class CountedSeries:
    """S series counted in one way: what is usual of them, and what the last hours held."""

    usual: CountUsual
    rows: CountRows

    def bears_out(self, shift: CountShift) -> bool:
        """Whether this shows half of a loss that was counted in another way, or is too little to tell."""
        window = self.rows.window(self.usual, shift.length)
        few = window.expected[shift.series] < LEAST_EXPECTED
        return bool(few or window.ratio[shift.series] <= (1 + shift.ratio) / 2)


def borne_out(
    counted: CountedSeries, caution: Caution, lingering: NDArray[np.bool_], by: CountedSeries | None
) -> list[CountShift]:
    """What a scan of `counted` shows, the most telling first: no losses of `lingering` (S,) series that `by` lacks.

    by: the same series, counted in another way; None where they are counted in one way only.
    """
    return [
        shift
        for shift in scan_counts(counted.usual, counted.rows, caution)
        if by is None or shift.ratio >= 1 or not lingering[shift.series] or by.bears_out(shift)
    ]


def objects_borne_out(
    objects: CountedSeries, caution: Caution, lingering: NDArray[np.bool_], by: CountedSeries
) -> list[CountShift]:
    """What a scan of the objects that came shows, of `lingering` (S,) series: elsewhere detections tell it sooner."""
    return [shift for shift in borne_out(objects, caution, lingering, by) if lingering[shift.series]]
