"""Keep a frame when it holds more or fewer objects than usual."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(SamplerSettings):
    """Attribute `count`: the number of detections is outside `minimum` to `maximum`; None leaves that side open.

    labels: only these are counted; empty means every label. confidence: from which a detection is counted.
    Value: rises from 1/2 for one too many or too few towards 1. A frame of a pure classifier has no count.
    """

    NAME: ClassVar[str] = "count"

    minimum: Annotated[int, Range(0)] | None = None
    maximum: Annotated[int, Range(0)] | None = None
    labels: tuple[str, ...] = ()
    confidence: Annotated[float, Range(0, 1)] = 0.5

    def problems(self) -> list[str]:
        if self.minimum is None and self.maximum is None:
            return ["minimum: this or maximum must be given"]
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            return [f"minimum: {self.minimum} must not be above maximum, which is {self.maximum}"]
        return []

    def begin(self) -> Sampler:
        return self

    def judge(self, sight: Sight) -> Verdict | None:
        if sight.observation.answer.detections is None:
            return None
        count = sum(
            d.confidence >= self.confidence and (not self.labels or d.label in self.labels) for d in sight.detections
        )
        outside = max(
            0 if self.minimum is None else self.minimum - count, 0 if self.maximum is None else count - self.maximum
        )
        return Verdict(self.NAME, 1.0 - 0.5**outside) if outside > 0 else None
