"""What a stream looked like while its model was good, in figures that people and sensors are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from driftwatch.monitoring.usual.usual import LabelTotals, Usual


@dataclass(frozen=True, slots=True)
class Reference:
    """Of one stream and one model; never changed, only replaced by a longer or a later one."""

    stream: str
    """As in RollUp."""
    model: str
    """As in RollUp."""
    started: int
    """Wall clock, seconds since 1970, UTC, of the first and last minute learned."""
    ended: int
    """See started."""
    days: int
    """Good days that it was learned from."""
    mean_confidence: float
    """Mean over all its detections, in [0, 1]."""
    low_confidence_rate: float
    """Share of low-confidence ones among all its detections, in [0, 1]."""
    smallest_detectable_drop: float | None
    """The smallest lasting drop of mean confidence that is found within a day here, nine times in ten, up to 0.25; None
    where none is.
    """
    labels: Mapping[str, LabelTotals]
    """Each label that was seen."""
    histogram: tuple[int, ...]
    """64 counts of all raw confidences."""


def summary(stream: str, model: str, usual: Usual) -> Reference:
    """What there is to say about `usual`."""
    return Reference(
        stream=stream,
        model=model,
        started=usual.started,
        ended=usual.ended,
        days=len(usual.days),
        mean_confidence=usual.level.mean if usual.level else 0.0,
        low_confidence_rate=usual.low_rate,
        smallest_detectable_drop=usual.smallest_detectable_drop,
        labels=usual.labels,
        histogram=usual.histogram,
    )
