"""Has the model become less (or oddly more) sure of itself than it usually is at this time of day?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, STANDING_SCORE, Finding, Level
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.confidences import BLOCK_WINDOWS, HOUR_WINDOWS, in_this_light
from driftwatch.monitoring.usual.day import BLOCK, BLOCKS, BLOCKS_AN_HOUR
from driftwatch.monitoring.usual.kinds import FEW_DAYS_OFF, WORKING
from driftwatch.monitoring.usual.level_history import LevelRows
from driftwatch.monitoring.usual.level_scan import (
    NO_SHIFT,
    LevelShift,
    LevelWindows,
    level_is_back,
    level_windows,
    scan_level,
)
from driftwatch.monitoring.usual.level_usual import LevelUsual
from driftwatch.monitoring.usual.recent import recent_blocks, recent_hours
from driftwatch.monitoring.usual.usual import BEGUN, CONFIDENCE, DETECTIONS, Usual

_AGAIN = 1.25
"""Times as far the mean has to go for the next alert within a day of one that ended."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """label: "" for all together. since: wall clock. start: block from which on it was there.

    unseen: whether the light was one that was never seen.
    """

    label: str
    distance: float
    since: float
    start: int
    unseen: bool = False


class Confidence:
    """Means of windows from five minutes to three days against the profile of the day.

    In units of how such windows scattered while all was well; of all labels together, and of the frequent labels by
    hours.

    An alert ends when a stretch after its beginning lies nearer to what is usual than to the alert, beyond doubt; what
    came before that stretch is not looked at again. In light that the days learned did not have it is only a warning,
    and lasts as long as its score.
    """

    name = "confidence"
    learned = True

    def __init__(self) -> None:
        self._score = 0.0
        self._shift: _Shift | None = None
        self._active = False
        self._fresh = 0

    @property
    def level(self) -> Level:
        return "warning" if self._shift is not None and self._shift.unseen else "drift"

    def update(self, situation: Situation, /) -> float:
        usual = situation.usual
        if usual is None or usual.level is None or not situation.judged:
            return self._score
        if self._active and self._shift is not None:
            self._look_for_the_end(situation, usual, self._shift)
        elif situation.block_ended and _knows_such_days(situation, usual):
            self._look(situation, usual)
            self._active = self._score > 1 and self.level == "drift"
        return self._score

    def _look(self, situation: Situation, usual: Usual) -> None:
        assert usual.level is not None
        windows = _of_all(situation, usual, usual.level, situation.block - self._fresh)
        found = {"": (scan_level(usual.level, windows), BLOCK)}
        if situation.hour_ended:
            for label in usual.levels:
                found[label] = (self._of_label(situation, usual, label), 60)
        # What ended a few hours ago and is there again is mostly the same weather.
        enough = _AGAIN if situation.block - self._fresh < BLOCKS else 1.0
        # A shift in light that is known goes before a greater one in light that is not.
        label, (shift, minutes) = max(
            found.items(), key=lambda one: (one[1][0].score > enough and not one[1][0].unseen, one[1][0].score)
        )
        self._score = min(shift.score / enough, HIGHEST_SCORE)
        length = shift.length * minutes
        since = situation.wall - 60 * length
        self._shift = _Shift(label, shift.distance, since, situation.block - length // BLOCK, shift.unseen)

    def _of_label(self, situation: Situation, usual: Usual, label: str) -> LevelShift:
        length = min(HOUR_WINDOWS[-1], situation.hour - -(-self._fresh // BLOCKS_AN_HOUR))
        if length <= 0:
            return NO_SHIFT
        return scan_level(usual.levels[label], _of_one(situation, usual, label, length))

    def _look_for_the_end(self, situation: Situation, usual: Usual, shift: _Shift) -> None:
        self._score = max(self._score, STANDING_SCORE)
        since = max(shift.start, self._fresh)
        if shift.label in usual.levels:
            hours = min(situation.hour - -(-since // BLOCKS_AN_HOUR), HOUR_WINDOWS[-1])
            if not situation.hour_ended or hours <= 0:
                return
            level = usual.levels[shift.label]
            back = level_is_back(level, _of_one(situation, usual, shift.label, hours), shift.distance)
            back *= BLOCKS_AN_HOUR
        elif situation.block_ended and usual.level is not None:
            windows = _of_all(situation, usual, usual.level, situation.block - since)
            back = level_is_back(usual.level, windows, shift.distance)
        else:
            return
        if back:
            self._fresh = situation.block - back
            self._active, self._score, self._shift = False, 0.0, None

    def explain(self) -> Finding:
        assert self._shift is not None
        shift = self._shift
        verb, side = ("fell", "below") if shift.distance < 0 else ("rose", "above")
        of = f' of "{shift.label}"' if shift.label else ""
        light = ", in light not seen before" if shift.unseen else ""
        cause = (
            f"mean confidence{of} {verb} {abs(shift.distance):.3f} {side} its usual range at this time of day{light}"
        )
        return Finding(cause, shift.since, shift.distance, (shift.label,) if shift.label else ())

    def record(self) -> dict[str, Any]:
        shift = None if self._shift is None else asdict(self._shift)
        return {"score": self._score, "active": self._active, "fresh": self._fresh, "shift": shift}

    def restore(self, record: Mapping[str, Any]) -> None:
        shift = record["shift"]
        restored = (
            None
            if shift is None
            else _Shift(
                str(shift["label"]),
                float(shift["distance"]),
                float(shift["since"]),
                int(shift["start"]),
                bool(shift.get("unseen", False)),
            )
        )
        self._score, self._fresh = float(record["score"]), int(record["fresh"])
        self._active, self._shift = bool(record["active"]) and restored is not None, restored

    def dismiss(self, minute: int) -> None:
        self._fresh = -(-minute // BLOCK)
        self._active, self._score, self._shift = False, 0.0, None

    def clock_was_set(self) -> None:
        if not self._active:
            self._score, self._shift = 0.0, None


def _knows_such_days(situation: Situation, usual: Usual) -> bool:
    """Whether enough such days were seen, where they are no working days."""
    kind = usual.kinds.of((situation.block - 1) // BLOCKS)
    return kind == WORKING or usual.counts.days_of(kind) >= FEW_DAYS_OFF


def _of_all(situation: Situation, usual: Usual, level: LevelUsual, length: int) -> LevelWindows:
    """Windows of all labels over at most the last `length` blocks."""
    recent = recent_blocks(situation.history, usual, situation.block, max(min(length, BLOCK_WINDOWS[-1]), 1))
    frames, counts, _, sums, begun, _ = recent.totals.T
    light, hours = usual.light, recent.blocks // BLOCKS_AN_HOUR
    explained, unseen = light.explains(recent.figures, hours), light.unseen(recent.figures, hours)
    rows = in_this_light(LevelRows(sums, counts, frames, begun, level.together, level.often), explained)
    return level_windows(level, rows, recent.kinds, recent.blocks, unseen)


def _of_one(situation: Situation, usual: Usual, label: str, length: int) -> LevelWindows:
    """Windows of one label over the last `length` hours."""
    recent = recent_hours(situation.history, usual, (label,), situation.hour, length)
    own, level = recent.labels[:, 0], usual.levels[label]
    of_label = own[:, CONFIDENCE], own[:, DETECTIONS], recent.frames, own[:, BEGUN]
    rows = LevelRows(*of_label, level.together, level.often)
    light = usual.lights[label]
    rows = in_this_light(rows, light.explains(recent.figures, recent.hours))
    return level_windows(level, rows, recent.kinds, recent.hours, light.unseen(recent.figures, recent.hours))
