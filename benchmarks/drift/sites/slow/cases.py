"""What became of each site and ramp, and the file that keeps it."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from benchmarks.drift.sites.slow.nights import Nights
from benchmarks.drift.sites.slow.ramps import ONSET, RAMPS, change_of, side_by_side
from benchmarks.drift.sites.slow.whole import first_alerts
from driftwatch.monitoring.usual.day import Day

OWN: Final = "slow_drift"
WHOLE_DAYS: Final = 56
WHOLE_RAMP: Final = ".10 in 6 weeks"


@dataclass(frozen=True, slots=True)
class SlowCase:
    """One site under one ramp ("" for none). judged: nights that were compared. whole: by the whole monitor.

    warned, alarmed: days from the beginning of the ramp to the first alert, and to the first alarm, that says that the
    mean has sunk. warnings, alarms: all that were raised, and in words. others, by: days to the first alarm of another
    detector, and its name; of the whole monitor only.
    """

    kind: str
    seed: int
    ramp: str
    judged: int
    whole: bool = False
    warned: float | None = None
    alarmed: float | None = None
    warnings: int = 0
    alarms: int = 0
    raised: str = ""
    others: float | None = None
    by: str = ""

    @property
    def words(self) -> str:
        """In a line."""
        if not self.ramp:
            return f"{self.kind} {self.seed}: {self.alarms} alarms, {self.warnings} warnings. {self.raised}"
        by = f"; by {self.by} {_when(self.others)}" if self.by else ""
        return f"{self.kind} {self.seed}, {self.ramp}: warned {_when(self.warned)}, alarm {_when(self.alarmed)}{by}"


def of_nights(kind: str, seed: int, days: int) -> list[SlowCase]:
    """One site of `days` days without a change, and under all ramps that it can have."""
    changes = {name: change_of(kind, seed, ramp) for name, ramp in RAMPS.items()}
    watched: dict[str, Nights] = {}
    before: list[Day] = []
    judged = 0
    for number, today in enumerate(side_by_side(kind, seed, days, changes)):
        if number < ONSET:
            before.append(today[""])
            continue
        watched = watched or {name: Nights(before) for name in today}
        for name, day in today.items():
            watched[name].take(day)
        judged += watched[""].is_at_work
    return [_case(kind, seed, name, judged, one) for name, one in watched.items()]


def of_the_whole(kind: str, seed: int) -> list[SlowCase]:
    """The ramp of six weeks through all detectors; nothing where the site cannot have it."""
    change = change_of(kind, seed, RAMPS[WHOLE_RAMP])
    if change is None:
        return []
    found = first_alerts(kind, seed, change, WHOLE_DAYS)
    own = [at for (name, _), at in found.items() if name == OWN]
    alarmed = found.get((OWN, "drift"))
    others = {name: at for (name, level), at in found.items() if level == "drift" and name != OWN}
    by = min(others, key=lambda name: others[name], default="")
    warned = min(own, default=None)
    return [SlowCase(kind, seed, WHOLE_RAMP, WHOLE_DAYS, True, warned, alarmed, others=others.get(by), by=by)]


def write(path: Path, cases: Sequence[SlowCase]) -> None:
    """A line each."""
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, [entry.name for entry in fields(SlowCase)])
        table.writeheader()
        table.writerows(asdict(case) for case in cases)


def _when(day: float | None) -> str:
    return "never" if day is None else f"on day {day:.0f}"


def _case(kind: str, seed: int, ramp: str, judged: int, one: Nights) -> SlowCase:
    sunk = [alert for alert in one.raised if alert.distance < 0]
    first, alarmed = (
        min((alert.day - ONSET for alert in sunk if alert.level in levels), default=None)
        for levels in (("drift", "warning"), ("drift",))
    )
    alarms = sum(alert.level == "drift" for alert in one.raised)
    words = "; ".join(f"day {alert.day}, {alert.level}: {alert.cause}; {alert.reason}" for alert in one.raised)
    return SlowCase(kind, seed, ramp, judged, False, first, alarmed, len(one.raised) - alarms, alarms, words)
