"""Are more detections unsure than the owner allows? Needs no reference: at work from the first minute."""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.calendar import HOURS_A_DAY, MINUTES_A_DAY
from driftwatch.monitoring.detectors.detector import CLEAR_BELOW, HIGHEST_SCORE, Finding, Level
from driftwatch.monitoring.rollup import MINUTE
from driftwatch.monitoring.settings import AlertSettings
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.window import Window

DEFAULT_LIMIT = 0.3
_USUAL_TIMES = 1.75
_USUAL_MORE = 0.15
_TAUGHT_TIMES = 1.25
"""A warning that ended by itself is the measure of the next one of the day."""


class LowConfidenceRate:
    """Whether more than a set share of the last minutes' detections had low confidence.

    Evidence is counted in objects and minutes, not in boxes: one person half hidden for a minute is one piece of it.
    A window without enough evidence says nothing, so the score ends with the window. An owner's own limit makes an
    alarm; the default one a warning, and with a reference it lies above what is usual at this hour.
    """

    name = "low_confidence_rate"
    learned = False

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self._window = Window(MINUTE, settings.window_minutes)
        self._score = 0.0
        self._since = 0.0
        self._rate = 0.0
        self._limit = DEFAULT_LIMIT
        self._peak = self._taught = 0.0
        self._taught_day = 0

    @property
    def level(self) -> Level:
        return "warning" if self._settings.low_confidence_rate is None else "drift"

    def update(self, situation: Situation, /) -> float:
        minute = situation.minute
        self._window.turn(minute.now)
        begun = sum(counts.begun for counts in minute.labels.values())
        self._window.add(
            (
                ("detections", minute.detections),
                ("low", minute.low_confidence),
                ("frames", minute.frames),
                ("begun", begun),
                ("minutes", float(minute.detections > 0)),
            )
        )
        self._since = situation.wall - (minute.now - self._window.started)
        totals, settings = self._window.totals(), self._settings
        # Objects in view at a time, and those that came into view meanwhile.
        objects = totals["detections"] / max(totals["frames"], 1.0) + totals["begun"]
        enough = (
            totals["detections"] >= settings.minimum_detections
            and objects >= settings.minimum_objects
            and 2 * totals["minutes"] >= settings.window_minutes
        )
        self._score = 0.0
        if enough:
            self._rate = totals["low"] / totals["detections"]
            self._limit = self._limit_now(situation)
            above = self._rate / self._limit if self._limit else HIGHEST_SCORE * (self._rate > 0)
            self._score = min(above, HIGHEST_SCORE)
        if situation.usual is not None and situation.day != self._taught_day:
            # What the days before taught is in what is usual by now.
            self._taught, self._taught_day = 0.0, situation.day
        if self._score > 1:
            self._peak = max(self._peak, self._rate)
        elif self._score < CLEAR_BELOW:
            self._taught, self._peak = max(self._taught, self._peak), 0.0
        return self._score

    def _limit_now(self, situation: Situation) -> float:
        if self._settings.low_confidence_rate is not None:
            return self._settings.low_confidence_rate
        usual = situation.usual
        taught = max(DEFAULT_LIMIT, _TAUGHT_TIMES * self._taught)
        if usual is None:
            return min(taught, 1.0)
        # The window may reach back into the hour before, in which other things are usual.
        begin = situation.slot - min(self._settings.window_minutes, MINUTES_A_DAY)
        hours = {slot // 60 % HOURS_A_DAY for slot in (*range(begin, situation.slot, 60), situation.slot)}
        at_this_hour = max(usual.low_rates[hour] for hour in hours)
        above = max((_USUAL_TIMES - 1) * at_this_hour + _USUAL_MORE, usual.unsure_excess)
        return min(max(taught, at_this_hour + above), 1.0)

    def explain(self) -> Finding:
        minutes = self._settings.window_minutes
        last = "minute" if minutes == 1 else f"{minutes} minutes"
        cause = (
            f"{self._rate:.0%} of the detections of the last {last} had low confidence; the limit is {self._limit:.0%}"
        )
        return Finding(cause, self._since, self._rate - self._limit)

    def record(self) -> dict[str, Any]:
        return {
            "window": self._window.record(),
            "score": self._score,
            "since": self._since,
            "rate": self._rate,
            "limit": self._limit,
            "peak": self._peak,
            "taught": self._taught,
            "taught_day": self._taught_day,
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        self._window.restore(record["window"])
        self._score, self._rate = float(record["score"]), float(record["rate"])
        self._since = float(record.get("since", 0.0))
        self._limit = float(record.get("limit", DEFAULT_LIMIT))
        self._peak, self._taught = float(record.get("peak", 0.0)), float(record.get("taught", 0.0))
        self._taught_day = int(record.get("taught_day", 0))

    def dismiss(self, minute: int) -> None:  # noqa: ARG002, the window knows what it holds
        self._window.clear()
        self._score = 0.0

    def clock_was_set(self) -> None:
        """The wall clock plays no part here."""
