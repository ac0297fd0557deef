"""What a stream looked like while its model was good, in figures that people and sensors are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from driftwatch.monitoring.usual.usual import LabelTotals, Usual


@dataclass(frozen=True, slots=True)
class Reference:
    """Of one stream and one model; never changed, only replaced by a longer or a later one.

    stream, model: as in RollUp. started, ended: wall clock, seconds since 1970, UTC, of the first and last minute
    learned. days: good days that it was learned from. mean_confidence, low_confidence_rate: of all its detections.
    detections_a_frame: of all its frames. smallest_detectable_drop: the smallest lasting drop of mean confidence that
    this site's own variation lets us find within a day; None where the model never said anything.
    labels: each label that was seen. histogram: 64 counts of all raw confidences.
    """

    stream: str
    model: str
    started: int
    ended: int
    days: int
    mean_confidence: float
    low_confidence_rate: float
    smallest_detectable_drop: float | None
    labels: Mapping[str, LabelTotals]
    histogram: tuple[int, ...]


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
