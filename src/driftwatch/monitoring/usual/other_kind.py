"""Does today look like a day of another kind: a holiday that looks like a Sunday, a Sunday that shops are open on?"""

import numpy as np

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.counts import WINDOWS, CountUsual, root_difference
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.kinds import KINDS, Kinds
from driftwatch.monitoring.usual.recent import recent_hours

_WINDOW = WINDOWS.index(HOURS_A_DAY)
_LIKE = 0.75


def looks_like(history: History, kinds: Kinds, usual: CountUsual, until: int) -> int | None:
    """The other kind of day that explains all hours of today up to `until` (an hour counted from 1970), if one does."""
    length = until % HOURS_A_DAY or HOURS_A_DAY
    recent = recent_hours(history, kinds, (), until, length)
    own = int(recent.kinds[-1])
    for kind in range(KINDS):
        if kind == own or not usual.seen[kind].any():
            continue
        if _explains(usual, recent.detections, recent.frames, kind, recent.hours):
            return kind
    return None


def _explains(usual: CountUsual, counts: "np.ndarray", frames: "np.ndarray", kind: int, hours: "np.ndarray") -> bool:
    expected = usual.rate[kind, hours, 0] * frames
    total = root_difference(counts.sum()[None], expected.sum()[None])[0] / np.sqrt(usual.fano[_WINDOW][0] * 1.5)
    bar = _LIKE * usual.limit[_WINDOW][0]
    return bool(abs(total) <= bar)
