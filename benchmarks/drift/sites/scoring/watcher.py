"""What is judged: anything that takes closed minutes and answers with alerts that were raised or cleared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Final, Literal, Protocol
from zoneinfo import ZoneInfo

from benchmarks.drift.sites.calendars import CALENDARS
from benchmarks.drift.sites.days import Calendar
from benchmarks.drift.sites.kinds import named
from benchmarks.drift.sites.recorded.calendar import CivilCalendar
from benchmarks.drift.sites.stream import MODEL, SiteStream
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.dates import date_of
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.settings import MonitorSettings, ReferenceSettings

Level = Literal["drift", "warning"]
PLAIN: Final = "low_confidence_rate"
_FRIDAY = 4


class Watcher(Protocol):
    """To be copied with copy.deepcopy where a run forks."""

    def update(self, minute: ClosedMinute) -> Sequence[AlertEvent]: ...


Factory = Callable[[SiteStream], Watcher]


def monitor(site: SiteStream, holidays: bool = False) -> Watcher:
    """Driftwatch's own monitor, set as in `settings_of`."""
    return StreamMonitor(site.name, MODEL.key, settings_of(site, holidays))


def settings_of(site: SiteStream, holidays: bool) -> MonitorSettings:
    """With the site's local time and days of rest, as its time zone makes known, and public holidays if asked for."""
    first = site.local_day + site.first_day
    days = [first + number for number, kind in enumerate(site.day_kinds) if kind == "holiday"] if holidays else []
    named_days = tuple(date_of(day).isoformat() for day in days)
    calendar = _calendar(site)
    rests_on_friday = isinstance(calendar, Calendar) and calendar.weekend[0] == _FRIDAY
    weekend = "friday-saturday" if rests_on_friday else "saturday-sunday"
    settings = ReferenceSettings(weekend=weekend, holidays=named_days)
    return MonitorSettings(reference=settings, zone=zone_of(site))


def zone_of(site: SiteStream) -> tzinfo:
    """That of the place where counts were recorded; of a made up one the site's standard time."""
    calendar = _calendar(site)
    return ZoneInfo(calendar.zone) if isinstance(calendar, CivilCalendar) else timezone(timedelta(hours=site.zone_h))


def _calendar(site: SiteStream) -> Calendar | CivilCalendar:
    return CALENDARS[named(site.kind).calendar]


def quoted_drop(watcher: Watcher) -> float | None:
    """The smallest drop of the mean confidence that a monitor says it finds; None for one that says none."""
    condition = getattr(watcher, "condition", None)
    reference = getattr(condition(), "reference", None) if condition is not None else None
    return getattr(reference, "smallest_detectable_drop", None)


def level(event: AlertEvent) -> Level:
    """An alert without a level of its own is an alarm, except for the plain rate of low confidence."""
    given = getattr(event.alert, "level", None)
    if given is not None:
        return "warning" if given == "warning" else "drift"
    return "warning" if event.alert.name == PLAIN else "drift"


@dataclass(frozen=True, slots=True)
class Episode:
    """One alert from its raising to its end.

    raised, ended: minutes since minute 0 of the site; ended is None where it were still active at the end of the run.
    """

    name: str
    level: Level
    raised: float
    ended: float | None


class Diary:
    """Turns events into episodes."""

    def __init__(self, site_start_s: int) -> None:
        self._start = site_start_s
        self.ended: list[Episode] = []
        self.active: dict[tuple[str, Level], Episode] = {}

    def note(self, events: Sequence[AlertEvent]) -> list[Episode]:
        """The episodes that begin with `events`."""
        begun: list[Episode] = []
        for event in events:
            key = (event.alert.name, level(event))
            at = (event.at - self._start) / 60
            if event.kind == "raised":
                self._end((event.alert.name, "warning" if key[1] == "drift" else "drift"), at)
                self.active[key] = Episode(*key, at, None)
                begun.append(self.active[key])
            else:
                for one in ("drift", "warning"):
                    self._end((event.alert.name, one), at)
        return begun

    @property
    def episodes(self) -> list[Episode]:
        """In the order in which they were raised."""
        return sorted([*self.ended, *self.active.values()], key=lambda one: one.raised)

    @property
    def alarmed(self) -> bool:
        """Whether an alarm, not only a warning, is active."""
        return any(one.level == "drift" for one in self.active.values())

    def _end(self, key: tuple[str, Level], at: float) -> None:
        ended = self.active.pop(key, None)
        if ended is not None:
            self.ended.append(Episode(ended.name, ended.level, ended.raised, at))
