"""What an owner may set about statistics, the plain alert and the reference; attributes of the vision service."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True)
class StatisticsSettings:
    """Attribute `statistics`.

    enabled: whether inferences are recorded at all.
    floor: a detection counts from this confidence up; what lies below enters only the histogram.
    low_confidence: a counted detection below this confidence is a low-confidence one.
    """

    enabled: bool = True
    floor: Annotated[float, Range(0, 1)] = 0.3
    low_confidence: Annotated[float, Range(0, 1)] = 0.6

    def problems(self) -> list[str]:
        if self.floor < self.low_confidence:
            return []
        return [f"low_confidence: {self.low_confidence:g} must be above floor, which is {self.floor:g}"]


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Attribute `alert`: the plain rate alert, at work from the first minute.

    It stands when, over `window_minutes` that hold at least `minimum_detections` detections, a share above
    `low_confidence_rate` of them had low confidence.
    """

    low_confidence_rate: Annotated[float, Range(0, 1)] = 0.3
    window_minutes: Annotated[int, Range(1, 1440)] = 10
    minimum_detections: Annotated[int, Range(1)] = 50


@dataclass(frozen=True, slots=True)
class ReferenceSettings:
    """Attribute `reference`. days: how many days of this stream are learned before learned drift is judged."""

    days: Annotated[int, Range(2, 60)] = 7
