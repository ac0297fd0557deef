"""What the detectors of counts have in common: one alert about one series, from its first hour to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, STANDING_SCORE, Level
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.count_rows import CountRows
from driftwatch.monitoring.usual.count_scan import CountShift, count_is_back
from driftwatch.monitoring.usual.counts import WINDOWS, CountUsual
from driftwatch.monitoring.usual.other_kind import may_be_closed
from driftwatch.monitoring.usual.usual import Usual

LONGEST = WINDOWS[-1]


@dataclass(frozen=True, slots=True)
class Miscount:
    """How far counts are from what is usual."""

    series: str
    """Name of what is counted."""
    ratio: float
    """Seen over usual."""
    seen: float
    expected: float
    hours: int
    since: float
    """Wall clock."""
    start: int
    """Hour from which on."""


class MiscountAlert:
    """The state of a detector of counts: its score, what it found, and from when on hours are looked at."""

    def __init__(self) -> None:
        self.score = 0.0
        self.found: Miscount | None = None
        self.active = False
        self.fresh = 0

    def hours(self, situation: Situation) -> int:
        """How many whole hours can be looked at, at most 72; while an alert is active, those since it began."""
        begin = max(self.fresh, self.found.start) if self.active and self.found is not None else self.fresh
        return max(min(situation.hour - begin, LONGEST), 0)

    def take(self, situation: Situation, shifts: Sequence[CountShift], names: Sequence[str]) -> None:
        """What a scan found, the most telling first."""
        self.score = min(shifts[0].score, HIGHEST_SCORE) if shifts else 0.0
        self.active = self.score > 1
        if shifts:
            top = shifts[0]
            since = situation.wall - 3600 * top.length
            begin = situation.hour - top.length
            self.found = Miscount(names[top.series], top.ratio, top.seen, top.expected, top.length, since, begin)

    def skip_closed_day(self, situation: Situation, usual: Usual, shifts: Sequence[CountShift]) -> None:
        """Where `shifts` would mean something on a day that may be a closed one, its hours are not looked at again.

        Nor are those that follow, as long as it stays closed. The most telling of `shifts` comes first.
        """
        midnight = situation.hour - (situation.hour % HOURS_A_DAY or HOURS_A_DAY)
        telling = self.fresh > midnight or (bool(shifts) and shifts[0].score > 1)
        if telling and not self.active and may_be_closed(situation.history, usual, situation.hour):
            self.end(situation.hour)

    def look_for_the_end(self, situation: Situation, usual: CountUsual, rows: CountRows, names: Sequence[str]) -> None:
        assert self.found is not None
        self.score = max(self.score, STANDING_SCORE)
        if self.found.series not in names or not len(rows.counts):
            return
        series, ratio = list(names).index(self.found.series), min(self.found.ratio, 20.0)
        back = count_is_back(usual, rows, series, ratio, self.found.hours)
        if back:
            self.end(situation.hour - back)

    def end(self, fresh: int) -> None:
        """Nothing is left to say; hours before `fresh` are not looked at again."""
        self.score, self.found, self.active, self.fresh = 0.0, None, False, fresh

    def record(self) -> dict[str, Any]:
        found = None if self.found is None else asdict(self.found)
        return {"score": self.score, "active": self.active, "fresh": self.fresh, "found": found}

    def restore(self, record: Mapping[str, Any]) -> None:
        """What `record` gave. Raises KeyError, TypeError or ValueError where it is not that."""
        found = None if record["found"] is None else Miscount(**record["found"])
        self.score, self.fresh = float(record["score"]), int(record["fresh"])
        self.found, self.active = found, bool(record["active"]) and found is not None

    def clock_was_set(self) -> None:
        if not self.active:
            self.score, self.found = 0.0, None


def in_words(found: Miscount, what: str) -> str:
    """For example "trucks: 3 in the last 8 hours instead of about 120"."""
    hours = "hour" if found.hours == 1 else f"{found.hours} hours"
    return f"{what}: {found.seen:,.0f} in the last {hours} instead of about {found.expected:,.0f}"


class MiscountDetector:
    """What every detector of counts does with its one alert."""

    level: Level = "drift"

    def __init__(self) -> None:
        self._alert = MiscountAlert()

    def _hours(self, situation: Situation) -> int:
        """That can be looked at; none while an outage says it all, of which nothing is held against what follows."""
        if situation.silent and not self._alert.active:
            self._alert.end(situation.hour)
        return self._alert.hours(situation)

    def record(self) -> dict[str, Any]:
        return self._alert.record()

    def restore(self, record: Mapping[str, Any]) -> None:
        self._alert.restore(record)

    def dismiss(self, minute: int) -> None:
        self._alert.end(-(-minute // 60))

    def clock_was_set(self) -> None:
        self._alert.clock_was_set()
