"""Whether a place was open, and whether what was seen there is about what its hours usually hold."""

from typing import Final

import numpy as np

from driftwatch.monitoring.calendar import DAYS_A_WEEK
from driftwatch.monitoring.usual.day import BLOCK, BLOCKS
from driftwatch.monitoring.usual.gaps import GapUsual, is_closed_day
from driftwatch.monitoring.usual.history import KEPT_DAYS, History
from driftwatch.monitoring.usual.kinds import WORKING
from driftwatch.monitoring.usual.other_kind import is_closed
from driftwatch.monitoring.usual.recent import RecentBlocks, recent_blocks
from driftwatch.monitoring.usual.usual import Usual

WARN_OBJECTS: Final = 6.0
"""Missing ones from which on a silence is worth a warning."""
_LIKE_ITSELF = 0.2
_BUSY_KIND = 0.2
_EVENING_SHARE = 0.25
_BACK = ((6, 0.75), (12, 0.5), (36, 0.3))
"""Blocks, and what they have to hold of the usual to show that objects come again."""
_WEEKS = 2
_MORNING = 0.15
"""Of what a day holds, that is due before it is worth a word that next to nothing was seen: it may open late."""
CLOSED_DAY: Final = 1 / 3
"""The same before it counts as a closed day: of a night alone, few come by themselves now and then."""


def is_busy_kind(usual: Usual, kind: int) -> bool:
    """Whether days of this kind are such that something is to be expected."""
    a_day = usual.counts.a_day[:, 0]
    if not usual.counts.days_of(kind):
        return bool(usual.gaps.present[kind].any())
    return bool(a_day[kind] >= _BUSY_KIND * a_day.max()) and bool(a_day[kind] > 0)


def is_back(history: History, usual: Usual, until: int, length: int) -> bool:
    """Whether objects come again, of the `length` blocks before the block `until` on which next to nothing was seen.

    Half an hour of open time shows it that holds three quarters of what it usually does, an hour that holds a half, and
    three hours that hold three tenths: on a closed day some pass, or stay for a while.
    """
    return any(_holds(history, usual, until, blocks, share) for blocks, share in _BACK if blocks <= length)


def _holds(history: History, usual: Usual, until: int, length: int, share: float) -> bool:
    """Whether the `length` blocks before the block `until` were open ones, and held a share of what they usually do."""
    recent = recent_blocks(history, usual, until, length)
    hours = recent.blocks * BLOCK // 60
    is_open = usual.gaps.present[recent.kinds, hours] > 0
    if not any(is_busy_kind(usual, kind) for kind in set(recent.kinds[is_open].tolist())):
        return False
    return float(recent.totals[:, 1].sum()) >= share * _expected(usual, recent, slice(None))


def was_closed(history: History, usual: Usual, number: int) -> bool:
    """Whether next to nothing was seen on a day of which it is known what was seen."""
    day = history.day(number)
    return day is not None and (number in usual.kinds.closed or is_closed_day(usual.counts.rate[WORKING, :, 0], day))


def is_closed_weekday(history: History, usual: Usual, number: int) -> bool:
    """Whether the last two such days of the week that are known were closed ones, as Mondays are at a museum.

    Not where all days since the last one were closed, too: that is a model that sees nothing, for weeks.
    """
    before = [number - DAYS_A_WEEK * weeks for weeks in range(1, KEPT_DAYS // DAYS_A_WEEK)]
    last = [day for day in before if history.day(day) is not None][:_WEEKS]
    since = range(number - DAYS_A_WEEK + 1, number)
    opened = any(history.day(day) is not None and not was_closed(history, usual, day) for day in since)
    return opened and len(last) == _WEEKS and all(was_closed(history, usual, day) for day in last)


def missing_on_closed_day(history: History, usual: Usual, until: int) -> float:
    """Objects that should have come today before the block `until`; 0 where today is not one on which next to none did.

    Nor where nothing is to be expected of it, as on Sundays or on the day of the week that is always closed.
    """
    number, length = (until - 1) // BLOCKS, until % BLOCKS
    kind = usual.kinds.of(number)
    if not length or not is_busy_kind(usual, kind) or not is_closed(history, usual, until * BLOCK // 60):
        return 0.0
    if is_closed_weekday(history, usual, number):
        return 0.0
    if not is_due(history, usual, until, _MORNING):
        return 0.0
    recent = recent_blocks(history, usual, until, length)
    return usual.gaps.missing(recent.kinds, recent.blocks * BLOCK // 60, recent.totals[:, 0])


def is_due(history: History, usual: Usual, until: int, share: float) -> bool:
    """Whether a share of what the day usually holds was due before the block `until`.

    Before that it may open later, or the night may hold less than others do: what stays overnight after a working day
    does not on a Monday.
    """
    length = until % BLOCKS
    if not length:
        return False
    recent = recent_blocks(history, usual, until, length)
    a_day = float(usual.counts.a_day[int(recent.kinds[-1]), 0])
    return _expected(usual, recent, slice(None)) >= share * a_day


def _expected(usual: Usual, recent: RecentBlocks, part: slice) -> float:
    """Detections in some of the blocks, where it is known, else as the hours of other kinds of day let guess."""
    at = recent.kinds[part], recent.blocks[part] * BLOCK // 60
    rate = np.where(usual.counts.seen[at] > 0, usual.counts.rate[:, :, 0][at], usual.gaps.present[at])
    return float((rate * recent.totals[part, 0]).sum())


def quarter_missing(gaps: GapUsual, recent: RecentBlocks, begin: int) -> bool:
    """Whether a quarter of the day of the last detection was still to come, and more than any gap ever held."""
    midnight = begin - 1 - int(recent.blocks[begin - 1])
    due, kinds, hours = recent.totals[:, 0], recent.kinds, recent.blocks * BLOCK // 60
    day, rest = slice(max(midnight, 0), midnight + BLOCKS), slice(begin, midnight + BLOCKS)
    whole, missing = (gaps.missing(kinds[part], hours[part], due[part]) for part in (day, rest))
    return missing >= max(_EVENING_SHARE * whole, WARN_OBJECTS) and missing > gaps.largest


def was_like_itself(usual: Usual, recent: RecentBlocks, begin: int) -> bool:
    """Whether the day held about as much as its kind does up to the last detection; a stray or two is not that."""
    first = max(begin - 1 - int(recent.blocks[begin - 1]), 0)
    part = slice(first, begin)
    return float(recent.totals[part, 1].sum()) >= _LIKE_ITSELF * _expected(usual, recent, part)
