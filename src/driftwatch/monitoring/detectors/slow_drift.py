"""Has the model slowly become less (or oddly more) sure of itself than in its first month, as learning follows?"""

from collections.abc import Mapping
from typing import Any, Final

from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, STANDING_SCORE, Finding, Level
from driftwatch.monitoring.record import from_record, to_record
from driftwatch.monitoring.rollup import MINUTE
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.slow_reasons import SlowReason, slow_reason
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.first_month import FirstMonth, first_month, own_days
from driftwatch.monitoring.usual.month_level import RECENT_DAYS
from driftwatch.monitoring.usual.slow_shift import SlowShift, is_back, slow_shift

FEWEST_DAYS: Final = 8
"""Good days that must follow the first month before anything is compared with it."""
_DAYS_BACK = (2, 3, 5, 8)
"""Lengths of the stretch of last good days that may show that it is over."""


class SlowDrift:
    """Each night the last ten good days against the first 28 good days of this model version, hour by hour.

    What comes more slowly than the days that are learned is found here and nowhere else. It is an alarm where the
    picture is as it was in that month, and a warning where the picture explains it, has left what the month had, or is
    not measured: seasons move the light. Its days teach, so that the other detectors go on with what is usual now. An
    alert ends when days after it lie nearer to the month than to the alert, beyond doubt; what came before them is
    not looked at again.
    """

    name = "slow_drift"
    learned = True

    def __init__(self) -> None:
        self._month: FirstMonth | None = None
        self._found: SlowShift | None = None
        self._score = 0.0
        self._active = False
        self._since = 0.0
        self._fresh = 0
        self._raised = 0
        self._day = -1

    @property
    def level(self) -> Level:
        # What is near to an alarm stays so for days, and is not to look like a warning.
        return "drift" if self._active and self._found is not None and self._found.is_clear else "warning"

    @property
    def month(self) -> FirstMonth | None:
        """What is compared with; None while its days are not complete."""
        return self._month

    def update(self, situation: Situation, /) -> float:
        today = situation.history.today
        if today is None or not situation.minute.known_time:
            return self._score
        if self._month is not None and not self._month.is_of(today):
            self._month = None
            self._end(0)
        if today.number == self._day or situation.usual is None:
            return self._score
        self._day = today.number
        if self._month is None:
            self._month = first_month(situation.history, today, situation.usual)
        if self._month is not None:
            self._compare(situation, today, self._month)
        return self._score

    def _compare(self, situation: Situation, today: Day, month: FirstMonth) -> None:
        assert situation.usual is not None
        week = situation.usual.kinds.week
        first = max(month.last + 1, self._fresh)
        days = [day for day in own_days(situation.history, today) if day.number >= first][-RECENT_DAYS:]
        if self._active and self._found is not None:
            later = [day for day in days if day.number >= self._raised]
            for length in _DAYS_BACK:
                if len(later) >= length and is_back(month, later[-length:], week, self._found):
                    self._end(later[-length].number)
                    return
        shift = slow_shift(month, days, week) if len(days) >= FEWEST_DAYS else None
        if self._active and self._found is not None:
            became_clear = shift is not None and shift.is_found and shift.is_clear and not self._found.is_clear
            if not became_clear:
                self._score = STANDING_SCORE
                return
        self._found = shift
        self._score = min(shift.score, HIGHEST_SCORE) if shift is not None else 0.0
        self._active = self._score > 1
        if self._active and shift is not None:
            self._raised = today.number
            minutes = (today.number - shift.since) * MINUTES_A_DAY + situation.slot
            self._since = situation.wall - MINUTE * minutes

    def explain(self) -> Finding:
        assert self._found is not None
        assert self._month is not None
        found, month = self._found, self._month
        verb = "sunk" if found.distance < 0 else "risen"
        of = f' of "{found.label}"' if found.label else ""
        cause = (
            f"mean confidence{of} has {verb} by {abs(found.distance):.2f} since the first month "
            f"({month.dates}): {found.now - found.distance:.2f} then, {found.now:.2f} in the last "
            f"{found.days} days"
        )
        return Finding(cause, self._since, found.distance, found.labels[:3])

    @property
    def reason(self) -> SlowReason:
        """Why, and the one thing to do first."""
        assert self._found is not None
        return slow_reason(self._found)

    def record(self) -> dict[str, Any]:
        return {
            "score": self._score,
            "active": self._active,
            "since": self._since,
            "fresh": self._fresh,
            "raised": self._raised,
            "day": self._day,
            "found": None if self._found is None else to_record(self._found),
            "month": None if self._month is None else to_record(self._month),
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        found, month = record["found"], record["month"]
        self._found = None if found is None else from_record(SlowShift, found)
        self._month = None if month is None else from_record(FirstMonth, month)
        self._score, self._since = float(record["score"]), float(record["since"])
        self._active = bool(record["active"]) and self._found is not None and self._month is not None
        self._fresh, self._raised, self._day = (int(record[name]) for name in ("fresh", "raised", "day"))

    def dismiss(self, minute: int) -> None:
        self._end(minute // MINUTES_A_DAY + 1)

    def clock_was_set(self) -> None:
        """Whole days are compared, and those that a wrong clock named are left out of the history."""

    def _end(self, fresh: int) -> None:
        """fresh: day before which nothing is looked at again."""
        self._fresh = fresh
        self._active, self._score, self._found = False, 0.0, None
