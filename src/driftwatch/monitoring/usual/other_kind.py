"""Does today look like a day of another kind: a holiday that is like a Sunday, a Sunday on which shops are open?"""

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.counts import WINDOWS, CountUsual, distance
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.kinds import KINDS
from driftwatch.monitoring.usual.recent import RecentHours, recent_hours
from driftwatch.monitoring.usual.usual import Usual

_WINDOW = WINDOWS.index(HOURS_A_DAY)
_LIKE = 2.5


def looks_like(history: History, usual: Usual, until: int) -> int | None:
    """The other kind of day that explains what was seen today up to `until`, an hour counted from 1970.

    None where the day's own kind explains it as well, or none does, or no day of its own kind was seen yet: the first
    Saturday is what Saturdays are known by.
    """
    length = until % HOURS_A_DAY or HOURS_A_DAY
    recent = recent_hours(history, usual.kinds, (), until, length)
    own = int(recent.kinds[-1])
    if not usual.counts.seen[own].any() or _explains(usual.counts, recent, own):
        return None
    others = [kind for kind in range(KINDS) if kind != own and usual.counts.seen[kind].any()]
    return next((kind for kind in others if _explains(usual.counts, recent, kind)), None)


def mark_kind(history: History, usual: Usual | None) -> None:
    """To be called when a day ends: notes what kind it was like, unless the day before was like that already."""
    today = history.today
    if usual is None or today is None or not today.minutes:
        return
    before = history.day(today.number - 1)
    like = looks_like(history, usual, (today.number + 1) * HOURS_A_DAY)
    if like is not None and (before is None or before.like != like):
        today.like = like


def _explains(usual: CountUsual, recent: RecentHours, kind: int) -> bool:
    rates: NDArray[np.float64] = usual.rate[kind, recent.hours, 0]
    objects = float(recent.detections.sum()) / usual.together
    expected = float((rates * recent.frames).sum()) / usual.together
    far = distance(np.array(objects), np.array(expected), usual.scatter[_WINDOW][:1])
    return bool(abs(far[0]) <= _LIKE)
