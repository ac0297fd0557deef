"""Does today look like a day of another kind: a holiday that is like a Sunday, a Sunday on which shops are open?"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.counts import LEAST_EXPECTED, WINDOWS, CountUsual, distance
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.kinds import CLOSED_SHARE, KINDS
from driftwatch.monitoring.usual.recent import RecentHours, recent_hours
from driftwatch.monitoring.usual.usual import DETECTIONS, Usual

_WINDOW = WINDOWS.index(HOURS_A_DAY)
_LIKE = 2.5
_EVENING_SHARE = 0.25
_AS_USUAL, _SURELY_USUAL = 0.5, 0.75
_EVENING = WINDOWS.index(8)
_CLEARLY = 2.0
_SHAPE, _MOST_APART = 0.05, 0.25
_LEAST_SHARE = 0.5
_DUE = 3.0
"""Objects that should have come before a day without any may be a closed one."""
ALL: Final = -1
"""Instead of a label's place among the judged ones."""


def looks_like(history: History, usual: Usual, until: int, label: int = ALL) -> int | None:
    """The other kind of day that explains what was seen today up to `until`, an hour counted from 1970.

    None where the day's own kind explains it as well, or none does, or no day of its own kind was seen yet: the first
    Saturday is what Saturdays are known by. Holidays may be emptier than Sundays, if it came clearly at their hours.
    label: only that one is looked at, by its place in `usual.judged`.
    """
    recent = _today(history, usual, until, usual.judged if label >= 0 else ())
    own = int(recent.kinds[-1])
    if not usual.counts.days_of(own) or _explains(usual.counts, recent, own, label):
        return None
    others = [kind for kind in range(KINDS) if kind != own and usual.counts.days_of(kind)]
    # Half of a working day is as much as a Sunday, but it comes at other hours.
    apart = {kind: _apart(usual.counts, recent, kind, label) for kind in (own, *others)}
    # What stopped in the middle of the day came at no kind's hours.
    most = _MOST_APART + 1 / math.sqrt(max(float(_counts(recent, label).sum()) / usual.counts.together[label + 1], 1.0))
    for kind in others:
        if apart[kind] > most:
            continue
        clearly = apart[kind] <= apart[own] - _SHAPE
        if clearly and _is_part_of(usual.counts, recent, kind, label):
            return kind
        if apart[kind] <= apart[own] + _SHAPE and _explains(usual.counts, recent, kind, label):
            return kind
    return None


def comes_as_on(history: History, usual: Usual, until: int, kind: int) -> bool:
    """Whether what was seen today up to the hour `until` came clearly at the hours of another kind of day."""
    recent = _today(history, usual, until)
    own = int(recent.kinds[-1])
    if not recent.detections.any():
        # Nothing has come yet, and on such a day nothing would have by now.
        due, due_here = (float(_due(usual.counts, recent, one, ALL).sum()) for one in (own, kind))
        return due_here <= CLOSED_SHARE * due
    return _apart(usual.counts, recent, kind, ALL) <= _apart(usual.counts, recent, own, ALL) - _SHAPE


def may_be_closed(history: History, usual: Usual, until: int) -> bool:
    """Whether counts say nothing of today up to the hour `until`: next to nothing was seen, or next to nobody came."""
    return is_closed(history, usual, until) or nobody_came(history, usual, until)


def is_closed(history: History, usual: Usual, until: int) -> bool:
    """Whether today may be a closed day: next to nothing was seen from its beginning up to the hour `until`.

    It is not where something was missing already in the evening before, nor before anything was due: in the small
    hours of most places nothing is known of the day.
    """
    recent = _today(history, usual, until)
    expected = float(_due(usual.counts, recent, int(recent.kinds[-1]), ALL).sum())
    if expected < _DUE * float(usual.counts.together[0]):
        return False
    closed = float(recent.detections.sum()) <= CLOSED_SHARE * expected
    return closed and began_overnight(history, usual, until)


