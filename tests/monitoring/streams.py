"""Minutes made by hand, one at a time."""

from collections.abc import Iterator

import numpy as np

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.histogram import BINS, Histogram
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import Moment
from tests.monitoring.made import MODEL, MONDAY, STREAM

FIRST_MINUTE = MONDAY * 86_400
NOON = FIRST_MINUTE + 43_200
Seen = tuple[int, int, float]
"""Detections, those of low confidence, and the mean confidence."""


def minute(
    start: int,
    monotonic: float,
    labels: dict[str, Seen],
    *,
    frames: int = 60,
    step: float = 0.0,
    begun: int | None = None,
) -> ClosedMinute:
    """begun: objects that came into view, of each label; None where each detection is one."""
    counts = {label: _counts(seen, begun) for label, seen in labels.items()}
    totals = Totals(FrameCounts(frames=frames, covered_ms=60_000), counts)
    return ClosedMinute(RollUp(start, STREAM, MODEL, totals), Moment(start + 60.0, monotonic), step)


def steady(
    count: int, labels: dict[str, Seen], *, start: int = NOON, frames: int = 60, begun: int | None = None
) -> Iterator[ClosedMinute]:
    """`count` equal minutes, one after the other; the monotonic clock runs along."""
    for at in range(start, start + 60 * count, 60):
        yield minute(at, at + 60.0, labels, frames=frames, begun=begun)


def _counts(seen: Seen, begun: int | None) -> LabelCounts:
    n, low, mean = seen
    bins = np.zeros(BINS, np.int64)
    bins[min(int(mean * BINS), BINS - 1)] = n
    units = round(n * mean * CONFIDENCE_UNITS)
    return LabelCounts(n, n, low, units, 0, Histogram(bins), n if begun is None else begun)
