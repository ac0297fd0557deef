"""Keep a few frames by chance: the fair sample from which precision is estimated."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Random(SamplerSettings):
    """Attribute `random`: every frame has the same chance, empty ones too.

    Frames kept for being hard say nothing about how good a model is in general; these do. Value: always 1/2, so that a
    full queue neither drops them first nor keeps them at the cost of everything else.
    """

    NAME: ClassVar[str] = "random"
    RANKED: ClassVar[bool] = False

    probability: Annotated[float, Range(0, 1)] = 0.001
    """Chance with which a frame is kept."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:  # noqa: ARG002
        return Vote(self.NAME, 0.5)
