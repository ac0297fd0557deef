"""Watchers while they are shown minutes: of the unchanged stream all along, of a changed one until it is found."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.drift.sites.scoring.watcher import Diary, Episode, Watcher
from benchmarks.drift.sites.stream import SiteStream
from driftwatch.monitoring.accumulator import ClosedMinute


class CalmRun:
    """Watchers that are shown the unchanged stream, minute by minute from minute `at` on."""

    def __init__(self, watchers: Mapping[str, Watcher], stream: SiteStream, at: int = 0) -> None:
        self.watchers = watchers
        self.diaries = {name: Diary(stream.start_s) for name in watchers}
        self.spent = dict.fromkeys(watchers, 0.0)
        self.seen = 0
        self._stream, self._at = stream, at

    def go_on(self, end: int) -> None:
        for minute in self._stream.minutes(self._at, end) if self.watchers else ():
            self.seen += 1
            for name, watcher in self.watchers.items():
                before = time.perf_counter()
                events = watcher.update(minute)
                self.spent[name] += time.perf_counter() - before
                self.diaries[name].note(events)
        self._at = end

    @property
    def alarmed(self) -> set[str]:
        return {name for name, diary in self.diaries.items() if diary.alarmed}


@dataclass
class ChangedRun:
    """end: minute of the repair; None where there is none."""

    watcher: Watcher
    diary: Diary
    quoted: float | None
    end: int | None = None
    alarm: Episode | None = None
    warned: float | None = None
    done: bool = False

    def show(self, minute: ClosedMinute, site_start_s: int) -> None:
        """Done once an alarm was raised, or once those of before the repair have ended after it."""
        now = (minute.closed.wall - site_start_s) / 60
        for episode in self.diary.note(self.watcher.update(minute)):
            self.alarm = self.alarm or (episode if episode.level == "drift" else None)
            self.warned = now if self.warned is None else self.warned
        if self.end is None:
            self.done = self.alarm is not None
        elif now > self.end:
            self.done = not any(one.level == "drift" and one.raised <= self.end for one in self.diary.active.values())
