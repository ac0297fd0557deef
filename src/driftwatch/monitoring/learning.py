"""Keeps the days of one stream and learns from the good ones what is usual, again each time a day ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.calendar import Calendar
from driftwatch.monitoring.progress import Progress, progress_of
from driftwatch.monitoring.reference import Reference, summary
from driftwatch.monitoring.rollup import RollUp
from driftwatch.monitoring.settings import MonitorSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.eras import carried_over
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.other_kind import mark_kind
from driftwatch.monitoring.usual.usual import LEARNING_DAYS, Usual, learn

_TEACHES_SECONDS = 86_400.0
_TEACHES_SCORE = 2.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """since: seconds since 1970 from which on the present is usual; 0 where nobody said so. era: that began then."""

    since: int = 0
    era: int = 0


class Learning:
    """Of one stream and one model. days: what earlier runs learned, as `take_days` gave them."""

    def __init__(self, stream: str, model: str, settings: MonitorSettings, days: Iterable[Day]) -> None:
        self.calendar = Calendar(settings.zone)
        self._stream, self._model = stream, model
        self._settings, self._statistics = settings.reference, settings.statistics
        self._week = settings.reference.week
        # A day may have been learned before it was known for a holiday.
        days = (day for day in days if not self.is_holiday(day.number))
        self.history = History(days, model, self._settings.days)
        self.usual: Usual | None = None
        self.reference: Reference | None = None
        self.progress = Progress()
        self._ended: list[Day] = []
        self.accepted = Accepted()
        self.learn()

    @property
    def judged(self) -> bool:
        """Whether enough good days were learned to judge everything."""
        return self.usual is not None and len(self.usual.days) >= min(self._settings.days, LEARNING_DAYS)

    def enter(self, day: int) -> None:
        """Turns to a local day; where another one was going on, that has ended and is learned from."""
        today = self.history.today
        if today is not None and today.number == day:
            return
        mark_kind(self.history, self.usual)
        settings = self._statistics
        fresh = Day(day, self._model, settings.floor, settings.low_confidence, era=self._era())
        ended = self.history.turn(self.history.day(day) or fresh)
        if ended is not None:
            self._ended.append(ended)
            self.learn()
        else:
            self.progress = self._progress()

    def is_holiday(self, day: int) -> bool:
        """Whether a local day is a holiday by the calendar of the place: such days neither teach nor are judged."""
        return bool(self._week.holiday(day))

    def add(self, rollup: RollUp, slot: int, alarmed: bool) -> None:
        """Adds a minute of the day that is going on. alarmed: whether an alarm was active in it.

        Holidays are to the detectors as if the camera had been off.
        """
        today = self.history.today
        if today is not None and not self.is_holiday(today.number) and rollup.start >= self.accepted.since:
            today.add(rollup, slot)
            today.alarmed |= alarmed

    def mark(self, events: Iterable[AlertEvent], alarmed: bool) -> None:
        """Days with an alarm do not teach, unless it was a small one that ended by itself within a day.

        alarmed: whether an alarm is still active after `events`.
        """
        for event in events:
            alert = event.alert
            if not alert.keeps_days_out:
                continue
            short = event.at - alert.since < _TEACHES_SECONDS and alert.score < _TEACHES_SCORE
            teaches = event.kind == "cleared" and short
            if not (teaches and alarmed):
                self._mark_days(self.calendar.place(int(alert.since))[0], not teaches)

    def accept(self, since: float) -> None:
        """What was seen from `since` on, wall clock, is usual; the days before keep their scatter."""
        first, _ = self.calendar.place(int(since))
        today = self.history.today
        era = self._era() + 1
        for day in self.history.days:
            if day.number > first:
                day.era, day.alarmed = era, False
                self._ended.append(day)
        self.accepted = Accepted(int(since), era)
        if today is not None:
            # What came before on this day is neither the old days' nor the new ones'.
            _, slot = self.calendar.place(int(since))
            today.forget(slot if today.number == first else 0)
            today.era, today.alarmed = era, False
        self.learn()

    def restart(self) -> None:
        """Forgets what is usual."""
        self.history = History((), self._model, self._settings.days)
        self.accepted = Accepted()
        self.learn()

    def learn(self) -> None:
        """Learns again from the days there are; done by itself when a day ends."""
        good = self.history.good
        self.usual = learn(carried_over(good, self.history.today), self._week) if good else None
        self.progress = self._progress()
        learned = self.usual if self.judged else None
        self.reference = summary(self._stream, self._model, learned) if learned is not None else None

    def take_days(self) -> list[Day]:
        """Days that ended or changed since the last call, to be kept."""
        ended, self._ended = self._ended, []
        return ended

    def _progress(self) -> Progress:
        return progress_of(self.history.good, self.history.days, self.history.today, self._model, self._settings)

    def _mark_days(self, first: int, alarmed: bool) -> None:
        today = self.history.today
        for day in (*self.history.days, *([today] if today is not None else [])):
            if day.number >= first and day.alarmed != alarmed:
                day.alarmed = alarmed
                if day is not today and day not in self._ended:
                    self._ended.append(day)

    def _era(self) -> int:
        today = self.history.today
        days = (*self.history.days, *([today] if today is not None else []))
        return max((day.era for day in days), default=0) if not self.accepted.era else self.accepted.era
