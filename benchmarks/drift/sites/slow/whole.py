"""A ramp through the whole monitor, minute by minute: which detector finds it first."""

from itertools import islice

from benchmarks.drift.sites.cache import cached
from benchmarks.drift.sites.changes import Change
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.kinds import named
from benchmarks.drift.sites.scoring.learned import restarted
from benchmarks.drift.sites.simulate import walk
from benchmarks.drift.sites.slow.ramps import ONSET
from driftwatch.monitoring.detectors.detector import Level


def first_alerts(kind: str, seed: int, change: Change, days: int) -> dict[tuple[str, Level], float]:
    """Days from the beginning of the ramp to the first alarm and warning of each detector that raised one."""
    monitor = restarted(cached(named(kind), ONSET, seed), ONSET)
    found: dict[tuple[str, Level], float] = {}
    for part in islice(walk(named(kind), seed, change, ONSET), days):
        for minute in part.minutes():
            for event in monitor.update(minute):
                if event.kind == "raised":
                    at = (event.at - part.start_s) / 60 / MINUTES - ONSET
                    found.setdefault((event.alert.name, event.alert.level), at)
    return found
