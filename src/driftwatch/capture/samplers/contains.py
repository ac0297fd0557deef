"""Keep a frame when it shows certain labels."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains(SamplerSettings):
    """Attribute `contains`: for labels of which more examples are wanted.

    Value: the highest confidence among them.
    """

    NAME: ClassVar[str] = "contains"

    labels: Annotated[tuple[str, ...], Length(1)]
    """Those of which more examples are wanted."""
    confidence: Annotated[float, Range(0, 1)] = 0.5
    """Confidence from which a detection, or the best class, counts."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many of them must be in the frame."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        seen = (*frame.detections, *frame.classifications[:1])
        wanted = [one.confidence for one in seen if one.label in self.labels and one.confidence >= self.confidence]
        return Vote(self.NAME, max(wanted)) if len(wanted) >= self.minimum_objects else None
