"""Keep a frame when a confidence lies just above or just below a threshold."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.capture.samplers.selection import is_selected
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseToThreshold(SamplerSettings):
    """Attribute `close_to_threshold`: where the decision could easily have been another one.

    Value: 1 for a confidence at the threshold, falling to 0 at the distance epsilon; of the closest one.
    """

    NAME: ClassVar[str] = "close_to_threshold"

    threshold: Annotated[float, Range(0, 1)] = 0.5
    """Confidence at which the decision is made that matters to the owner."""
    epsilon: Annotated[float, Range(0, 1, open_minimum=True)] = 0.1
    """Distance up to which a confidence is close, both sides included."""
    labels: tuple[str, ...] = ()
    """Only these count; empty means every label."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must be close."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        seen = (*frame.detections, *frame.classifications[:1])
        distances = [abs(one.confidence - self.threshold) for one in seen if is_selected(one.label, self.labels)]
        close = [distance for distance in distances if distance <= self.epsilon]
        if len(close) < self.minimum_objects:
            return None
        return Vote(self.NAME, 1.0 - min(close) / self.epsilon)