def nobody_came(history: History, usual: Usual, until: int) -> bool:
    """Whether next to no objects came today up to the hour `until`, from its beginning, whatever stayed in view.

    As on a holiday at a car park or a shelf, where what was left there is seen all day. It is not known where objects
    were not followed for long enough, nor before eight of them were due, nor on the second unusual day in a row.
    """
    if usual.arrivals is None:
        return False
    recent = _today(history, usual, until)
    expected = float(_due(usual.arrivals, recent, int(recent.kinds[-1]), ALL).sum())
    if expected < LEAST_EXPECTED * float(usual.arrivals.together[0]):
        return False
    before = history.day((until - 1) // HOURS_A_DAY - 1)
    if float(recent.came.sum()) > CLOSED_SHARE * expected or (before is not None and before.like >= 0):
        return False
    yesterday = _yesterday(history, usual, until)
    came = _evening_was_usual(usual.arrivals, yesterday, yesterday.came, ALL)
    return began_overnight(history, usual, until) if came is None else came


def began_overnight(history: History, usual: Usual, until: int, label: int = ALL) -> bool:
    """Whether the last quarter of yesterday was as usual, so that whatever is different today began with the day.

    Also where nothing was to be expected of it. It was not where less than half was seen, or clearly less than usual.
    Half of a quarter that holds next to nothing, as on Sundays, says nothing: there as much of the day is looked at
    as holds three objects.
    """
    yesterday = _yesterday(history, usual, until, usual.judged if label >= 0 else ())
    return _evening_was_usual(usual.counts, yesterday, _counts(yesterday, label), label) is not False


def _today(history: History, usual: Usual, until: int, labels: Sequence[str] = ()) -> RecentHours:
    return recent_hours(history, usual, labels, until, _hours_since_midnight(until))


def _yesterday(history: History, usual: Usual, until: int, labels: Sequence[str] = ()) -> RecentHours:
    return recent_hours(history, usual, labels, until - _hours_since_midnight(until), HOURS_A_DAY)


def _hours_since_midnight(until: int) -> int:
    """Of the day that the hour before `until` is of, from 1 to 24."""
    return until % HOURS_A_DAY or HOURS_A_DAY


def _evening_was_usual(usual: CountUsual, day: RecentHours, counts: NDArray[np.float64], label: int) -> bool | None:
    """counts: (24,) of the day, of which the end is looked at. None where nothing was to be expected of it."""
    expected = _due(usual, day, int(day.kinds[-1]), label)
    together, scatter = usual.together[label + 1], usual.scatter[_EVENING, label + 1]
    to_come = np.cumsum(expected[::-1])[::-1]
    evening, least = to_come <= _EVENING_SHARE * to_come[0], _DUE * together
    few = float(expected[evening].sum()) < least
    if few:
        evening = to_come - expected < least
    seen, due = float(counts[evening].sum()), float(expected[evening].sum())
    if due < least:
        return None
    if seen >= _SURELY_USUAL * due:
        return True
    far = distance(np.array(seen / together), np.array(due / together), scatter)
    return (few or seen >= _AS_USUAL * due) and float(far) > -_CLEARLY


def mark_kind(history: History, usual: Usual | None) -> None:
    """To be called when a day ends: notes what kind it was like.

    Not where the day before was like that already, unless it came clearly at the hours of that kind.
    """
    today = history.today
    if usual is None or today is None or not today.minutes:
        return
    before = history.day(today.number - 1)
    end = (today.number + 1) * HOURS_A_DAY
    like = looks_like(history, usual, end)
    if like is not None and (before is None or before.like != like or comes_as_on(history, usual, end, like)):
        today.like = like


def _counts(recent: RecentHours, label: int) -> NDArray[np.float64]:
    return recent.detections if label == ALL else recent.labels[:, label, DETECTIONS]


def _due(usual: CountUsual, recent: RecentHours, kind: int, label: int) -> NDArray[np.float64]:
    """(N,) what each hour would hold on a kind of day."""
    due: NDArray[np.float64] = usual.rate[kind, recent.hours, label + 1] * recent.frames
    return due


def _apart(usual: CountUsual, recent: RecentHours, kind: int, label: int) -> float:
    """How far what was seen is from a kind of day in when it came: the largest gap between the two shares so far."""
    seen, due = np.cumsum(_counts(recent, label)), np.cumsum(_due(usual, recent, kind, label))
    return float(np.abs(seen / seen[-1] - due / due[-1]).max()) if seen[-1] and due[-1] else 0.0


def _is_part_of(usual: CountUsual, recent: RecentHours, kind: int, label: int) -> bool:
    """Whether at least half of what a kind of day holds by now was seen, and no more than it holds."""
    expected = float(_due(usual, recent, kind, label).sum())
    return _LEAST_SHARE * expected <= float(_counts(recent, label).sum()) <= expected


def _explains(usual: CountUsual, recent: RecentHours, kind: int, label: int) -> bool:
    series = label + 1
    objects = float(_counts(recent, label).sum()) / usual.together[series]
    expected = float(_due(usual, recent, kind, label).sum()) / usual.together[series]
    far = distance(np.array(objects), np.array(expected), usual.scatter[_WINDOW][series : series + 1])
    return bool(abs(far[0]) <= _LIKE)
