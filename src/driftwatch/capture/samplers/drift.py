"""Keep more frames while an alert is active: they show what has changed."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift(SamplerSettings):
    """Attribute `drift`: every frame has this chance while the stream's model is found to have drifted.

    Value: always 0.6, above the random sample's.
    """

    NAME: ClassVar[str] = "drift"

    probability: Annotated[float, Range(0, 1)] = 0.02
    """Chance with which a frame is kept."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        return Vote(self.NAME, 0.6) if frame.context.drifting else None
