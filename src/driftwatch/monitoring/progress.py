"""What has been learned of a stream so far, what is missing and until when, in words for its owner."""

from collections.abc import Sequence
from dataclasses import dataclass

from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.settings import ReferenceSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.kinds import KINDS

_STALLED_DAYS = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """What is learned so far, and what is missing."""

    days: int = 0
    """Good days learned."""
    needed: int = 7
    """Before everything is judged."""
    borrowed: int = 0
    """Of them, days of an earlier version."""
    text: str = ""
    """In words, "" where nothing is missing."""
    stalled: bool = False
    """Whether days pass and nothing is learned."""


def progress_of(
    good: Sequence[Day], kept: Sequence[Day], today: Day | None, model: str, settings: ReferenceSettings
) -> Progress:
    """good: days that teach. kept: all whole days that are known. model: key of the present one."""
    needed = settings.days
    own = [day for day in good if day.model == model]
    borrowed = len(good) - len(own)
    parts: list[str] = []
    if borrowed and len(own) < needed:
        parts.append(f"compared with the version before; own day {min(len(own) + 1, needed)} of {needed}")
    elif len(good) < needed:
        parts.append(f"day {min(len(good) + 1, needed)} of {needed}")
    week = settings.week
    parts += _missing_kinds(good, week)
    if today is not None and (name := week.holiday(today.number)):
        parts.append(f"a holiday ({name}): counts and confidence are not judged today")
    reason = _stall(kept, good, today, week)
    if reason:
        parts.insert(0, f"learning has stalled: {reason}")
    return Progress(len(good), needed, borrowed, "; ".join(parts), bool(reason))


def _missing_kinds(good: Sequence[Day], week: WorkingWeek) -> list[str]:
    seen = {week.group(day.number) for day in good}
    missing = [week.names[group] for group in range(KINDS) if group not in seen]
    return [f"{' and '.join(missing)} are judged from the second one on"] if missing and len(missing) < KINDS else []


def _stall(kept: Sequence[Day], good: Sequence[Day], today: Day | None, week: WorkingWeek) -> str:
    """Why the last three days and more taught nothing; "" where they did, or are not over yet."""
    if today is None or not kept:
        return ""
    last_good = good[-1].number if good else kept[0].number - 1
    behind = sum(not week.holiday(day) for day in range(last_good + 1, today.number))
    if behind < _STALLED_DAYS:
        return ""
    since = [day for day in kept if day.number > last_good]
    if any(day.alarmed for day in since):
        return f"an alert has been active for {behind} days; accept what is usual now, or fix what is wrong"
    return f"in {behind} days the camera gave frames for less than an hour a day"
