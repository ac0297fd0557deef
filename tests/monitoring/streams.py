"""Short simulated streams, made once for all tests of this folder."""

from collections.abc import Iterator
from functools import lru_cache

from benchmarks.drift.scenario import MINUTES_A_DAY, Change, named
from benchmarks.drift.simulator import MODEL, Stream, simulate
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.learning import Learner
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.monitoring.settings import AlertSettings
from driftwatch.observation import Moment

DAY = MINUTES_A_DAY
LEARNED = 7 * DAY + 1


@lru_cache
def stream(days: int, seed: int = 0, change: Change | None = None) -> Stream:
    return simulate(named("day and night"), days, seed, change)


@lru_cache
def reference(days: int = 7) -> Reference:
    """What is learned from the first days of the common stream."""
    learner = Learner("yard", MODEL)
    for minute in stream(16).minutes(0, days * DAY + 1):
        learner.add(minute.rollup)
    found = learner.build()
    assert found is not None
    return found


def monitor(known: Reference | None = None) -> StreamMonitor:
    """Of the common stream, with the plain alert out of the way."""
    return StreamMonitor("yard", MODEL, AlertSettings(low_confidence_rate=0.5), reference=known or reference())


def minute(
    start: int, monotonic: float, labels: dict[str, tuple[int, int, float]], *, frames: int = 60, step: float = 0.0
) -> ClosedMinute:
    """One made by hand. labels: to detections, low confidence and mean confidence."""
    counts = {
        label: LabelCounts(n, n, low, round(n * mean * CONFIDENCE_UNITS), 0, Histogram())
        for label, (n, low, mean) in labels.items()
    }
    totals = Totals(FrameCounts(frames=frames, covered_ms=60_000), counts)
    return ClosedMinute(RollUp(start, "yard", MODEL, totals), Moment(start + 60.0, monotonic), step)


def steady(
    count: int, labels: dict[str, tuple[int, int, float]], *, start: int, frames: int = 60
) -> Iterator[ClosedMinute]:
    """`count` equal minutes, one after the other."""
    for index in range(count):
        yield minute(start + 60 * index, 60.0 * index, labels, frames=frames)
