"""Acceptance points 2 to 5: how long a change goes on before it is found."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.drift.scenario import MINUTES_A_DAY, Change, Scenario
from benchmarks.drift.simulator import MODEL, Stream, simulate
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.usual.day import Day

REFERENCE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Hunt:
    """A change to be found.

    detectors: those whose alarm counts. onsets: minutes after the reference at which it begins, each a case of its own.
    patience: minutes after which it counts as missed.
    """

    scenario: Scenario
    change: Change
    detectors: tuple[str, ...]
    onsets: tuple[int, ...]
    patience: int


def every(minutes: int) -> tuple[int, ...]:
    """Onsets spread over the first day after the reference."""
    return tuple(range(minutes // 2, MINUTES_A_DAY, minutes))


def hunt(case: Hunt, seed: int) -> list[float | None]:
    """Minutes until the change was found, for each onset; None where it was missed.

    One monitor runs over the unchanged stream; at each onset another one begins with its days, its record and the
    minutes of the day that is going on, and sees the change: so every case also goes through a restart.
    """
    first = REFERENCE_DAYS * MINUTES_A_DAY
    days = REFERENCE_DAYS + 1 + -(-(max(case.onsets) + case.patience) // MINUTES_A_DAY)
    usual = simulate(case.scenario, days, seed)
    monitor, at, delays = StreamMonitor("yard", MODEL), 0, list[float | None]()
    learned: list[Day] = []
    changed = None if case.change.ramp else simulate(case.scenario, days, seed, replace(case.change, start=first))
    for onset in (first + onset for onset in case.onsets):
        for minute in usual.minutes(at, onset):
            monitor.update(minute)
        at = onset
        learned += monitor.take_days()
        bad = changed or simulate(case.scenario, days, seed, replace(case.change, start=onset))
        restarted = StreamMonitor("yard", MODEL, days=[Day.unpack(day.pack()) for day in learned])
        restarted.restore(json.loads(json.dumps(monitor.record())))
        midnight = onset - onset % MINUTES_A_DAY
        restarted.relearn(minute.rollup for minute in usual.minutes(midnight, onset))
        delays.append(_wait(restarted, bad, onset, case))
    return delays


def _wait(restarted: StreamMonitor, stream: Stream, onset: int, case: Hunt) -> float | None:
    for count, minute in enumerate(stream.minutes(onset, onset + case.patience), 1):
        for event in restarted.update(minute):
            if event.kind == "raised" and event.alert.name in case.detectors:
                return float(count)
    return None


def percentile(delays: Sequence[float | None], share: float) -> float:
    """With a missed change counted as an endless delay."""
    values = sorted(float("inf") if delay is None else delay for delay in delays)
    return values[min(int(share * len(values)), len(values) - 1)]
