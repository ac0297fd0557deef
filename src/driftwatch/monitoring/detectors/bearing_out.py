"""Whether what is seen a frame and the objects that come bear each other out, where objects linger.

A few objects that stay for hours are most of what is seen in many places: when they leave, detections fall by half, and
no object is missed. A model that misses objects shows fewer of both.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.count_rows import CountRows
from driftwatch.monitoring.usual.count_scan import CountShift
from driftwatch.monitoring.usual.counts import LEAST_EXPECTED, CountUsual


def of_lingering(shifts: Sequence[CountShift], lingering: NDArray[np.bool_]) -> list[CountShift]:
    """Those of `shifts` that are of series for which (S,) `lingering` is true."""
    return [shift for shift in shifts if lingering[shift.series]]


def borne_out(
    shifts: Sequence[CountShift], usual: CountUsual, rows: CountRows, lingering: NDArray[np.bool_]
) -> list[CountShift]:
    """Without losses of `lingering` (S,) series that another measure does not show, or by less than half.

    rows: of that measure. Where it should hold next to nothing itself, it is not asked.
    """

    def is_borne_out(shift: CountShift) -> bool:
        if shift.ratio >= 1 or not lingering[shift.series]:
            return True
        window = rows.window(usual, shift.length)
        few = window.expected[shift.series] < LEAST_EXPECTED
        return bool(few or window.ratio[shift.series] <= (1 + shift.ratio) / 2)

    return [shift for shift in shifts if is_borne_out(shift)]
