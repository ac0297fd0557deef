"""Keep a frame when it shows certain labels."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains(SamplerSettings):
    """Attribute `contains`: for labels of which more examples are wanted.

    labels: required. confidence: from which a detection, or the best class, counts. minimum_objects: so many of them.
    Value: the highest confidence among them.
    """

    NAME: ClassVar[str] = "contains"

    labels: Annotated[tuple[str, ...], Length(1)]
    confidence: Annotated[float, Range(0, 1)] = 0.5
    minimum_objects: Annotated[int, Range(1)] = 1

    def begin(self) -> Sampler:
        return self

    def judge(self, sight: Sight) -> Verdict | None:
        seen = (*sight.detections, *sight.classifications[:1])
        wanted = [one.confidence for one in seen if one.label in self.labels and one.confidence >= self.confidence]
        return Verdict(self.NAME, max(wanted)) if len(wanted) >= self.minimum_objects else None
