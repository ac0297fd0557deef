"""Does the model say nothing at all although something should be there?"""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, HIGHEST_SCORE, STANDING_SCORE, Finding, Level
from driftwatch.monitoring.detectors.open_hours import (
    CLOSED_DAY,
    WARN_OBJECTS,
    is_back,
    is_busy_kind,
    is_closed_weekday,
    is_due,
    missing_on_closed_day,
    quarter_missing,
    was_closed,
    was_like_itself,
)
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.day import BLOCK, BLOCKS
from driftwatch.monitoring.usual.gaps import GapUsual
from driftwatch.monitoring.usual.kinds import FEWEST_DAYS
from driftwatch.monitoring.usual.recent import RecentBlocks, recent_blocks
from driftwatch.monitoring.usual.usual import Usual

_LONGEST = 4 * BLOCKS
_LEAST_BLOCKS = 6
_BLIND_HOURS = 24.0
_MOST_DAYS = 60


class Outage:
    """From the second day on: how many objects should have been seen since the last detection.

    A stop during opening hours is an alarm at once. A day on which nothing was seen from its beginning may be a closed
    one: a warning at once, an alarm when it lasts longer than any closed time known. A model that has never said
    anything in a day of frames is a warning before anything is learned.
    """

    name = "outage"
    learned = True

    def __init__(self) -> None:
        self._score = 0.0
        self.level: Level = "drift"
        self._cause = ""
        self._since = 0.0
        self._seen = False
        self._silent_hours = 0.0
        self._dismissed_at = 0
        self._stopped = self._overdue = False

    def update(self, situation: Situation, /) -> float:
        minute = situation.minute
        if situation.holiday:
            return self._score
        if minute.detections:
            self._seen, self._silent_hours = True, 0.0
            if self._score < CLEAR_BELOW or situation.usual is None:
                self._score, self._stopped, self._overdue = 0.0, False, False
            elif situation.block_ended:
                self._look_for_the_end(situation, situation.usual)
            self._look_at_the_day(situation)
            return self._score
        if minute.frames:
            self._silent_hours += 1 / 60
        if not self._seen:
            self._blind_from_the_start(situation)
        elif situation.usual is not None and situation.block_ended and minute.frames:
            self._judge(situation, situation.usual)
            self._look_at_the_day(situation)
        return self._score

    def _look_for_the_end(self, situation: Situation, usual: Usual) -> None:
        """A stray is no end: neither of an alarm, nor does it open a closed day, which stays one until it is over."""
        if self._holds:
            length = int(situation.wall - self._since) // (60 * BLOCK)
            is_over = is_back(situation.history, usual, situation.block, length)
        else:
            is_over = self._has_opened(situation, usual)
        self._score = 0.0 if is_over else max(self._score, STANDING_SCORE)
        self._stopped, self._overdue = self._stopped and not is_over, self._overdue and not is_over

    @property
    def _holds(self) -> bool:
        """Whether there is an alert that only detections in open hours end."""
        return self._stopped or self._overdue

    def _blind_from_the_start(self, situation: Situation) -> None:
        if situation.usual is not None and situation.usual.labels:
            self._seen = True
            return
        self._score = min(self._silent_hours / _BLIND_HOURS, 1.5) if self._silent_hours >= _BLIND_HOURS else 0.0
        if self._score:
            self.level, self._since = "warning", situation.wall - 3600 * self._silent_hours
            self._cause = f"the model has found nothing since it began, in {self._silent_hours:.0f} hours with frames"

    def _judge(self, situation: Situation, usual: Usual) -> None:
        gaps = usual.gaps
        length = min(_LONGEST, situation.block - self._dismissed_at)
        if length < _LEAST_BLOCKS:
            return
        recent = recent_blocks(situation.history, usual, situation.block, length)
        if not is_busy_kind(usual, int(recent.kinds[-1])):
            # An alarm is not over because the days after it are closed ones.
            self._score = STANDING_SCORE if self._holds else 0.0
            return
        seen = np.flatnonzero(recent.totals[:, 1])
        begin = int(seen[-1]) + 1 if len(seen) else 0
        frames = recent.totals[begin:, 0]
        hours = recent.blocks[begin:] * BLOCK // 60
        missing = gaps.missing(recent.kinds[begin:], hours, frames)
        standing = self._holds or (self._score >= CLEAR_BELOW and not self._has_opened(situation, usual))
        if int((frames > 0).sum()) < _LEAST_BLOCKS:
            self._score = STANDING_SCORE if standing else 0.0
            return
        if self._stopped:
            self._stop(gaps, recent, begin, situation.judged)
            self._score = max(self._score, STANDING_SCORE)
            return
        if self._holds:
            return
        self._since = situation.wall - 60 * BLOCK * len(frames)
        if self._stopped_while_open(usual, recent, begin) and was_like_itself(usual, recent, begin):
            self._stop(gaps, recent, begin, situation.judged)
        else:
            self._score = 0.0
            if not is_closed_weekday(situation.history, usual, situation.day):
                self._never_opened(missing, situation, usual)
            self._score = max(self._score, STANDING_SCORE if standing else 0.0)

    def _look_at_the_day(self, situation: Situation) -> None:
        """Whether next to nothing was seen since midnight: strays end no silence, and open no closed day."""
        usual, midnight = situation.usual, situation.block - situation.block % BLOCKS
        if self._holds or usual is None or not situation.hour_ended or self._dismissed_at > midnight:
            return
        missing = missing_on_closed_day(situation.history, usual, situation.block)
        if missing:
            self._since = situation.wall - 60 * BLOCK * (situation.block - midnight)
            self._never_opened(missing, situation, usual)

    def _stop(self, gaps: GapUsual, recent: RecentBlocks, begin: int, judged: bool) -> None:
        """A first Saturday or Sunday may end at any hour: what is missing then is a warning only."""
        kinds, hours, frames = recent.kinds[begin:], recent.blocks[begin:] * BLOCK // 60, recent.totals[begin:, 0]

        def sure(part: NDArray[np.bool_]) -> float:
            of_part = (kinds[part], hours[part], frames[part])
            empty = gaps.open_parts(*of_part) / gaps.longest_parts if judged else 0.0
            return max(gaps.missing(*of_part) / gaps.limit, empty)

        score, guessed = sure(gaps.trusted[kinds]), sure(np.ones(len(kinds), np.bool_))
        if score > 1:
            self.level = "drift"
        elif not self._stopped:
            self.level = "warning" if guessed > 1 else "drift"
        self._score = min(score, HIGHEST_SCORE) if self.level == "drift" else min(guessed, 1.5)
        self._stopped = self._stopped or self._score > 1
        missing = gaps.missing(kinds, hours, frames)
        self._cause = f"no detection for {_duration(len(frames))}; about {missing:.0f} objects should have been seen"

    def _stopped_while_open(self, usual: Usual, recent: RecentBlocks, begin: int) -> bool:
        """Whether the last detection was in open hours, and no closing time came since.

        A place that closes sharply has not stopped in the evening, unless a quarter of its day was missing by then, as
        it is on sites with few objects long before an alarm can be sure. An alarm stays one overnight.
        """
        hours = recent.blocks * BLOCK // 60
        if not begin or not usual.gaps.is_open(int(recent.kinds[begin - 1]), int(hours[begin - 1])):
            return False
        today = begin > len(recent.blocks) - 1 - int(recent.blocks[-1])
        through = bool((usual.gaps.present[recent.kinds[begin:], hours[begin:]] > 0).all())
        return today or through or quarter_missing(usual.gaps, recent, begin)

    def _has_opened(self, situation: Situation, usual: Usual) -> bool:
        """Whether the day is like its kind by now; also when a new one has begun."""
        length = situation.block % BLOCKS
        if length < _LEAST_BLOCKS:
            return True
        recent = recent_blocks(situation.history, usual, situation.block, length)
        return was_like_itself(usual, recent, length)

    def _closed_days(self, situation: Situation, usual: Usual) -> int:
        """Days in a row, the present one included, on which next to nothing was seen."""
        before = range(situation.day - 1, situation.day - _MOST_DAYS, -1)
        closed = takewhile(lambda number: was_closed(situation.history, usual, number), before)
        return 1 + sum(1 for _ in closed)

    def _never_opened(self, missing: float, situation: Situation, usual: Usual) -> None:
        gaps, kind = usual.gaps, usual.kinds.of((situation.block - 1) // BLOCKS)
        closed_days = self._closed_days(situation, usual)
        over = closed_days if is_due(situation.history, usual, situation.block, CLOSED_DAY) else closed_days - 1
        # Nobody knows yet whether a first Saturday opens, nor whether the only one that is known was a usual one.
        unusual = usual.counts.days_of(kind) >= FEWEST_DAYS and over > gaps.longest_closed
        sure = missing / gaps.limit_of_day(closed_days)
        if unusual and sure > 1:
            self.level, self._score, self._overdue = "drift", min(sure, HIGHEST_SCORE), True
        else:
            self.level, self._score = "warning", min(missing / max(WARN_OBJECTS, gaps.largest), 1.5)
        days = "today" if closed_days == 1 else f"for {closed_days} days"
        self._cause = (
            f"next to nothing was seen {days}, where about {missing:.0f} objects were to be expected by now: "
            "a closed day, or a model that sees nothing"
        )

    def explain(self) -> Finding:
        return Finding(self._cause, self._since, -1.0)

    def record(self) -> dict[str, Any]:
        return {
            "score": self._score,
            "level": self.level,
            "cause": self._cause,
            "since": self._since,
            "seen": self._seen,
            "silent_hours": self._silent_hours,
            "dismissed_at": self._dismissed_at,
            "stopped": self._stopped,
            "overdue": self._overdue,
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        self._score, self._since = float(record["score"]), float(record["since"])
        self.level, self._cause = record["level"], str(record["cause"])
        self._seen, self._silent_hours = bool(record["seen"]), float(record["silent_hours"])
        self._dismissed_at = int(record["dismissed_at"])
        self._stopped, self._overdue = bool(record.get("stopped", False)), bool(record.get("overdue", False))

    def dismiss(self, minute: int) -> None:
        self._stopped = self._overdue = False
        self._score, self._dismissed_at = 0.0, minute // BLOCK

    def clock_was_set(self) -> None:
        """The gap goes on whatever the clock says."""


def _duration(blocks: int) -> str:
    minutes = blocks * BLOCK
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
