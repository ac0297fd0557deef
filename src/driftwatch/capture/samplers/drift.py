"""Keep more frames while an alert stands: they show what has changed."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift(SamplerSettings):
    """Attribute `drift`: every frame has this chance while the stream's model is found to have drifted.

    Value: always 0.6, above the random sample's.
    """

    NAME: ClassVar[str] = "drift"

    probability: Annotated[float, Range(0, 1)] = 0.02

    def begin(self) -> Sampler:
        return self

    def judge(self, sight: Sight) -> Verdict | None:
        return Verdict(self.NAME, 0.6) if sight.context.drifting else None
