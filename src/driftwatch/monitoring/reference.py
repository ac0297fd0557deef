"""What a stream looked like while its model was good: everything the learned detectors compare with."""

from collections.abc import Mapping
from dataclasses import dataclass

from driftwatch.monitoring.level import LevelReference
from driftwatch.monitoring.mix import MixReference
from driftwatch.monitoring.rate import RateReference


@dataclass(frozen=True, slots=True)
class LabelReference:
    """detections: in the whole reference. mean: of their confidences. low_rate: share of low confidence."""

    detections: int
    mean: float
    low_rate: float


@dataclass(frozen=True, slots=True)
class Reference:
    """Of one stream and one model; never changed, only replaced by a longer or a later one.

    stream, model: as in RollUp; the monitor refuses a reference of another stream or model.
    started, ended: wall clock, seconds since 1970, UTC, of the first and last minute learned.
    days: days of 24 hours from `started` in which enough was seen to count.
    rate: None until the stream has been watched for 14 days.
    histogram: 64 counts of all raw confidences.
    """

    stream: str
    model: str
    started: int
    ended: int
    days: int
    confidence: LevelReference
    low_confidence: LevelReference
    labels: Mapping[str, LabelReference]
    mix: MixReference
    histogram: tuple[int, ...]
    rate: RateReference | None = None

    @property
    def smallest_detectable_drop(self) -> float:
        """The smallest lasting drop of mean confidence that this site's own variation lets us find within a day."""
        return self.confidence.smallest_detectable
