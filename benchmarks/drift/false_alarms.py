"""Acceptance points 1 and 5: how often an alarm is raised on streams where nothing changes."""

from collections import Counter
from dataclasses import dataclass

from benchmarks.drift.scenario import MINUTES_A_DAY, Scenario
from benchmarks.drift.simulator import MODEL, simulate
from driftwatch.monitoring.monitor import StreamMonitor

LEARNED_DAYS = 14


@dataclass(frozen=True, slots=True)
class QuietRun:
    """How often detectors alerted while nothing was wrong.

    Scenario, seed, days after the reference; alarms (no warnings) raised by each learned detector; plain: alerts of the
    plain one.
    """

    scenario: str
    seed: int
    days: int
    learned: dict[str, int]
    plain: int


def run_quiet(scenario: Scenario, seed: int, days: int, learned_days: int = LEARNED_DAYS) -> QuietRun:
    """Learns `learned_days` and counts the alarms of the `days` after that."""
    stream = simulate(scenario, learned_days + days, seed)
    monitor = StreamMonitor("yard", MODEL)
    start = learned_days * MINUTES_A_DAY
    for minute in stream.minutes(0, start):
        monitor.update(minute)
    raised: Counter[str] = Counter()
    plain = 0
    for minute in stream.minutes(start, start + days * MINUTES_A_DAY):
        alerts = [event.alert for event in monitor.update(minute) if event.kind == "raised"]
        plain += sum(alert.name == "low_confidence_rate" for alert in alerts)
        raised.update(alert.name for alert in alerts if alert.level == "drift" and alert.name != "low_confidence_rate")
    return QuietRun(scenario.name, seed, days, dict(raised), plain)
